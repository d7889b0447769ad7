package import FoundationEssentials
package import Postgres
package import Vocabulary

/// A tenant as the base knows it.
package struct RegisteredTenant: Hashable, Sendable {
    package let tenantID: UUID
    package let identifier: TenantIdentifier
    package let name: String
    package let tier: Tier
    package let placement: Placement
    /// Database in which its data lies.
    package let database: Identifier
    package let state: String

    package var names: TenantNames { TenantNames(identifier) }

    /// Every tenant of the registry, by identifier.
    package static func all(in base: borrowing Connection) throws -> [RegisteredTenant] {
        try base.query("\(sql: columns) order by identifier", decode)
    }

    /// A tenant of the registry.
    ///
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)`` when the registry has none.
    package static func find(_ identifier: TenantIdentifier, in base: borrowing Connection) throws -> RegisteredTenant {
        guard let tenant = try base.first("\(sql: columns) where identifier = \(identifier)", decode) else {
            let known = try base.query("select identifier from socle.registry") { row -> String in try row[0] }
            throw TenancyFailure.notApplied(identifier, nearest: nearestName(to: identifier.text, in: known))
        }
        return tenant
    }

    private static let columns: SQL =
        "select tenant_id, identifier, name, tier, placement, database, state from socle.registry"

    private static func decode(_ row: Row) throws -> RegisteredTenant {
        RegisteredTenant(
            tenantID: try row[0], identifier: try row[1], name: try row[2], tier: try row[3], placement: try row[4],
            database: try row[5], state: try row[6])
    }
}
