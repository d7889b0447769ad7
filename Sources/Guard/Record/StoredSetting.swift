package import FoundationEssentials
package import Postgres
package import Vocabulary

/// A parameter that a login set for its own sessions to come, which the server keeps for all databases.
///
/// Every login may do that, and its length is bounded by nothing else.
package struct StoredSetting: Hashable, Sendable {
    package let role: Identifier
    /// The database for which it is set, nil for all.
    package let database: Identifier?
    package let name: Identifier
    package let bytes: Int64

    /// Bytes of a value that are left alone.
    package static let mostBytes = 8192

    /// Settings of roles that log in which are longer than ``mostBytes``.
    package static func oversized(on server: borrowing Connection) throws -> [StoredSetting] {
        try server.query(
            """
            select rolname::text, datname::text, split_part(setting, '=', 1), octet_length(setting)
            from pg_db_role_setting
            join pg_roles on pg_roles.oid = setrole
            left join pg_database on pg_database.oid = setdatabase
            cross join unnest(setconfig) as setting
            where octet_length(setting) > \(mostBytes) and not rolsuper
            """
        ) { row in
            StoredSetting(role: try row[0], database: try row[1], name: try row[2], bytes: try row[3])
        }
    }

    /// The tenant whose role it is, nil for a role that is no tenant's.
    package func owner(in base: borrowing Connection) throws -> (tenantID: UUID, identifier: TenantIdentifier)? {
        try base.first(
            """
            select tenant_id, identifier from socle.derived_names join socle.registry using (tenant_id)
            where kind = 'role' and derived_names.name = \(role)
            """
        ) { row in (try row[0], try row[1]) }
    }

    /// Takes it away.
    package func reset(on server: borrowing Connection) throws {
        let place: SQL = database.map { "in database \(identifier: $0) " } ?? ""
        try server.execute("alter role \(identifier: role) \(sql: place)reset \(identifier: name)")
    }
}
