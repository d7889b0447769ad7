internal import Postgres

extension SourceCatalog {
    /// Reads what is there beside tables; the server writes the texts, and nothing of them is ever run.
    static func readOthers(_ source: borrowing Connection) throws -> [SourceObject] {
        try source.query(
            """
            with own as materialized (
                select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
            ),
            brought as materialized (select classid, objid from pg_depend where deptype = 'e')
            select case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
                    else 'sequence' end,
                nspname::text, relname::text,
                case when relkind in ('v', 'm') then pg_get_viewdef(pg_class.oid)
                    when relkind = 'f' then (
                        select 'on server ' || quote_ident(srvname) from pg_foreign_table
                        join pg_foreign_server on pg_foreign_server.oid = ftserver where ftrelid = pg_class.oid
                    ) else '' end
            from pg_class join own on own.oid = relnamespace
            where (relkind in ('v', 'm', 'f') or relkind = 'S' and not exists (
                    select from pg_depend
                    where classid = 'pg_class'::regclass and objid = pg_class.oid and refobjsubid > 0
                        and deptype in ('a', 'i')
                ))
                and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from brought)
            union all
            select case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, nspname::text,
                format('%s(%s)', proname, pg_get_function_identity_arguments(pg_proc.oid)),
                format('%s, %s bytes%s', lanname, length(prosrc), case when prosecdef then ', runs as its owner' else '' end)
            from pg_proc join own on own.oid = pronamespace join pg_language on pg_language.oid = prolang
            where ('pg_proc'::regclass, pg_proc.oid) not in (select classid, objid from brought)
            union all
            select 'trigger', nspname::text, format('%s on %s', tgname, relname),
                format('calls %s', tgfoid::regproc)
            from pg_trigger join pg_class on pg_class.oid = tgrelid join own on own.oid = relnamespace
            where not tgisinternal
            union all
            select 'rule', nspname::text, format('%s on %s', rulename, relname), pg_get_ruledef(pg_rewrite.oid)
            from pg_rewrite join pg_class on pg_class.oid = ev_class join own on own.oid = relnamespace
            where rulename <> '_RETURN'
                and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from brought)
            union all
            select 'policy', nspname::text, format('%s on %s', polname, relname),
                concat_ws(' ', 'using', pg_get_expr(polqual, polrelid), 'check', pg_get_expr(polwithcheck, polrelid))
            from pg_policy join pg_class on pg_class.oid = polrelid join own on own.oid = relnamespace
            union all
            select 'check', nspname::text, format('%s on %s', conname, relname), pg_get_constraintdef(pg_constraint.oid)
            from pg_constraint join pg_class on pg_class.oid = conrelid join own on own.oid = relnamespace
            where contype in ('c', 'x') and conparentid = 0
                and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from brought)
            union all
            select case typtype when 'e' then 'enumeration' when 'd' then 'domain' else 'row type' end, nspname::text,
                typname::text,
                case typtype
                    when 'e' then (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
                        from pg_enum where enumtypid = pg_type.oid)
                    when 'd' then concat_ws(' ', format_type(typbasetype, typtypmod), (
                        select string_agg(pg_get_constraintdef(pg_constraint.oid), ' ') from pg_constraint
                        where contypid = pg_type.oid))
                    else '' end
            from pg_type join own on own.oid = typnamespace
            left join pg_class on pg_class.oid = typrelid
            where (typtype in ('e', 'd') or typtype = 'c' and relkind = 'c')
                and ('pg_type'::regclass, pg_type.oid) not in (select classid, objid from brought)
            union all
            select 'event trigger', '', evtname::text, format('at %s calls %s', evtevent, evtfoid::regproc)
            from pg_event_trigger
            union all
            select 'extension', '', extname::text, extversion from pg_extension where extname <> 'plpgsql'
            union all
            select 'role', '', rolname::text,
                concat_ws(', ', case when rolsuper then 'superuser' end, case when rolcanlogin then 'login' else 'group' end)
            from pg_roles where rolname !~ '^pg_'
            union all
            select 'grant', nspname::text, relname::text,
                format('%s: %s', case grantee when 0 then 'everyone' else pg_get_userbyid(grantee) end,
                    string_agg(distinct lower(privilege_type), ', '))
            from pg_class join own on own.oid = relnamespace cross join aclexplode(relacl)
            where grantee <> relowner and relkind in ('r', 'p', 'v', 'm', 'f')
                and ('pg_class'::regclass, pg_class.oid) not in (select classid, objid from brought)
            group by nspname, relname, grantee
            order by 1, 2, 3
            """
        ) { row in SourceObject(kind: try row[0], schema: try row[1], name: try row[2], detail: try row[3] ?? "") }
    }
}
