package import Postgres
package import Vocabulary

/// Lets tables of a frozen tenant give back what was deleted from them.
///
/// While a tenant is frozen none of its logins owns its tables, so that none
/// can vacuum them; and what was deleted counts until the file is shorter.
package enum Compaction {
    /// A table from which rows were deleted.
    package struct Table: Hashable, Sendable {
        package let number: Int64
        package let schema: Identifier
        package let name: Identifier
        package let bytes: Int64
        package let rows: Int64
        /// Rows that were deleted or replaced since the server counts.
        package let removed: Int64

        package init(number: Int64, schema: Identifier, name: Identifier, bytes: Int64, rows: Int64, removed: Int64) {
            self.number = number
            self.schema = schema
            self.name = name
            self.bytes = bytes
            self.rows = rows
            self.removed = removed
        }
    }

    /// The part of a table's rows that must be gone for it to be written anew.
    package static let worthwhileShare = 0.1
    /// Bytes of a table that is written anew at least.
    package static let worthwhileBytes: Int64 = 65536

    /// The tables that are worth being written anew, the largest first.
    ///
    /// - Parameter known: what was removed from a table when it was last written anew, by number.
    package static func worthwhile(_ tables: [Table], known: [Int64: Int64]) -> [Table] {
        tables.filter { table in
            let last = known[table.number, default: 0]
            // Counters that begin anew are behind what is known of them.
            let removed = Double(table.removed >= last ? table.removed - last : table.removed)
            return table.bytes >= worthwhileBytes && removed > 0
                && removed / (removed + Double(table.rows)) >= worthwhileShare
        }.sorted { $0.bytes > $1.bytes }
    }

    /// The tenant's tables that nobody holds just now, as the server counts their rows.
    package static func tables(of tenant: WatchedTenant, in database: borrowing Connection) throws -> [Table] {
        // relpages would be the last vacuum's, and a size function waits for a table that is held.
        try database.query(
            """
            select relid::bigint, schema_name, relname::text,
                coalesce((pg_stat_file(pg_relation_filepath(relid), true)).size, 0), n_live_tup, n_tup_del + n_tup_upd
            from socle.schemas
            join pg_stat_user_tables on schemaname = schema_name::name
            where tenant_id = \(tenant.tenantID)
                and not exists (select from pg_locks where relation = relid and mode = 'AccessExclusiveLock')
            """
        ) { row in
            Table(
                number: try row[0], schema: try row[1], name: try row[2], bytes: try row[3], rows: try row[4],
                removed: try row[5])
        }
    }

    /// Writes a table anew, as its owner.
    ///
    /// Nobody reads it meanwhile; who reads it now is waited for, a second at most.
    ///
    /// - Returns: bytes that became free.
    package static func compact(_ table: Table, of tenant: WatchedTenant, in database: borrowing Connection) throws
        -> Int64
    {
        let size: SQL = """
            select pg_total_relation_size(format('%I.%I', \(table.schema)::text, \(table.name)::text)::regclass)
            """
        try database.execute("set lock_timeout = '1s'")
        let before: Int64 = try database.first(size) { row in try row[0] } ?? 0
        // As a role that can do no more than the tenant: an index may hold expressions of its making.
        try database.execute("set role \(identifier: tenant.names.owner)")
        defer { _ = try? database.execute("reset role") }
        try database.execute("vacuum full \(identifier: table.schema, table.name)")
        let after: Int64 = try database.first(size) { row in try row[0] } ?? before
        return before - after
    }
}
