import Postgres
import Tenancy
package import Vocabulary

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

    /// Gives the lines of a tenant that is renamed to its logins under their new names, before one of them is opened.
    ///
    /// - Throws: ``HostAccessFailure``.
    package func renameHostAccess(from old: TenantIdentifier, to new: TenantIdentifier, on server: ServerName) throws {
        let platform = try RegisteredServer.find(server, in: connectProvisioner()).platformNetwork
        try changeHostAccess(on: server) { state in
            guard let rules = state.file.block.rulesByTenant[old.text] else { return state.file.block }
            let renamed = rules.map { $0.renamed(from: old, to: new) }
            return state.block(replacing: [old.text: [], new.text: renamed], isNeeded: true, platform: platform)
        }
    }
}
