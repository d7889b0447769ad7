package import Vocabulary

/// The server on which a tenant's data shall lie, and what is to be said about it.
package struct ServerChoice: Hashable, Sendable {
    package let server: ServerName
    /// Where it stands, if that is known.
    package let region: String?
    /// What is not as the tier promises; said with each plan.
    package let notes: [String]

    /// Chooses among the servers that are registered.
    ///
    /// A tenant that has a place stays there until it is moved. One whose
    /// placement is a cluster lies in the server that its file names, else in
    /// the only one of its region. In development the base's server stands in
    /// where there is none.
    ///
    /// - Parameter present: where the tenant lies already.
    /// - Throws: ``PlacementFailure``, ``LifeFailure/outsideResidency(_:what:region:allowed:)``.
    package init(
        for tenant: TenantIdentifier, placement: Placement, region: String, named: ServerName?,
        present: ServerName?, among servers: [RegisteredServer], environment: DeploymentEnvironment,
        allowedRegions: [String]?
    ) throws {
        let server = try Self.server(
            for: tenant, placement: placement, region: region, named: named, present: present, among: servers,
            environment: environment)
        var notes: [String] = []
        if placement == .cluster, server.name == .base {
            guard environment == .development else { throw PlacementFailure.noCluster(tenant, region: region) }
            notes.append("the base's server stands in for a cluster of its own, as in development it may")
        }
        if let allowedRegions {
            let note = try Residency(regions: allowedRegions).require(
                "server '\(server.name)'", in: server.region, for: tenant, environment: environment)
            if let note { notes.append(note) }
        }
        self.server = server.name
        self.region = server.region
        self.notes = notes
    }

    private static func server(
        for tenant: TenantIdentifier, placement: Placement, region: String, named: ServerName?,
        present: ServerName?, among servers: [RegisteredServer], environment: DeploymentEnvironment
    ) throws -> RegisteredServer {
        func registered(_ name: ServerName) throws -> RegisteredServer {
            if let server = servers.first(where: { $0.name == name }) { return server }
            throw PlacementFailure.unknownServer(
                name, nearest: nearestName(to: name.text, in: servers.map(\.name.text)))
        }
        if let named {
            if placement == .schema, named != .base { throw PlacementFailure.schemaElsewhere(tenant, named) }
            return try registered(named)
        }
        if let present { return try registered(present) }
        guard placement == .cluster else { return try registered(.base) }
        let candidates = servers.filter { $0.name != .base && $0.region == region }
        if candidates.count > 1 {
            throw PlacementFailure.severalClusters(tenant, region: region, candidates.map(\.name))
        }
        return try candidates.first ?? registered(.base)
    }
}
