-- 50 views: what stands on a view, and what a login can reach

create or replace function socle.dependent_views(of_schema text, of_view text)
returns table (schema_name text, view_name text, kind text)
language sql
stable
set search_path = ''
as $$
    with recursive dependents as (
        select pg_class.oid from pg_catalog.pg_class
        join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
        where nspname = of_schema and relname = of_view
        union
        select pg_rewrite.ev_class from dependents
        join pg_catalog.pg_depend on refclassid = 'pg_catalog.pg_class'::regclass and refobjid = dependents.oid
        join pg_catalog.pg_rewrite on classid = 'pg_catalog.pg_rewrite'::regclass and objid = pg_rewrite.oid
    )
    select nspname::text, relname::text, case relkind when 'm' then 'materialized view' else 'view' end
    from dependents
    join pg_catalog.pg_class using (oid)
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    where (nspname, relname) <> (of_schema, of_view)
    order by nspname, relname
$$;
comment on function socle.dependent_views(text, text) is 'Views that read a view, directly or through others, and fall with it.';
revoke all on function socle.dependent_views(text, text) from public;

-- A right on one column counts as a right on the relation: it shows something of it.
create or replace function socle.login_privileges(login_name text)
returns table (
    schema_name text, relation_name text, kind text, privilege text, is_public boolean, is_schema_open boolean
)
language sql
stable
set search_path = ''
as $$
    select
        nspname::text, relname::text, relkind::text, wanted.privilege,
        exists (
            select from pg_catalog.aclexplode(relacl) as entry
            where entry.grantee = 0 and entry.privilege_type = wanted.privilege
        ) or exists (
            select from pg_catalog.pg_attribute
            cross join pg_catalog.aclexplode(attacl) as entry
            where attrelid = pg_class.oid and entry.grantee = 0 and entry.privilege_type = wanted.privilege
        ),
        has_schema_privilege(login_name, pg_namespace.oid, 'USAGE')
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    cross join (
        values ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER'), ('USAGE')
    ) as wanted (privilege)
    where case
        when relkind = 'S' and wanted.privilege in ('SELECT', 'UPDATE', 'USAGE')
            then has_sequence_privilege(login_name, pg_class.oid, wanted.privilege)
        when relkind in ('r', 'p', 'v', 'm', 'f', 't') and wanted.privilege in ('DELETE', 'TRUNCATE', 'TRIGGER')
            then has_table_privilege(login_name, pg_class.oid, wanted.privilege)
        when relkind in ('r', 'p', 'v', 'm', 'f', 't') and wanted.privilege <> 'USAGE'
            then has_any_column_privilege(login_name, pg_class.oid, wanted.privilege)
        else false
    end
    order by nspname, relname, wanted.privilege
$$;
comment on function socle.login_privileges(text)
    is 'Every right of a login on every relation of this database, and whether everyone has it.';
revoke all on function socle.login_privileges(text) from public;
