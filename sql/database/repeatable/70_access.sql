-- 70 access: who holds which right, by the server's own functions, and where it comes from

create or replace function socle.held_rights(of_logins text[], in_schemas text[])
returns table (login_name text, kind text, object text, privilege text, is_held boolean, is_usable boolean)
language sql
stable
set search_path = ''
as $$
    with logins as (
        select unnest(of_logins) as login_name
    ),
    spaces as materialized (
        select logins.login_name, pg_namespace.oid, nspname,
            has_schema_privilege(logins.login_name, pg_namespace.oid, 'USAGE') as is_usable
        from logins
        cross join pg_catalog.pg_namespace
        where nspname = any (in_schemas)
    )
    select spaces.login_name, 'schema', format('%I', nspname), privilege,
        has_schema_privilege(spaces.login_name, spaces.oid, privilege), true
    from spaces
    cross join unnest(array['USAGE', 'CREATE']) as privilege
    union all
    -- A right on one column counts as a right on the relation: it shows something of it.
    select spaces.login_name, 'relation', format('%I.%I', nspname, relname), privilege,
        case
            when privilege in ('DELETE', 'TRUNCATE', 'TRIGGER')
                then has_table_privilege(spaces.login_name, pg_class.oid, privilege)
            else has_any_column_privilege(spaces.login_name, pg_class.oid, privilege)
        end,
        is_usable
    from spaces
    join pg_catalog.pg_class on relnamespace = spaces.oid and relkind in ('r', 'p', 'v', 'm', 'f')
        and not socle.is_staging(relname)
    cross join unnest(
        array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']
    ) as privilege
    union all
    select spaces.login_name, 'sequence', format('%I.%I', nspname, relname), privilege,
        has_sequence_privilege(spaces.login_name, pg_class.oid, privilege), is_usable
    from spaces
    join pg_catalog.pg_class on relnamespace = spaces.oid and relkind = 'S'
    cross join unnest(array['USAGE', 'SELECT', 'UPDATE']) as privilege
    union all
    select spaces.login_name, 'function', pg_proc.oid::regprocedure::text, 'EXECUTE',
        has_function_privilege(spaces.login_name, pg_proc.oid, 'EXECUTE'), is_usable
    from spaces
    join pg_catalog.pg_proc on pronamespace = spaces.oid
$$;
comment on function socle.held_rights(text[], text[])
    is 'Every right of roles on schemas and on all that lies in them, held or not, and whether the schema lets them use it.';
revoke all on function socle.held_rights(text[], text[]) from public;

create or replace function socle.trial_objects(in_schemas text[])
returns table (kind text, schema_name text, object text, column_name text, column_type text, arguments text)
language sql
stable
set search_path = ''
as $$
    with spaces as (
        select oid, nspname from pg_catalog.pg_namespace where nspname = any (in_schemas)
    )
    select 'schema', nspname::text, format('%I', nspname), null, null, null
    from spaces
    union all
    select
        case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'view' else 'table' end,
        nspname, format('%I.%I', nspname, relname), quote_ident(plain.attname),
        format_type(plain.atttypid, plain.atttypmod), null
    from spaces
    join pg_catalog.pg_class on relnamespace = spaces.oid and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    left join lateral (
        select attname, atttypid, atttypmod from pg_catalog.pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
        order by attnum
        limit 1
    ) as plain on true
    union all
    -- No argument is a constant: a call with null alone is folded before anybody is asked for the right.
    select 'function', nspname, pg_proc.oid::regprocedure::text, null, null, format('%I.%I(%s)', nspname, proname, (
        select string_agg(
            format('nullif(relname, relname)::text::%s', format_type(argument, null)), ', ' order by place)
        from unnest(proargtypes) with ordinality as arguments (argument, place)
    ))
    from spaces
    join pg_catalog.pg_proc on pronamespace = spaces.oid and prokind = 'f'
    where not exists (
        select from unnest(proargtypes) as argument
        join pg_catalog.pg_type on pg_type.oid = argument
        where typtype = 'p'
    )
$$;
comment on function socle.trial_objects(text[])
    is 'Schemas and what lies in them, with what a statement needs that tries a right and changes nothing.';
revoke all on function socle.trial_objects(text[]) from public;

