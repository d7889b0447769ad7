-- 60 boundary: a tenant opens what is its own to its own roles alone
--
-- PostgreSQL lets an owner give rights to anyone. Here the way to others is
-- the mesh, where somebody answers for it and the audit chain tells it.

create or replace function socle.tenant_roles(of_tenant uuid)
returns setof oid
language sql
stable
set search_path = ''
as $$
    select pg_roles.oid
    from socle.tenants
    cross join unnest(array['owner', 'read', 'write', 'delete', 'share']) as suffix
    join pg_catalog.pg_roles on rolname = format('%s_%s', identifier, suffix)::name
    where tenants.tenant_id = of_tenant
    union all
    select pg_roles.oid
    from socle.logins
    join pg_catalog.pg_roles on rolname = login_name::name
    where logins.tenant_id = of_tenant
$$;
comment on function socle.tenant_roles(uuid) is 'The groups and logins of a tenant.';
revoke all on function socle.tenant_roles(uuid) from public;

create or replace function socle.own_rights(of_tenant uuid)
returns table (object text, privilege text, grantee oid)
language sql
stable
set search_path = ''
as $$
    with own_schemas as materialized (
        select pg_namespace.oid, nspname, nspacl
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        where tenant_id = of_tenant and purpose in ('data', 'analytics', 'theme')
    ),
    secured as (
        select format('schema "%s"', nspname) as object, nspacl as rights
        from own_schemas
        union all
        select format('"%s.%s"', nspname, relname), relacl
        from own_schemas
        join pg_catalog.pg_class on relnamespace = own_schemas.oid
        union all
        select format('column "%s" of "%s.%s"', attname, nspname, relname), attacl
        from own_schemas
        join pg_catalog.pg_class on relnamespace = own_schemas.oid
        join pg_catalog.pg_attribute on attrelid = pg_class.oid and attacl is not null
        union all
        select 'what is made later', defaclacl
        from socle.tenant_roles(of_tenant) as role
        join pg_catalog.pg_default_acl on defaclrole = role and defaclobjtype in ('r', 'S')
    )
    select secured.object, entry.privilege_type, entry.grantee
    from secured
    cross join pg_catalog.aclexplode(secured.rights) as entry
$$;
comment on function socle.own_rights(uuid)
    is 'Every right on a tenant''s own schemas, on what lies in them and on what is made later, and who has it: 0 for everyone.';
revoke all on function socle.own_rights(uuid) from public;

create or replace function socle.opened_objects(of_tenant uuid)
returns table (object text, grantee oid)
language sql
stable
set search_path = ''
as $$
    select rights.object, rights.grantee
    from socle.own_rights(of_tenant) as rights
    where rights.grantee not in (select role from socle.tenant_roles(of_tenant) as role)
$$;
comment on function socle.opened_objects(uuid)
    is 'What of a tenant''s own schemas somebody else has a right on, and who: 0 for everyone.';
revoke all on function socle.opened_objects(uuid) from public;

create or replace function socle.refuse_strangers()
returns event_trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    own_tenant uuid;
    opened record;
begin
    -- What the platform does is the platform's to answer for. Nobody sets this setting, and reading it costs nothing.
    if current_setting('is_superuser')::boolean then
        return;
    end if;
    own_tenant := socle.session_tenant();
    if own_tenant is null then
        return;
    end if;
    select object, case grantee when 0 then 'everyone' else format('role "%s"', rolname) end as stranger
    into opened
    from socle.opened_objects(own_tenant)
    left join pg_catalog.pg_roles on pg_roles.oid = grantee
    limit 1;
    if found then
        raise exception '% would be open to %, outside the tenant', opened.object, opened.stranger
            using errcode = '42501',
                hint = 'What others may read goes through the mesh.';
    end if;
end
$$;
comment on function socle.refuse_strangers() is 'Refuses a tenant''s statement after which others would have a right on what is its own.';
revoke all on function socle.refuse_strangers() from public;

drop event trigger if exists socle_refuse_strangers;
create event trigger socle_refuse_strangers on ddl_command_end
    when tag in ('GRANT', 'ALTER DEFAULT PRIVILEGES')
    execute function socle.refuse_strangers();
comment on event trigger socle_refuse_strangers is 'A tenant opens what is its own to its own roles alone.';
