package import Compliance
import Journal
import Postgres
package import Tenancy
import Vocabulary

extension Installation {
    /// Which rows of a tenant are kept longer than their tables declare.
    ///
    /// **Runs as** the tenant's ETL login.
    package func retentionPlan(
        of configuration: TenantConfiguration
    ) throws -> (lines: [RetentionPlan.Line], unruled: [RelationName]) {
        let scene = try privacyScene(of: configuration)
        let rules = try RetentionPlan(scene.plan(isErasure: false))
        return (try rules.count(on: connectOwner(of: scene.tenant)), rules.unruled)
    }

    /// Deletes the rows whose time is over, with the proof of it in one transaction.
    ///
    /// **Runs as** the tenant's ETL login.
    ///
    /// - Parameter authority: by what right; French public archives are eliminated with a visa alone.
    package func applyRetention(of configuration: TenantConfiguration, authority: EliminationAuthority) throws
        -> [RetentionPlan.Line]
    {
        guard authority.text.contains(where: { !$0.isWhitespace }), authority.text.unicodeScalars.count <= 1000 else {
            throw ComplianceFailure.emptyText(option: "--\(authority.kind)")
        }
        let scene = try privacyScene(of: configuration)
        let plan = try scene.plan(isErasure: false)
        let rules = try RetentionPlan(plan)
        let authorship: [JSON.Member] = [
            .init(authority.kind, .string(authority.text)), .init("by", .string(Self.operatorName)),
        ]
        let base = try connectMigratedBase()
        var lines: [RetentionPlan.Line] = []
        try namingHolder(in: [basePlace, scene.tenant.place]) {
            try base.transaction { base in
                try Journal.requireNone(for: scene.tenant.tenantID, in: base)
                try LegalHold.requireNone(on: scene.tenant.tenantID, in: base)
                lines = try rules.apply(
                    copies: plan.copies, by: authorship, on: connectOwner(of: scene.tenant))
            }
        }
        return lines
    }
}
