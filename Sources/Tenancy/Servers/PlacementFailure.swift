package import Vocabulary

/// Why a tenant cannot lie on a server.
package enum PlacementFailure: Failure, Equatable {
    case unknownServer(ServerName, nearest: String?)
    case schemaElsewhere(TenantIdentifier, ServerName)
    case severalClusters(TenantIdentifier, region: String, [ServerName])
    case noCluster(TenantIdentifier, region: String)
    case overcommitted(TenantIdentifier, [ServerCapacity.Shortage])
    case elsewhere(TenantIdentifier, from: ServerName, to: ServerName)
    /// A server is gone, and what lies there was left out.
    case unreached(ServerName, tenants: Int, first: TenantIdentifier, reason: String)
    /// Databases of a server cannot be entered, and were left out.
    case closedDatabases(ServerName, count: Int, first: DataPlace, reason: String)

    package var code: FailureCode {
        switch self {
        case .unknownServer: "SRV121"
        case .schemaElsewhere: "SRV122"
        case .severalClusters: "SRV123"
        case .noCluster: "SRV124"
        case .overcommitted: "SRV127"
        case .elsewhere: "SRV128"
        case .unreached: "SRV129"
        case .closedDatabases: "SRV130"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unknownServer: .notFound
        case .schemaElsewhere: .invalidData
        case .severalClusters, .noCluster, .overcommitted, .elsewhere: .conflict
        case .unreached, .closedDatabases: .unavailable
        }
    }

    package var message: String {
        switch self {
        case .unknownServer(let name, _): "server '\(name)' is not registered"
        case .schemaElsewhere(let tenant, let server):
            "tenant '\(tenant)' has schemas in the base, which does not lie in server '\(server)'"
        case .severalClusters(let tenant, let region, _):
            "tenant '\(tenant)' names no server, and region \(quoted(region)) has several"
        case .noCluster(let tenant, let region):
            "tenant '\(tenant)' needs a cluster of its own, and no server of region \(quoted(region)) is registered"
        case .overcommitted(let tenant, _): "there is no room for tenant '\(tenant)'"
        case .elsewhere(let tenant, let present, let wanted):
            "tenant '\(tenant)' lies in server '\(present)', and its file names server '\(wanted)'"
        case .unreached(let server, 1, let tenant, _):
            "server '\(server)' cannot be reached, and tenant '\(tenant)' was left out"
        case .unreached(let server, let tenants, let first, _):
            "server '\(server)' cannot be reached, and \(tenants) tenants were left out, the first of them '\(first)'"
        case .closedDatabases(_, 1, let place, _): "database '\(place)' cannot be reached, and was left out"
        case .closedDatabases(let server, let count, let first, _):
            "\(count) databases of server '\(server)' cannot be reached, and were left out, the first of them '\(first)'"
        }
    }

    package var detail: String? {
        switch self {
        case .severalClusters(_, _, let servers): "registered: \(servers.map { "'\($0)'" }.joined(separator: ", "))"
        case .overcommitted(_, let shortages): shortages.map(\.description).joined(separator: "\n")
        case .unreached(_, _, _, let reason), .closedDatabases(_, _, _, let reason): reason
        case .unknownServer, .schemaElsewhere, .noCluster, .elsewhere: nil
        }
    }

    package var hint: String? {
        switch self {
        case .unknownServer(_, let nearest?): "Did you mean '\(nearest)'?"
        case .unknownServer(_, nil): "Register it with 'socle server add'."
        case .schemaElsewhere: "Give it placement 'database', or take the server out of its file."
        case .severalClusters: "Name one of them as 'server' in the tenant's file."
        case .noCluster: "Register one with 'socle server add', or give the tenant placement 'database'."
        case .overcommitted: "Give it less, place it elsewhere, or raise the server's overcommit knowingly."
        case .elsewhere: "Data is moved by 'socle tenant move', and not by a plan."
        case .unreached(let server, _, _, _), .closedDatabases(let server, _, _, _):
            "See 'socle server check \(server)', and run the command again when the server is back."
        }
    }
}
