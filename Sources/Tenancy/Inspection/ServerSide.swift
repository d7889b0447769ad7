package import Postgres
import Vocabulary

/// What the server on which a tenant's data lies knows of it, beside what is in the data database.
package struct ServerSide: Sendable {
    /// The roles that are the tenant's or shall be, as lines; nil when they are as they shall be, since ten thousand
    /// tenants with nothing to do would else be told in tens of megabytes.
    let rolesText: FactText?
    /// The tenant's own database, as a line; empty without one.
    let databaseText: FactText
    /// Whether the server has loaded pgaudit.
    let logsStatements: Bool

    /// What its pg_hba.conf has for the tenant.
    package internal(set) var hostAccess = HostAccessSide.unasked

    /// What there is on a server that cannot be asked yet.
    package static let none = ServerSide(rolesText: FactText(), databaseText: FactText(), logsStatements: false)

    /// Whether the tenant's own database is there.
    package var hasDatabase: Bool { !databaseText.bytes.isEmpty }

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
        let roles = try differences(count: desired.count, rolesQuery(wanted), in: server) { index in
            desired[index].rolesText(logsStatements: logsStatements, verifiers: bases[index].verifiers)
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
    static func texts(count: Int, _ query: SQL, in connection: borrowing Connection) throws -> [FactText] {
        try differences(count: count, query, in: connection) { _ in nil }.map { $0 ?? FactText() }
    }

    /// The texts of a query whose rows are a tenant's number and its text, each nil when it is as wanted.
    ///
    /// They are compared while they are read, so that few are held.
    static func differences(
        count: Int, _ query: SQL, in connection: borrowing Connection, from wanted: (Int) -> FactText?
    ) throws -> [FactText?] {
        var texts: [FactText?] = Array(repeating: FactText(), count: count)
        try connection.stream(query) { row in
            let index = Int(try row.integer(0)) - 1
            let text = wanted(index)
            row.withBytes(1) { found in
                let found = found ?? UnsafeRawBufferPointer(start: nil, count: 0)
                texts[index] = text?.equals(found) == true ? nil : FactText(Array(found))
            }
        }
        return texts
    }

    private static func rolesQuery(_ wanted: WantedNames) -> SQL {
        """
        with roles as materialized (
            select number, position, pg_authid.oid as role, rolname, rolconnlimit, rolvaliduntil, rolpassword,
                concat_ws(' ',
                    case when rolcanlogin then 'login' end, case when rolsuper then 'superuser' end,
                    case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end,
                    case when rolreplication then 'replication' end, case when rolbypassrls then 'bypassrls' end,
                    case when rolinherit then 'inherit' end) as attributes
            from unnest(\(sql: wanted.arrays)) with ordinality as wanted (word, position, number)
            join pg_authid on rolname = word
        ),
        groups as (
            select number, array_agg(name) as names, array_agg(name) filter (where admin_option) as administered
            from (
                select number, pg_authid.rolname::text as name, admin_option
                from roles
                join pg_auth_members on member = role
                join pg_authid on pg_authid.oid = roleid
                order by number, pg_authid.rolname
            ) as memberships
            group by number
        ),
        strangers as (
            select number, array_agg(pg_authid.rolname::text order by pg_authid.rolname) as names
            from roles
            join pg_auth_members on roleid = role
            join pg_authid on pg_authid.oid = member
            where not exists (select from roles as own where own.role = member and own.position = roles.position)
            group by number
        ),
        in_one as (
            select setrole, array_agg(
                quote_ident(datname) || ' ' || entry order by quote_ident(datname) || ' ' || entry collate "C") as entries
            -- The index begins with the database.
            from pg_database
            cross join roles
            join pg_db_role_setting on setdatabase = pg_database.oid and setrole = role
            cross join unnest(setconfig) as entry
            group by setrole
        )
        select position::bigint, string_agg(
            row(
                rolname, attributes, rolconnlimit, nullif(rolvaliduntil, 'infinity'), description, groups.names,
                administered, strangers.names,
                -- In the order in which they were set, which is that of their names where nobody else did.
                everywhere.setconfig, entries, encode(sha256(convert_to(rolpassword, 'UTF8')), 'hex')
            )::text, E'\\n' order by number)
        from roles
        left join groups using (number)
        left join strangers using (number)
        left join in_one on in_one.setrole = role
        left join pg_db_role_setting as everywhere on everywhere.setdatabase = 0 and everywhere.setrole = role
        left join pg_shdescription on objoid = role and classoid = 'pg_authid'::regclass
        group by position
        """
    }

    private static func databasesQuery(_ desired: [DesiredTenant]) -> SQL {
        let names = desired.map { $0.hasOwnDatabase ? [$0.database.text] : [] }
        return """
            select position, row(
                datname, nullif(rolname, current_user), datconnlimit, everywhere,
                array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(coalesce(datacl, acldefault('d', datdba)))
                    where grantee <> datdba
                    order by entry
                ))::text
            from unnest(\(sql: WantedNames(names).lines)) with ordinality as line (name, position)
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
