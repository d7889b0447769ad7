import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Writes the lines of pg_hba.conf that plans ask for, all of one server at once.
    ///
    /// - Throws: ``HostAccessFailure``.
    func carryOutHostAccess(of plans: [TenantPlan], on server: ServerName) throws {
        var rules: [String: [HostAccessRule]] = [:]
        var isNeeded = false
        for plan in plans {
            for change in plan.changes(in: .access) {
                guard case .hostAccess(let wanted, let isGuarded) = change.action else { continue }
                rules[plan.tenant.text] = wanted
                isNeeded = isNeeded || isGuarded
            }
        }
        if rules.isEmpty { return }
        let platform = try RegisteredServer.find(server, in: connectProvisioner()).platformNetwork
        try changeHostAccess(on: server) { state in
            state.block(replacing: rules, isNeeded: isNeeded, platform: platform)
        }
    }

    /// Takes the lines of a tenant out of the pg_hba.conf of a server on which it no longer lies.
    ///
    /// - Throws: ``HostAccessFailure``.
    func removeHostAccess(of tenant: TenantIdentifier, on server: ServerName) throws {
        let platform = try RegisteredServer.find(server, in: connectProvisioner()).platformNetwork
        try changeHostAccess(on: server) { state in
            state.block(replacing: [tenant.text: []], isNeeded: false, platform: platform)
        }
    }
}