create or replace function socle.role_closure(of_roles text[])
returns table (
    role_name text, is_login boolean, is_superuser boolean, bypasses_row_security boolean, creates_roles boolean,
    replicates boolean, connection_limit integer, is_expired boolean, group_name text, is_inherited boolean
)
language sql
stable
set search_path = ''
as $$
    with recursive reached as (
        select oid from pg_catalog.pg_roles where rolname = any (of_roles)
        union
        select roleid from reached join pg_catalog.pg_auth_members on member = reached.oid
    )
    select pg_roles.rolname::text, pg_roles.rolcanlogin, pg_roles.rolsuper, pg_roles.rolbypassrls,
        pg_roles.rolcreaterole, pg_roles.rolreplication, pg_roles.rolconnlimit,
        coalesce(pg_roles.rolvaliduntil < now(), false), groups.rolname::text,
        -- PostgreSQL 16 keeps it with the membership, 15 with the member.
        coalesce((to_jsonb(pg_auth_members) ->> 'inherit_option')::boolean, pg_roles.rolinherit)
    from reached
    join pg_catalog.pg_roles using (oid)
    left join pg_catalog.pg_auth_members on member = reached.oid
    left join pg_catalog.pg_roles as groups on groups.oid = roleid
$$;
comment on function socle.role_closure(text[])
    is 'Roles and all groups above them, one row for each membership.';
revoke all on function socle.role_closure(text[]) from public;

create or replace function socle.object_rights(of_kind text, of_object oid)
returns table (
    owner_name text, grantee_name text, grantor_name text, privilege text, column_name text, is_default boolean
)
language sql
stable
set search_path = ''
as $$
    with secured (owner, rights, column_name, is_default) as (
        select datdba, coalesce(datacl, acldefault('d', datdba)), null::text, datacl is null
        from pg_catalog.pg_database where of_kind = 'database' and oid = of_object
        union all
        select nspowner, coalesce(nspacl, acldefault('n', nspowner)), null, nspacl is null
        from pg_catalog.pg_namespace where of_kind = 'schema' and oid = of_object
        union all
        select relowner, coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner)),
            null, relacl is null
        from pg_catalog.pg_class where of_kind = 'relation' and oid = of_object
        union all
        select relowner, attacl, attname, false
        from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
        where of_kind = 'relation' and attrelid = of_object and attacl is not null
        union all
        select proowner, coalesce(proacl, acldefault('f', proowner)), null, proacl is null
        from pg_catalog.pg_proc where of_kind = 'function' and oid = of_object
        union all
        select defaclrole, defaclacl, null, false
        from pg_catalog.pg_default_acl where of_kind = 'tables to come' and defaclrole = of_object and defaclobjtype = 'r'
    )
    select pg_get_userbyid(owner)::text,
        case when entry.grantee <> 0 then pg_get_userbyid(entry.grantee)::text end,
        pg_get_userbyid(entry.grantor)::text, entry.privilege_type, column_name, is_default
    from secured
    left join lateral pg_catalog.aclexplode(rights) as entry on true
$$;
comment on function socle.object_rights(text, oid)
    is 'Who was given what on an object and on its columns; a grantee of null is everyone.';
revoke all on function socle.object_rights(text, oid) from public;

create or replace function socle.showing_views(of_relation oid, of_column smallint)
returns table (
    shown oid, view oid, view_name text, schema_name text, owner_name text, is_copy boolean, is_invoker boolean,
    depth integer
)
language sql
stable
set search_path = ''
as $$
    with recursive shows as (
        select distinct refobjid as shown, ev_class as view, 1 as depth
        from pg_catalog.pg_depend
        join pg_catalog.pg_rewrite on pg_rewrite.oid = objid
        where classid = 'pg_catalog.pg_rewrite'::regclass and refclassid = 'pg_catalog.pg_class'::regclass
            and refobjid = of_relation and ev_class <> refobjid
            and (of_column is null or refobjsubid = of_column)
        union
        select refobjid, ev_class, shows.depth + 1
        from shows
        join pg_catalog.pg_depend
            on refclassid = 'pg_catalog.pg_class'::regclass and refobjid = shows.view
                and classid = 'pg_catalog.pg_rewrite'::regclass
        join pg_catalog.pg_rewrite on pg_rewrite.oid = objid
        where ev_class <> refobjid and shows.depth < 32
    )
    select shows.shown, shows.view, format('%I.%I', nspname, relname), nspname::text,
        pg_get_userbyid(relowner)::text, relkind = 'm',
        coalesce((
            select option_value::boolean from pg_catalog.pg_options_to_table(reloptions)
            where option_name = 'security_invoker'
        ), false),
        shows.depth
    from shows
    join pg_catalog.pg_class on pg_class.oid = shows.view
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('v', 'm')
    order by shows.depth, 3
$$;
comment on function socle.showing_views(oid, smallint)
    is 'Views that show a relation, or one column of it, themselves or through others; each with what it reads.';
revoke all on function socle.showing_views(oid, smallint) from public;
