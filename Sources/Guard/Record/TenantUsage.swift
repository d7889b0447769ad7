package import FoundationEssentials
package import Postgres
package import Tenancy
package import Vocabulary

/// What a tenant uses of what it may use, as the base keeps it.
package struct TenantUsage: Sendable {
    package let identifier: TenantIdentifier
    package let server: ServerName
    package let limits: AppliedLimits
    /// Bytes of its files and of the history of its loads, nil when it was never measured.
    package let storageBytes: Int64?
    package let objects: Int?
    /// Since when nothing may be written.
    package let frozenAt: Date?
    /// When a measurement last found other figures.
    package let changedAt: Date?
    /// Violations of the last 24 hours, each with its repetitions.
    package let violations: Int
    /// The last of them, in words.
    package let lastViolation: String?
    /// Roles that belong to it, its logins among them.
    package let roles: [String]
    /// Open sessions of all its logins, nil where the server did not answer.
    package var connections: Int?

    /// The part of its storage that is used.
    package var storageShare: Double? {
        storageBytes.map { StorageStanding(used: $0, permitted: limits.storageBytes).share }
    }

    /// Reads what is kept of some tenants, of all when none is named, by identifier.
    package static func read(_ tenants: [TenantIdentifier], in base: borrowing Connection) throws -> [TenantUsage] {
        try base.query(
            """
            select identifier, server, storage_bytes + history_bytes, objects, frozen_at, changed_at,
                coalesce(recent.number, 0), recent.last,
                array(select name from socle.derived_names as held where held.tenant_id = registry.tenant_id
                    and kind = 'role'),
                \(sql: AppliedLimits.columns)
            from socle.registry
            left join socle.tenant_usage using (tenant_id)
            left join lateral (
                select sum(repetitions)::bigint as number,
                    (array_agg(format('%s %s', kind, action) order by last_at desc))[1] as last
                from socle.violations
                where violations.tenant_id = registry.tenant_id and last_at > now() - interval '24 hours'
                    and action <> 'thawed'
            ) as recent on true
            where state <> 'erased' and (cardinality(\(tenants)::text[]) = 0 or identifier = any(\(tenants)::text[]))
            order by identifier
            """
        ) { row in
            TenantUsage(
                identifier: try row[0], server: try row[1], limits: try AppliedLimits(row, from: 9),
                storageBytes: try row[2], objects: try row[3], frozenAt: try row[4], changedAt: try row[5],
                violations: try row[6], lastViolation: try row[7], roles: try row[8])
        }
    }

    /// How many sessions each login of a server has open.
    package static func sessions(on server: borrowing Connection) throws -> [String: Int] {
        let found = try server.query(
            """
            select usename::text, count(*) from pg_stat_activity
            where backend_type = 'client backend' and usename is not null group by usename
            """
        ) { row -> (String, Int) in (try row[0], try row[1]) }
        return Dictionary(found) { first, _ in first }
    }
}
