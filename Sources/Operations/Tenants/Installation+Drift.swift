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
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)``, ``PlanFailure/unreadableDeclaration(_:)``.
    package func drift(of tenants: [TenantIdentifier]?, isDeep: Bool) throws -> [TenantDrift] {
        let base = try connectMigratedBase()
        let registered =
            try tenants?.map { try RegisteredTenant.find($0, in: base).identifier }
            ?? RegisteredTenant.all(in: base).filter { $0.state != .archived }.map(\.identifier)
        var surveyed = try survey(registered, in: base) { index, side in
            guard let text = side.appliedText, let declaration = try? TenantDeclaration(text: text),
                declaration.identifier == registered[index]
            else { throw PlanFailure.unreadableDeclaration(registered[index]) }
            return declaration
        }
        if isDeep { try tryPasswords(of: &surveyed, base) }
        return try surveyed.map { tenant in
            TenantDrift(
                of: tenant.desired, declared: try tenant.desired.fulfilled(like: tenant.base, tenant.server),
                found: try tenant.inspected())
        }
    }
}
