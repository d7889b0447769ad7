import FoundationEssentials
import Postgres
package import Tenancy
package import Vocabulary

extension Installation {
    /// What somebody changed by hand of tenants since they were last applied, in their order.
    ///
    /// No file of a tenant is read. **Runs as** provisioner. Nothing is changed.
    ///
    /// - Parameters:
    ///   - tenants: every registered one when nil.
    ///   - isDeep: whether each password of the vault is tried against what the server has.
    ///   - failures: which servers are gone, with the tenants that lie there.
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)``, ``PlanFailure/unreadableDeclaration(_:)``.
    package func drift(
        of tenants: [TenantIdentifier]?, isDeep: Bool, failures: inout FailureList
    ) throws -> [TenantDrift] {
        let base = try connectMigratedBase()
        let registered =
            try tenants?.map { tenant in
                let found = try RegisteredTenant.find(tenant, in: base)
                try requireLiving(found)
                return found.identifier
            }
            ?? RegisteredTenant.all(in: base).filter { $0.state != .archived }.map(\.identifier)
        var surveyed = try survey(registered, thoroughly: true, in: base, failures: &failures) { index, side in
            guard let text = side.appliedText, let declaration = try? TenantDeclaration(text: text),
                declaration.identifier == registered[index]
            else { throw PlanFailure.unreadableDeclaration(registered[index]) }
            return declaration
        }
        if isDeep { try tryPasswords(of: &surveyed, base) }
        for failure in surveyed.unreachedServers { failures.append(failure) }
        return try surveyed.filter { $0.unreached == nil }.map { tenant in
            TenantDrift(
                of: tenant.desired, declared: try tenant.desired.fulfilled(like: tenant.base, tenant.server),
                found: try tenant.inspected())
        }
    }
    /// What somebody changed by hand, of tenants that can all be looked at.
    package func drift(of tenants: [TenantIdentifier]?, isDeep: Bool) throws -> [TenantDrift] {
        var failures = FailureList()
        let drifts = try drift(of: tenants, isDeep: isDeep, failures: &failures)
        try failures.throwIfAny()
        return drifts
    }
}
