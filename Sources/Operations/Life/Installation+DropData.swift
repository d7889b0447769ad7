import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Drops all that a tenant has in the database where its data lies, and the database if it is its own.
    ///
    /// A database that several tenants share is emptied in transactions that each
    /// stay far below the number of locks that the server has, whatever the number
    /// of tables; nothing is dropped by way of something else, but for what is left
    /// of a schema in the end. A second call drops what is left.
    ///
    /// - Parameter mayGoOn: asked before each transaction.
    /// - Throws: ``LifeFailure/unknownObjects(_:objects:)`` when something was put on it meanwhile.
    func dropData(of tenant: RegisteredTenant, mayGoOn: () throws -> Void) throws {
        if tenant.placement != .schema { return try dropDatabase(of: tenant, mayGoOn: mayGoOn) }
        let data = try connectProvisioner(to: tenant.place)
        try namingHolder(in: [tenant.place]) {
            try dropRelations(of: tenant, in: data, mayGoOn: mayGoOn)
            let schemas = try data.query(
                """
                select nspname from socle.schemas join pg_namespace on nspname = schema_name::name
                where tenant_id = \(tenant.tenantID) order by nspname
                """
            ) { row -> String in try row[0] }
            for schema in schemas {
                try mayGoOn()
                try data.transaction { data in
                    let base = try connectMigratedBase()
                    try requireKnown(tenant, in: base, data)
                    try data.execute("drop schema \(identifier: Identifier(derived: schema)) cascade")
                }
            }
            while true {
                let objects = try largeObjects(of: tenant, in: data, limit: 100)
                if objects.isEmpty { return }
                try mayGoOn()
                try data.execute("select lo_unlink(number::oid) from unnest(\(objects)::bigint[]) as number")
            }
        }
    }

    private func dropRelations(
        of tenant: RegisteredTenant, in data: borrowing Connection, mayGoOn: () throws -> Void
    ) throws {
        // An eighth of the table of locks, so that everybody else has the rest.
        let budget: Int =
            try data.first(
                """
                select greatest(8, current_setting('max_locks_per_transaction')::bigint
                    * (current_setting('max_connections')::bigint
                        + current_setting('max_prepared_transactions')::bigint) / 8)
                """
            ) { row in try row[0] } ?? 8
        // Without foreign keys tables can go one after the other.
        let constraints = try data.query(
            """
            select format('alter table %I.%I drop constraint %I', nspname, relname, conname), 6::bigint
            from socle.schemas
            join pg_namespace on nspname = schema_name::name
            join pg_class on relnamespace = pg_namespace.oid
            join pg_constraint on conrelid = pg_class.oid
            where tenant_id = \(tenant.tenantID) and contype = 'f' and conparentid = 0
            order by 1
            """
        ) { row in (statement: try row[0] as String, locks: try row[1] as Int) }
        try execute(constraints, within: budget, in: data, mayGoOn: mayGoOn)
        while true {
            let drops = try data.query("select statement, locks from socle.next_drops(\(tenant.tenantID))") { row in
                (statement: try row[0] as String, locks: try row[1] as Int)
            }
            if drops.isEmpty { return }
            do {
                try execute(drops, within: budget, in: data, mayGoOn: mayGoOn)
            } catch let failure as ServerFailure where failure.sqlState == .dependentObjectsExist {
                // A function of the tenant's over a table of the tenant's: both fall with the schema.
                try requireKnown(tenant, in: connectMigratedBase(), data)
                return
            }
        }
    }

    /// Runs statements in as few transactions as the budget of locks allows; one beyond it has its own.
    private func execute(
        _ statements: [(statement: String, locks: Int)], within budget: Int, in data: borrowing Connection,
        mayGoOn: () throws -> Void
    ) throws {
        var start = statements.startIndex
        while start < statements.endIndex {
            var end = start
            var locks = 0
            while end < statements.endIndex, end == start || locks + statements[end].locks <= budget {
                locks += statements[end].locks
                end += 1
            }
            try mayGoOn()
            try data.transaction { data in
                for statement in statements[start..<end] { try data.execute(SQL(raw: statement.statement)) }
            }
            start = end
        }
    }

    /// Drops a tenant's own database, once the base has its audit chains.
    private func dropDatabase(of tenant: RegisteredTenant, mayGoOn: () throws -> Void) throws {
        let server = try connectServer(of: tenant)
        if try databaseExists(tenant.database, asking: server) {
            try keepChains(of: tenant.place)
            try mayGoOn()
            try server.execute("drop database \(identifier: tenant.database) with (force)")
        }
        try server.execute("drop role if exists \(identifier: PlatformRoles.connect(to: tenant.database))")
    }

    /// Drops a tenant's roles, once nothing is left that belongs to them.
    func dropRoles(of tenant: RegisteredTenant) throws {
        let names = try roleNames(of: tenant.tenantID, in: connectMigratedBase())
        // Its logins are closed by now, so that nobody comes in where a line no longer keeps him out.
        try removeHostAccess(of: tenant.identifier, on: tenant.place.server)
        let server = try connectServer(of: tenant)
        let roles = try server.query(
            "select rolname from pg_roles where rolname = any (\(names)::name[]) order by rolname"
        ) { row in Identifier(derived: try row[0]) }
        if roles.isEmpty { return }
        let list: SQL = roles.map { "\(identifier: $0)" as SQL }.joined()
        let databases = try server.query(
            """
            select distinct datname from pg_shdepend join pg_database on pg_database.oid = dbid
            where refclassid = 'pg_authid'::regclass
                and refobjid in (select oid from pg_roles where rolname = any (\(names)::name[]))
            order by datname
            """
        ) { row in Identifier(derived: try row[0]) }
        for database in databases {
            // Rights that others gave them, and what they would have given to things to come.
            try connectProvisioner(to: DataPlace(server: tenant.place.server, database: database))
                .execute("drop owned by \(sql: list)")
        }
        try server.execute("drop role \(sql: list)")
    }
}
