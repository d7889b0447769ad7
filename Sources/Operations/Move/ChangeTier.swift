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

    package static let steps: [Step<ChangeTier>] = [
        Step("check", "Look whether the tier can take the tenant.") { change, context in
            let tenant = try context.values.registered(change.identifier, change.tenant)
            let configuration = try context.values.preview(change.wanted, of: change.identifier)
            try context.values.requireFit(tenant, for: configuration, context.values.ownSchemas(of: tenant))
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
