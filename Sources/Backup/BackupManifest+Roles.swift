import Postgres

extension BackupManifest.Role {
    /// The roles of some names, as the cluster has them.
    static func list(_ names: [String], in base: borrowing Connection) throws -> [Self] {
        try base.query(
            """
            select rolname::text, rolcanlogin, rolconnlimit,
                array(
                    select parent.rolname::text from pg_auth_members
                    join pg_roles as parent on parent.oid = roleid
                    where member = pg_roles.oid order by 1
                ),
                coalesce(rolconfig, '{}')
            from pg_roles where rolname::text = any(\(names)::text[]) order by 1
            """
        ) { row in
            Self(
                name: try row[0], canLogin: try row[1], connectionLimit: try row[2], memberOf: try row[3],
                settings: try row[4])
        }
    }
}

extension BackupManifest.Grant {
    /// The rights on some schemas and on what lies in them.
    static func list(_ schemas: [String], in data: borrowing Connection) throws -> [Self] {
        try data.query(
            """
            with objects (object, rights) as (
                select nspname::text, nspacl from pg_namespace where nspname::text = any(\(schemas)::text[])
                union all
                select format('%s.%s', nspname, relname), relacl
                from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname::text = any(\(schemas)::text[]) and relkind in ('r', 'p', 'v', 'm', 'S')
            )
            select object, case grantee when 0 then 'public' else grantee::regrole::text end,
                array_agg(privilege_type order by privilege_type)
            from objects cross join aclexplode(rights)
            group by 1, 2 order by 1, 2
            """
        ) { row in Self(object: try row[0], grantee: try row[1], privileges: try row[2]) }
    }
}
