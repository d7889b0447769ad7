package import FoundationEssentials
package import Postgres
package import Vocabulary

/// An order by which nothing of a tenant may be destroyed.
///
/// Several may stand at once, each under a reference of its own. One is
/// released by name, and stays on the record for good.
package struct LegalHold: Hashable, Sendable {
    /// The end of a hold.
    package struct Release: Hashable, Sendable {
        package let reason: String
        package let by: String
        package let at: Date
    }

    package let number: Int
    package let tenant: TenantIdentifier
    package let reference: String
    package let reason: String
    package let setBy: String
    package let setAt: Date
    /// Nil while it stands.
    package let release: Release?

    /// The holds of one tenant or of all, those that stand first, the latest first.
    package static func list(of tenantID: UUID?, in base: borrowing Connection) throws -> [LegalHold] {
        let wanted: SQL = tenantID.map { "and tenant_id = \($0)" } ?? ""
        return try base.query(
            """
            select hold_id, identifier, reference, reason, set_by, set_at, release_reason, released_by, released_at
            from socle.legal_holds join socle.registry using (tenant_id)
            where true \(sql: wanted)
            order by released_at nulls first, hold_id desc
            """
        ) { row in
            let releasedAt: Date? = try row[8]
            return LegalHold(
                number: try row[0], tenant: try row[1], reference: try row[2], reason: try row[3], setBy: try row[4],
                setAt: try row[5],
                release: try releasedAt.map { Release(reason: try row[6] ?? "", by: try row[7] ?? "", at: $0) })
        }
    }

    /// The references of the holds that stand, by tenant.
    package static func standing(in base: borrowing Connection) throws -> [UUID: [String]] {
        let rows = try base.query(
            "select tenant_id, reference from socle.legal_holds where released_at is null order by hold_id"
        ) { row -> (UUID, String) in (try row[0], try row[1]) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Refuses to destroy anything of a tenant while a hold stands.
    ///
    /// Within a transaction no hold can be set until it ends.
    ///
    /// - Parameter what: what is not to be destroyed, for the message; the tenant when nil.
    /// - Throws: ``LifeFailure/underHold(what:references:)``.
    package static func requireNone(on tenantID: UUID, what: String? = nil, in base: borrowing Connection) throws {
        let identifier: String? = try base.first(
            "select identifier from socle.registry where tenant_id = \(tenantID) for share"
        ) { row in try row[0] }
        let references = try base.query(
            "select reference from socle.legal_holds where tenant_id = \(tenantID) and released_at is null order by hold_id"
        ) { row -> String in try row[0] }
        if references.isEmpty { return }
        throw LifeFailure.underHold(
            what: what ?? "tenant '\(identifier ?? tenantID.uuidString.lowercased())'", references: references)
    }
}
