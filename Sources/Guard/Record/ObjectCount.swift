package import FoundationEssentials
package import Postgres
package import Vocabulary

/// How many objects tenants have, and the limits that a data database itself holds.
package enum ObjectCount {
    /// A tenant that has more objects than it may have now; more are refused where they would be made.
    package struct Excess: Sendable {
        package let tenantID: UUID
        package let identifier: TenantIdentifier
        package let objects: Int64
        package let permitted: Int64
    }

    /// Tells a data database how many objects its tenants may have, where that changed.
    package static func bringLimits(
        to place: DataPlace, from base: borrowing Connection, into database: borrowing Connection
    ) throws {
        let limits = try base.query(
            """
            select tenant_id, (limits ->> 'objects')::bigint from socle.registry
            where (server, database) = (\(place.server), \(place.database)) and state in ('active', 'suspended')
            """
        ) { row -> (UUID, Int64?) in (try row[0], try row[1]) }
        try database.execute(
            """
            update socle.tenants set object_limit = wanted.object_limit
            from unnest(\(limits.map(\.0))::uuid[], \(limits.map(\.1))::bigint[]) as wanted (tenant_id, object_limit)
            where tenants.tenant_id = wanted.tenant_id
                and tenants.object_limit is distinct from wanted.object_limit
            """)
    }

    /// Counts the objects of all tenants of a database, and keeps the figures.
    package static func count(in database: borrowing Connection, keepingIn base: borrowing Connection) throws {
        let found = try database.query("select tenant_id, objects, history_bytes from socle.counted_objects()") {
            row -> (UUID, Int64, Int64) in (try row[0], try row[1], try row[2])
        }
        try base.execute(
            """
            select socle.record_objects(\(found.map(\.0))::uuid[], \(found.map(\.1))::bigint[],
                \(found.map(\.2))::bigint[])
            """)
    }

    /// The tenants of a server that have more than they may.
    package static func excesses(on server: ServerName, in base: borrowing Connection) throws -> [Excess] {
        try base.query(
            """
            select tenant_id, identifier, objects, (limits ->> 'objects')::bigint
            from socle.registry join socle.tenant_usage using (tenant_id)
            where server = \(server) and state = 'active' and objects > (limits ->> 'objects')::bigint
            """
        ) { row in
            Excess(tenantID: try row[0], identifier: try row[1], objects: try row[2], permitted: try row[3])
        }
    }
}
