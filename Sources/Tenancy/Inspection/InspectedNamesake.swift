package import Postgres
package import Vocabulary

extension InspectedTenant {
    /// A schema or a role that is named after a tenant and that is nobody's by the registry.
    package struct Namesake: Hashable, Sendable {
        /// `schema` or `role`.
        package let kind: String
        package let name: String
        /// Where it is, when that is not where the tenant's data lies: `on server 'base'`.
        package let elsewhere: String?

        package init(kind: String, name: String, elsewhere: String? = nil) {
            self.kind = kind
            self.name = name
            self.elsewhere = elsewhere
        }

        /// What it is, with its name in quotes.
        var shown: String { "\(kind) \(quoted(name))\(elsewhere.map { " \($0)" } ?? "")" }
    }

    /// A limit on all sessions of a database that many tenants share, which the platform never sets.
    package struct SharedLimit: Hashable, Sendable {
        package let database: Identifier
        package let connections: Int

        /// What takes it away.
        var remedy: SQL { "alter database \(identifier: database) connection limit -1" }
    }
}

extension InspectedTenant.Namesake {
    /// Reads the names of roles on a server that may be namesakes: all but PostgreSQL's and those that let into a database.
    ///
    /// **Runs as** provisioner. **Cost** one query.
    package static func roles(on server: borrowing Connection) throws -> [String] {
        try server.query("select name from (\(sql: rolesQuery)) as roles") { row in try row[0] }
    }

    /// Finds what is named after some tenants, as `<tenant>_…`, and belongs to no tenant there.
    ///
    /// A name is that of the tenant whose identifier fits it longest, so that `acme_eau_x` is never said of `acme` when
    /// there is a tenant `acme_eau`.
    ///
    /// **Runs as** provisioner. **Cost** one query, whatever the number of tenants.
    ///
    /// - Parameters:
    ///   - server: the one whose roles are held against the registry.
    ///   - roles: those of ``roles(on:)``; nil for the base's own server, whose schemas in the base are looked at as well.
    /// - Returns: kind and name, with the place of the tenant in the list.
    package static func find(
        after tenants: [TenantIdentifier], on server: ServerName, roles: [String]?, in base: borrowing Connection
    ) throws -> [(index: Int, kind: String, name: String)] {
        let things: SQL =
            if let roles {
                "select 'role' as kind, name from unnest(\(roles)::text[]) as name"
            } else {
                """
                select 'schema' as kind, nspname::text as name
                from pg_namespace
                where nspname !~ '^pg_' and nspname <> 'information_schema'
                    and not exists (select from socle.schemas where schema_name = nspname)
                    and not exists (
                        select from pg_depend
                        where classid = 'pg_namespace'::regclass and objid = pg_namespace.oid and deptype = 'e'
                    )
                union all
                select 'role', name from (\(sql: rolesQuery)) as roles
                """
            }
        return try base.query(
            """
            with things as (\(sql: things)),
            loose as materialized (
                select kind, name from things
                where not exists (
                    select from socle.derived_names join socle.registry using (tenant_id)
                    where derived_names.kind = things.kind and derived_names.name = things.name
                        and server = \(server)
                        and (things.kind = 'role' or database = current_database())
                )
            ),
            named as (
                select distinct on (kind, loose.name) kind, loose.name, identifier,
                    exists (
                        select from socle.operations
                        where operations.tenant_id = registry.tenant_id and operations.state not in ('completed', 'undone')
                    ) as is_busy
                from loose
                cross join generate_series(2, least(31, length(loose.name) - 1)) as size
                join socle.registry on identifier = left(loose.name, size) and registry.state <> 'erased'
                where substr(loose.name, size + 1, 1) = '_'
                order by kind, loose.name, size desc
            )
            select position, kind, name
            from named
            join unnest(\(tenants.map(\.text))::text[]) with ordinality as wanted (identifier, position)
                using (identifier)
            -- Half of a move, and the old place until somebody confirms, are that operation's.
            where not is_busy
            order by position, kind, name collate "C"
            """
        ) { row -> (Int, String, String) in (try row[0] - 1, try row[1], try row[2]) }
    }

    private static let rolesQuery: SQL = """
        select rolname::text as name from pg_authid
        where rolname !~ '^pg_'
            and not exists (select from pg_database where rolname = datname || '_connect')
        """
}

extension InspectedTenant.SharedLimit {
    /// The limit of the database that one is connected to; nil without one.
    package static func inspect(_ database: borrowing Connection) throws -> InspectedTenant.SharedLimit? {
        try database.first(
            """
            select datname, datconnlimit from pg_database
            where datname = current_database() and datconnlimit <> -1
            """
        ) { row in InspectedTenant.SharedLimit(database: try row[0], connections: try row[1]) }
    }
}
