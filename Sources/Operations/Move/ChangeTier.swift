package import FoundationEssentials
package import Journal
import Postgres
import Tenancy
package import Vocabulary

/// `tenant.tier`: another level of service in the same place.
package struct ChangeTier: Redeclaration {
    package typealias Context = Installation
    package static let kind = "tenant.tier"

    package let tenant: UUID?
    package let identifier: TenantIdentifier
    /// What the tenant's file is to say.
    package let wanted: DeclarationEdit

    package func mayBegin(_ installation: Installation) throws {
        let (tenant, configuration) = try planned(installation)
        if tenant.state == .archived { throw MoveFailure.archived(identifier) }
        if try tenant.tier == configuration.tier && installation.declaration(of: identifier) == wanted {
            throw MoveFailure.sameTier(identifier, configuration.tier)
        }
    }

    /// The tenant and what it is to be, once nothing speaks against it.
    private func planned(_ installation: Installation) throws -> (RegisteredTenant, TenantConfiguration) {
        let tenant = try installation.registered(identifier, self.tenant)
        let configuration = try installation.preview(wanted, of: identifier)
        try installation.requireFit(tenant, for: configuration, installation.ownSchemas(of: tenant))
        return (tenant, configuration)
    }

    package static let steps: [Step<ChangeTier>] = [
        Step("check", "Look whether the tier can take the tenant.") { change, context in
            let (tenant, configuration) = try change.planned(context.values)
            return ["from": .string(tenant.tier.rawValue), "to": .string(configuration.tier.rawValue)]
        } undo: { change, context in
            _ = try context.values.apply(
                context.values.tenantFolder.configuration(of: change.identifier), isStep: true)
        },
        .backup,
        .declare("Write the tier into the tenant's file."),
        Step("apply", "Make the tier real.") { change, context in
            let configuration = try context.values.tenantFolder.configuration(of: change.identifier)
            // In development the base's server stands in for a cluster of one's own, which is the same place.
            try context.values.connectProvisioner().execute(
                """
                update socle.registry set placement = \(configuration.placement)
                where tenant_id = \(orNull: change.tenant)
                """)
            let plan = try context.values.apply(configuration, isStep: true)
            return ["changes": JSON(plan.changes.count)]
        },
    ]
}
