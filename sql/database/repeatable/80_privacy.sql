-- 80 privacy: what an erasure must know of a tenant's tables, and what it leaves behind as proof

create or replace function socle.personal_catalog(of_tenant uuid)
returns table (
    schema_name text, relation_name text, kind text, is_partition boolean, column_name text, column_type text,
    is_nullable boolean, is_writable boolean
)
language sql
stable
set search_path = ''
as $$
    select nspname::text, relname::text, relkind::text, relispartition, attname::text,
        format_type(case when typtype = 'd' then typbasetype else pg_type.oid end, null),
        not attnotnull, attgenerated = '' and attidentity <> 'a'
    from socle.schemas
    join pg_catalog.pg_namespace on nspname = schema_name::name
    join pg_catalog.pg_class on relnamespace = pg_namespace.oid and relkind in ('r', 'p', 'f', 'm')
    left join pg_catalog.pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    left join pg_catalog.pg_type on pg_type.oid = atttypid
    where tenant_id = of_tenant and purpose in ('data', 'analytics', 'theme')
    order by nspname, relname, attnum
$$;
comment on function socle.personal_catalog(uuid)
    is 'The tables and materialized views of a tenant''s own schemas with their columns.';
revoke all on function socle.personal_catalog(uuid) from public;

create or replace function socle.personal_references(of_tenant uuid)
returns table (
    schema_name text, relation_name text, referenced_schema text, referenced_name text, constraint_name text,
    on_delete text
)
language sql
stable
set search_path = ''
as $$
    select pg_namespace.nspname::text, pg_class.relname::text, target_space.nspname::text, target.relname::text,
        conname::text, confdeltype::text
    from socle.schemas
    join pg_catalog.pg_namespace as target_space on target_space.nspname = schema_name::name
    join pg_catalog.pg_class as target on target.relnamespace = target_space.oid
    join pg_catalog.pg_constraint on contype = 'f' and confrelid = target.oid and conparentid = 0
    join pg_catalog.pg_class on pg_class.oid = conrelid
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where tenant_id = of_tenant and purpose in ('data', 'analytics', 'theme')
    order by 1, 2, 5
$$;
comment on function socle.personal_references(uuid)
    is 'Which tables refer to a tenant''s, and what a deletion does to their rows, as pg_constraint spells it.';
revoke all on function socle.personal_references(uuid) from public;

create or replace function socle.personal_copies(of_tenant uuid)
returns table (schema_name text, relation_name text, shown_schema text, shown_name text, purpose text, depth integer)
language sql
stable
set search_path = ''
as $$
    select distinct views.schema_name, pg_class.relname::text, pg_namespace.nspname::text, shown.relname::text,
        case when views.is_copy then 'copy' else coalesce(target.purpose, 'view') end, views.depth
    from socle.schemas
    join pg_catalog.pg_namespace on pg_namespace.nspname = schemas.schema_name::name
    join pg_catalog.pg_class as shown on shown.relnamespace = pg_namespace.oid and shown.relkind in ('r', 'p', 'f')
    cross join lateral socle.showing_views(shown.oid, null) as views
    join pg_catalog.pg_class on pg_class.oid = views.view
    left join socle.schemas as target on target.schema_name = views.schema_name
    where schemas.tenant_id = of_tenant and schemas.purpose in ('data', 'analytics', 'theme')
    order by views.depth, 1, 2
$$;
comment on function socle.personal_copies(uuid)
    is 'The views of a tenant''s tables: copies to refresh, and the channels and shares by which others read them.';
revoke all on function socle.personal_copies(uuid) from public;

create or replace function socle.erase_rejects(of_texts text[])
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    erased bigint;
begin
    update socle.rejects
    set raw_line = '', raw_value = null, reason = 'erased at the request of a person'
    from socle.loads
    where loads.load_id = rejects.load_id and loads.tenant_id = socle.session_tenant()
        and exists (
            select from unnest(of_texts) as wanted
            where wanted <> '' and (strpos(raw_line, wanted) > 0 or strpos(coalesce(raw_value, ''), wanted) > 0)
        );
    get diagnostics erased = row_count;
    return erased;
end
$$;
comment on function socle.erase_rejects(text[])
    is 'Empties the refused records of the session''s tenant in which one of the texts stands; how many were refused is kept.';
revoke all on function socle.erase_rejects(text[]) from public;

create or replace function socle.record_privacy(action text, object text, detail jsonb)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if socle.session_tenant() is null or action not in ('person.erased', 'retention.applied') then
        raise exception 'login "%" records no such event', session_user using errcode = '42501';
    end if;
    if octet_length(object) > 1024 or pg_column_size(detail) > 1048576 then
        raise exception 'the proof of an erasure has more bytes than are kept' using errcode = '54000';
    end if;
    return socle.append_audit(socle.session_tenant(), 'proof', action, object, detail::text);
end
$$;
comment on function socle.record_privacy(text, text, jsonb)
    is 'Leaves the proof of an erasure in the chain of the session''s tenant, in the transaction of the erasure.';
revoke all on function socle.record_privacy(text, text, jsonb) from public;
