package import Postgres
import Vocabulary

/// What the server on which a tenant's data lies knows of it, beside what is in the data database.
package struct ServerSide: Sendable {
    /// The roles that are the tenant's or shall be, as lines; nil when they are as they shall be, since ten thousand
    /// tenants with nothing to do would else be told in tens of megabytes.
    let rolesText: String?
    /// The tenant's own database, as a line; empty without one.
    let databaseText: String
    /// Whether the server has loaded pgaudit.
    let logsStatements: Bool

    /// What its pg_hba.conf has for the tenant.
    package internal(set) var hostAccess = HostAccessSide.unasked

    /// What there is on a server that cannot be asked yet.
    package static let none = ServerSide(rolesText: "", databaseText: "", logsStatements: false)

    /// Whether the tenant's own database is there.
    package var hasDatabase: Bool { !databaseText.isEmpty }

    /// Reads what a server holds of some tenants, in their order.
    ///
    /// Catalogs alone are asked, so that any database of the server will do.
    ///
    /// **Runs as** provisioner, since only a superuser reads verifiers. **Cost** five queries, whatever their number.
    ///
    /// - Parameter platform: from where the platform itself comes when that is another machine.
    package static func inspect(
        _ desired: [DesiredTenant], _ bases: [BaseSide], platform: NetworkRange?, in server: borrowing Connection
    ) throws -> [ServerSide] {
        let wanted = WantedNames(zip(desired, bases).map { $0.roleNames(held: $1) })
        let databases = try texts(count: desired.count, databasesQuery(desired), in: server)
        let logsStatements =
            try server.first("select exists (select from pg_settings where name = 'pgaudit.log')") { row -> Bool in
                try row[0]
            } ?? false
        var roles: [String?] = Array(repeating: "", count: desired.count)
        try server.stream(rolesQuery(wanted)) { row in
            let index = Int(try row.integer(0)) - 1
            let text = try row.text(1)
            let wanted = desired[index].rolesText(logsStatements: logsStatements, verifiers: bases[index].verifiers)
            roles[index] = text.utf8.elementsEqual(wanted.utf8) ? nil : text
        }
        let access = try HostAccessState.inspect(server).map {
            try HostAccessSides($0, platform: platform, sessions: NetworkSession.byLogin(in: server))
        }
        return zip(desired, zip(roles, databases)).map { desired, texts in
            ServerSide(
                rolesText: texts.0, databaseText: texts.1, logsStatements: logsStatements,
                hostAccess: access?.side(of: desired) ?? .unasked)
        }
    }

    /// The texts of a query whose rows are a tenant's number and its text.
    static func texts(count: Int, _ query: SQL, in connection: borrowing Connection) throws -> [String] {
        var texts = Array(repeating: "", count: count)
        let rows = try connection.query(query) { row -> (Int, String) in (try row[0], try row[1]) }
        for (position, text) in rows { texts[position - 1] = text }
        return texts
    }

    private static func rolesQuery(_ wanted: WantedNames) -> SQL {
        """
        with roles as materialized (
            select position, pg_authid.*
            from unnest(\(sql: wanted.arrays)) as wanted (word, position)
            join pg_authid on rolname = word
        ),
        groups as (
            select member, array_agg(name) as names, array_agg(name) filter (where admin_option) as administered
            from (
                select member, rolname::text as name, admin_option
                from pg_auth_members join pg_authid on pg_authid.oid = roleid
                where member in (select oid from roles)
                order by member, rolname
            ) as memberships
            group by member
        ),
        strangers as (
            select roles.oid, array_agg(other.rolname::text order by other.rolname) as names
            from roles
            join pg_auth_members on roleid = roles.oid
            join pg_authid as other on other.oid = member
            left join roles as own on own.oid = member and own.position = roles.position
            where own.oid is null
            group by roles.oid
        ),
        in_one as (
            select setrole, array_agg(
                quote_ident(datname) || ' ' || entry order by quote_ident(datname) || ' ' || entry collate "C") as entries
            -- The index begins with the database.
            from pg_database
            cross join roles
            join pg_db_role_setting on setdatabase = pg_database.oid and setrole = roles.oid
            cross join unnest(setconfig) as entry
            group by setrole
        )
        select position::bigint, string_agg(
            json_build_array(
                rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolinherit,
                rolconnlimit, nullif(rolvaliduntil, 'infinity')::text, description, coalesce(groups.names, '{}'),
                coalesce(administered, '{}'), coalesce(strangers.names, '{}'),
                -- In the order in which they were set, which is that of their names where nobody else did.
                coalesce(everywhere.setconfig, '{}'), coalesce(in_one.entries, '{}'),
                encode(sha256(convert_to(rolpassword, 'UTF8')), 'hex')
            )::text, E'\\n' order by rolname)
        from roles
        left join groups on groups.member = roles.oid
        left join strangers on strangers.oid = roles.oid
        left join pg_db_role_setting as everywhere on everywhere.setdatabase = 0 and everywhere.setrole = roles.oid
        left join in_one on in_one.setrole = roles.oid
        left join pg_shdescription on objoid = roles.oid and classoid = 'pg_authid'::regclass
        group by position
        """
    }

    private static func databasesQuery(_ desired: [DesiredTenant]) -> SQL {
        let names = desired.map { $0.hasOwnDatabase ? [$0.database.text] : [] }
        return """
            select position, json_build_array(
                datname, nullif(rolname, current_user), datconnlimit, coalesce(everywhere, '{}'),
                array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(coalesce(datacl, acldefault('d', datdba)))
                    where grantee <> datdba
                    order by entry
                ))::text
            from unnest(string_to_array(\(WantedNames(names).text), E'\\n')) with ordinality as line (name, position)
            join pg_database on datname = name
            join pg_authid on pg_authid.oid = datdba
            left join (
                select setdatabase, array_agg(entry order by entry collate "C") as everywhere
                from pg_db_role_setting cross join unnest(setconfig) as entry
                where setrole = 0
                group by setdatabase
            ) as settings on setdatabase = pg_database.oid
            """
    }
}
