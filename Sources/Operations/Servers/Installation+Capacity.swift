import Postgres
import Settings
import Tenancy
import Vocabulary

extension Installation {
    /// Holds what tenants would newly be promised against what their servers have.
    ///
    /// In development too much is said, elsewhere it is refused. Servers are
    /// asked only when somebody is to have more than before.
    ///
    /// - Returns: what is too much of several tenants together, a line for each server and resource; that of one alone
    ///   stands in its notes.
    @discardableResult
    func holdAgainstCapacity(_ tenants: inout [SurveyedTenant], in base: borrowing Connection) throws -> [String] {
        var lines: [String] = []
        let growing = tenants.indices.filter { tenants[$0].unreached == nil && !tenants[$0].growth.isEmpty }
        if growing.isEmpty { return [] }
        let servers = try RegisteredServer.all(in: base)
        let promised = try promisedAmounts(in: base)
        let byServer = Dictionary(grouping: growing) { tenants[$0].desired.place.server }
        for (name, indices) in byServer.sorted(by: { $0.key < $1.key }) {
            guard let server = servers.first(where: { $0.name == name }) else { continue }
            let total = try ServerFacts.inspect(connectCluster(name)).amounts
            var amounts = promised[name]?.amounts ?? [:]
            // The last of each resource counts them all.
            var shortOf: [ServerCapacity.Resource: ServerCapacity.Shortage] = [:]
            for index in indices {
                let growth = tenants[index].growth
                let shortages = ServerCapacity(
                    server: name, total: total, overcommit: server.overcommit, promised: amounts
                ).shortages(adding: growth)
                if settings.environment == .development {
                    for shortage in shortages { shortOf[shortage.resource] = shortage }
                    if indices.count == 1 { tenants[index].notes += shortages.map(\.description) }
                } else if !shortages.isEmpty {
                    tenants[index].shortage = .overcommitted(tenants[index].desired.identifier, shortages)
                    continue
                }
                amounts.merge(growth, uniquingKeysWith: +)
            }
            if indices.count == 1 { continue }
            lines += ServerCapacity.Resource.allCases.compactMap { shortOf[$0] }.map {
                "\($0), \(indices.count) tenants being to get more"
            }
        }
        return lines
    }

    /// Refuses tenants for whom there is no room, outside of development, before anything is done for one of them.
    ///
    /// - Throws: ``PlacementFailure/overcommitted(_:_:)``, up to eight together.
    func requireRoom(for tenants: inout [SurveyedTenant], in base: borrowing Connection) throws {
        if settings.environment == .development { return }
        try holdAgainstCapacity(&tenants, in: base)
        var failures = FailureList()
        for case let shortage? in tenants.map(\.shortage) { failures.append(shortage) }
        try failures.throwIfAny()
    }
}

extension SurveyedTenant {
    /// What the tenant would be promised beyond what it was, by resource.
    fileprivate var growth: ServerCapacity.Amounts {
        // What was promised before is written down as it was declared then.
        guard !isAppliedAsDeclared, desired.standing.state != .archived else { return [:] }
        let wanted = desired.declaration.amounts
        let present = base.appliedText.flatMap { try? TenantDeclaration(text: $0).amounts } ?? [:]
        return wanted.reduce(into: [:]) { growth, amount in
            let more = amount.value - present[amount.key, default: 0]
            if more > 0 { growth[amount.key] = more }
        }
    }
}

extension TenantDeclaration {
    /// What the tenant is promised, by resource.
    var amounts: ServerCapacity.Amounts {
        [
            .connections: Double(limits.databaseConnections), .storage: Double(limits.storageBytes), .cpu: cpuCores,
            .memory: Double(memoryBytes),
        ]
    }
}
