package import FoundationEssentials
package import Postgres
package import Vocabulary

/// A tenant as the base knows it.
package struct RegisteredTenant: Hashable, Sendable {
    package let tenantID: UUID
    package let identifier: TenantIdentifier
    package let name: String
    package let tier: Tier
    package let region: String
    package let placement: Placement
    /// Where its data lies.
    package let place: DataPlace
    /// What it may use at most, as last applied.
    package let limits: AppliedLimits
    package let state: TenantState
    /// Since when nothing may be written because its storage is used up.
    package let frozenAt: Date?

    package init(
        tenantID: UUID, identifier: TenantIdentifier, name: String, tier: Tier, region: String = "",
        placement: Placement, place: DataPlace, limits: AppliedLimits, state: TenantState = .active,
        frozenAt: Date? = nil
    ) {
        self.tenantID = tenantID
        self.identifier = identifier
        self.name = name
        self.tier = tier
        self.region = region
        self.placement = placement
        self.place = place
        self.limits = limits
        self.state = state
        self.frozenAt = frozenAt
    }

    package var names: TenantNames { TenantNames(identifier) }
    /// Database in which its data lies.
    package var database: Identifier { place.database }

    /// Every tenant of the registry that was not erased, by identifier.
    package static func all(in base: borrowing Connection) throws -> [RegisteredTenant] {
        try base.query("\(sql: present) order by identifier", decode)
    }

    /// A tenant of the registry.
    ///
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)`` when the registry has none, or none any more.
    package static func find(_ identifier: TenantIdentifier, in base: borrowing Connection) throws -> RegisteredTenant {
        guard let tenant = try base.first("\(sql: present) and identifier = \(identifier)", decode) else {
            let known = try all(in: base).map(\.identifier.text)
            throw TenancyFailure.notApplied(identifier, nearest: nearestName(to: identifier.text, in: known))
        }
        return tenant
    }

    private static let present: SQL = """
        select tenant_id, identifier, name, tier, region, placement, server, database, state, frozen_at,
            \(sql: AppliedLimits.columns)
        from socle.registry where state <> 'erased'
        """

    private static func decode(_ row: Row) throws -> RegisteredTenant {
        RegisteredTenant(
            tenantID: try row[0], identifier: try row[1], name: try row[2], tier: try row[3], region: try row[4],
            placement: try row[5], place: DataPlace(server: try row[6], database: try row[7]),
            limits: try AppliedLimits(row, from: 10), state: try row[8], frozenAt: try row[9])
    }
}
