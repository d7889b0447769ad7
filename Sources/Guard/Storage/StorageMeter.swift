package import FoundationEssentials
package import Postgres
package import Vocabulary

/// Measures what tenants use, and keeps it as rows of the base.
///
/// The files of the server are read, not its size functions: see
/// `sql/database/repeatable/61_limits.sql`.
package enum StorageMeter {
    /// Measures all tenants of a database whose tenants share it, and keeps the figures.
    ///
    /// **Cost** one statement.
    package static func measureAll(in base: borrowing Connection) throws {
        try base.execute(
            """
            select socle.record_storage(array_agg(tenant_id), array_agg(bytes)) from socle.measured_storage()
            """)
    }

    /// Measures tenants that have a database each, by their whole database, and keeps the figures.
    ///
    /// **Cost** two statements for all databases of a server.
    ///
    /// - Parameter server: any database of the server in which they lie.
    package static func measureDatabases(
        on name: ServerName, asking server: borrowing Connection, keepingIn base: borrowing Connection
    ) throws {
        let tenants = try base.query(
            """
            select tenant_id, database from socle.registry
            where server = \(name) and placement <> 'schema' and state in ('active', 'suspended')
            """
        ) { row -> (UUID, String) in (try row[0], try row[1]) }
        if tenants.isEmpty { return }
        let sizes = try sizes(of: tenants.map(\.1), on: server)
        let found = tenants.compactMap { tenant, database in sizes[database].map { (tenant, $0) } }
        try keep(found, in: base)
    }

    /// Measures a few tenants in milliseconds; those that share a database must lie in the base.
    ///
    /// - Returns: bytes by tenant, without those whose database is gone.
    package static func measure(
        _ tenants: [WatchedTenant], in base: borrowing Connection, on server: borrowing Connection
    ) throws -> [UUID: Int64] {
        var found: [UUID: Int64] = [:]
        let sharing = tenants.filter { $0.placement == .schema }
        if !sharing.isEmpty {
            // A table that its transaction rewrites is seen only by looking at all files.
            let hasRewriters: Bool = try base.first("select socle.has_rewriters()") { row in try row[0] } ?? false
            let wanted = sharing.map(\.tenantID)
            let sizes =
                try hasRewriters
                ? base.query(
                    "select tenant_id, bytes from socle.measured_storage() where tenant_id = any(\(wanted)::uuid[])",
                    pair)
                : base.query("select tenant_id, bytes from socle.tenant_storage(\(wanted)::uuid[])", pair)
            for (tenant, bytes) in sizes { found[tenant] = bytes }
        }
        let owning = tenants.filter { $0.placement != .schema }
        if !owning.isEmpty {
            let sizes = try sizes(of: owning.map(\.place.database.text), on: server)
            for tenant in owning { found[tenant.tenantID] = sizes[tenant.place.database.text] }
        }
        return found
    }

    /// Keeps what files were measured to have.
    package static func keep(_ sizes: [(tenant: UUID, bytes: Int64)], in base: borrowing Connection) throws {
        if sizes.isEmpty { return }
        try base.execute("select socle.record_storage(\(sizes.map(\.tenant))::uuid[], \(sizes.map(\.bytes))::bigint[])")
    }

    private static func pair(_ row: Row) throws -> (UUID, Int64) { (try row[0], try row[1]) }

    private static func sizes(of databases: [String], on server: borrowing Connection) throws -> [String: Int64] {
        let found = try server.query(
            "select datname, pg_database_size(oid) from pg_database where datname = any(\(databases)::text[])"
        ) { row -> (String, Int64) in (try row[0], try row[1]) }
        return Dictionary(found) { first, _ in first }
    }
}
