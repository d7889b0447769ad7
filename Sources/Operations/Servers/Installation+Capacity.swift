import Postgres
import Settings
import Tenancy
import Vocabulary

extension Installation {
    /// Holds what tenants would newly be promised against what their servers have.
    ///
    /// In development too much is said, elsewhere it is refused. Servers are
    /// asked only when somebody is to have more than before.
    func holdAgainstCapacity(_ tenants: inout [SurveyedTenant], in base: borrowing Connection) throws {
        let growing = tenants.indices.filter { tenants[$0].unreached == nil && !tenants[$0].growth.isEmpty }
        if growing.isEmpty { return }
        let servers = try RegisteredServer.all(in: base)
        let promised = try promisedAmounts(in: base)
        for (name, indices) in Dictionary(grouping: growing, by: { tenants[$0].desired.place.server }) {
            guard let server = servers.first(where: { $0.name == name }) else { continue }
            let total = try ServerFacts.inspect(connectCluster(name)).amounts
            var amounts = promised[name]?.amounts ?? [:]
            for index in indices {
                let growth = tenants[index].growth
                let shortages = ServerCapacity(
                    server: name, total: total, overcommit: server.overcommit, promised: amounts
                ).shortages(adding: growth)
                if settings.environment == .development {
                    tenants[index].notes += shortages.map(\.description)
                } else if !shortages.isEmpty {
                    tenants[index].shortage = .overcommitted(tenants[index].desired.identifier, shortages)
                    continue
                }
                amounts.merge(growth, uniquingKeysWith: +)
            }
        }
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
        guard base.appliedText != desired.declaration.text, desired.standing.state != .archived else { return [:] }
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
