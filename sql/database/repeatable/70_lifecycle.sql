-- 70 lifecycle: what there is of a tenant in this database, found in the catalog and in no list of ours
--
-- An erasure that goes by a list forgets what came after the list. So: everything
-- is found by dependency and ownership, and what is found and not understood stops it.

create or replace function socle.tenant_objects(of_tenant uuid)
returns table (classid oid, objid oid)
language sql
stable
set search_path = ''
as $$
    with recursive own_schemas as materialized (
        select pg_namespace.oid
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        where tenant_id = of_tenant
    ),
    own (classid, objid) as (
        select 'pg_catalog.pg_namespace'::regclass::oid, oid from own_schemas
        union
        select depend.classid, depend.objid
        from own
        join pg_catalog.pg_depend as depend on (depend.refclassid, depend.refobjid) = (own.classid, own.objid)
        left join pg_catalog.pg_class
            on depend.classid = 'pg_catalog.pg_class'::regclass and pg_class.oid = depend.objid
        where case own.classid
                when 'pg_catalog.pg_namespace'::regclass then true
                else depend.deptype in ('a', 'i', 'P', 'S')
            end
            -- A part of a table may lie in a schema that is not the tenant's.
            and (
                pg_class.oid is null or relnamespace in (select oid from own_schemas)
                or relnamespace = 'pg_toast'::regnamespace
            )
    )
    select own.classid, own.objid from own
$$;
comment on function socle.tenant_objects(uuid)
    is 'Everything that lies in a tenant''s schemas, with all parts of it, as pg_depend names it.';
revoke all on function socle.tenant_objects(uuid) from public;

create or replace function socle.foreign_objects(of_tenant uuid, roles text[])
returns table (description text)
language sql
stable
set search_path = ''
as $$
    with own as materialized (
        select classid, objid from socle.tenant_objects(of_tenant)
    ),
    tenant_roles as materialized (
        select oid from pg_catalog.pg_roles where rolname = any (roles::name[])
    )
    -- Of somebody else, standing on what is the tenant's.
    select distinct pg_catalog.pg_describe_object(depend.classid, depend.objid, depend.objsubid)
    from own
    join pg_catalog.pg_depend as depend on (depend.refclassid, depend.refobjid) = (own.classid, own.objid)
    where (depend.classid, depend.objid) not in (select classid, objid from own)
    union
    -- The tenant's, lying somewhere else.
    select pg_catalog.pg_describe_object(classid, objid, objsubid)
    from pg_catalog.pg_shdepend
    where dbid = (select oid from pg_catalog.pg_database where datname = current_database())
        and refclassid = 'pg_catalog.pg_authid'::regclass and refobjid in (select oid from tenant_roles)
        and deptype = 'o' and classid <> all (array[
            'pg_catalog.pg_largeobject'::regclass, 'pg_catalog.pg_default_acl'::regclass
        ]::oid[])
        and (classid, objid) not in (select classid, objid from own)
    union
    -- In the tenant's schemas, and of a kind that nobody has thought of.
    select pg_catalog.pg_describe_object(classid, objid, 0)
    from own
    where classid <> all (array[
            'pg_catalog.pg_namespace', 'pg_catalog.pg_class', 'pg_catalog.pg_type', 'pg_catalog.pg_attrdef',
            'pg_catalog.pg_constraint', 'pg_catalog.pg_rewrite', 'pg_catalog.pg_trigger', 'pg_catalog.pg_policy',
            'pg_catalog.pg_proc', 'pg_catalog.pg_default_acl', 'pg_catalog.pg_statistic_ext',
            'pg_catalog.pg_collation', 'pg_catalog.pg_operator', 'pg_catalog.pg_ts_config', 'pg_catalog.pg_ts_dict'
        ]::regclass[]::oid[])
    order by 1
$$;
comment on function socle.foreign_objects(uuid, text[])
    is 'What an erasure of a tenant would touch of others, leave behind of the tenant, or not understand.';
revoke all on function socle.foreign_objects(uuid, text[]) from public;

create or replace function socle.strange_schemas(of_tenant uuid, prefix text, is_own_database boolean)
returns setof text
language sql
stable
set search_path = ''
as $$
    select pg_catalog.pg_describe_object('pg_catalog.pg_namespace'::regclass, pg_namespace.oid, 0)
    from pg_catalog.pg_namespace
    where not exists (select from socle.schemas where schema_name::name = nspname)
        and case
            when is_own_database then
                nspname <> all (array['catalogue', 'information_schema', 'mesh', 'pg_catalog', 'public', 'socle'])
                and nspname !~ '^pg_(toast|temp)' and not exists (
                    select from pg_catalog.pg_depend
                    where classid = 'pg_catalog.pg_namespace'::regclass and objid = pg_namespace.oid
                        and deptype = 'e'
                )
            else starts_with(nspname, prefix || '_')
        end
    union all
    select pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, pg_class.oid, 0)
    from pg_catalog.pg_class
    where is_own_database and relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
        and not exists (
            select from pg_catalog.pg_depend
            where classid = 'pg_catalog.pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
        )
    order by 1
$$;
comment on function socle.strange_schemas(uuid, text, boolean)
    is 'Schemas that bear a tenant''s name, or lie in its own database, and that nobody registered; and tables in public there.';
revoke all on function socle.strange_schemas(uuid, text, boolean) from public;

create or replace function socle.tenant_tables(of_tenant uuid)
returns table (
    schema_name text, table_name text, kind text, is_countable boolean, bytes bigint, first_load timestamptz,
    last_load timestamptz
)
language sql
stable
set search_path = ''
as $$
    select nspname::text, relname::text,
        case relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
            when 'm' then 'materialized view' else 'foreign table' end,
        -- By the platform's role for the tenant, which neither policy nor function of anybody stands before.
        (relkind = 'r' or relkind = 'm' and relispopulated) and has_table_privilege(share.oid, pg_class.oid, 'select')
            and has_schema_privilege(share.oid, pg_namespace.oid, 'usage'),
        pg_total_relation_size(pg_class.oid), min(started_at), max(finished_at)
    from socle.schemas
    join socle.tenants using (tenant_id)
    left join pg_catalog.pg_roles as share on share.rolname = format('%s_share', identifier)::name
    join pg_catalog.pg_namespace on nspname = schema_name::name
    join pg_catalog.pg_class on relnamespace = pg_namespace.oid and relkind in ('r', 'p', 'v', 'm', 'f')
    left join socle.datasets on datasets.schema_name = nspname::text and table_name = relname::text
    left join socle.loads on loads.dataset_id = datasets.dataset_id and loads.state = 'loaded'
    where schemas.tenant_id = of_tenant and not socle.is_staging(relname)
    group by pg_class.oid, pg_namespace.oid, nspname, relname, relkind, share.oid
    order by nspname, relname
$$;
comment on function socle.tenant_tables(uuid)
    is 'Tables and views in a tenant''s schemas, with their size in bytes and the first and last load of each; those that hold rows which the platform''s role may count are marked.';
revoke all on function socle.tenant_tables(uuid) from public;

create or replace function socle.next_drops(of_tenant uuid)
returns table (statement text, locks bigint)
language sql
stable
set search_path = ''
as $$
    with own as materialized (
        select pg_class.oid, relname, nspname, relkind, reltype
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        join pg_catalog.pg_class on relnamespace = pg_namespace.oid
        where tenant_id = of_tenant and relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
    ),
    -- Which of them stands on which other.
    stands_on (oid, base) as (
        select coalesce(ev_class, adrelid, conrelid, depend.objid), own.oid
        from own
        join pg_catalog.pg_depend as depend
            on (depend.refclassid, depend.refobjid) in (
                ('pg_catalog.pg_class'::regclass, own.oid), ('pg_catalog.pg_type'::regclass, own.reltype)
            )
        left join pg_catalog.pg_rewrite
            on depend.classid = 'pg_catalog.pg_rewrite'::regclass and pg_rewrite.oid = depend.objid
        left join pg_catalog.pg_attrdef
            on depend.classid = 'pg_catalog.pg_attrdef'::regclass and pg_attrdef.oid = depend.objid
        left join pg_catalog.pg_constraint
            on depend.classid = 'pg_catalog.pg_constraint'::regclass and pg_constraint.oid = depend.objid
        left join pg_catalog.pg_class on depend.classid = 'pg_catalog.pg_class'::regclass
            and pg_class.oid = depend.objid
        where depend.classid = any (array[
                'pg_catalog.pg_rewrite', 'pg_catalog.pg_attrdef', 'pg_catalog.pg_constraint', 'pg_catalog.pg_class'
            ]::regclass[]::oid[])
            -- A sequence that belongs to a column falls with its table.
            and (pg_class.oid is null or pg_class.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
                or (pg_class.relkind = 'S' and depend.deptype = 'n'))
    ),
    owned_sequences as (
        select own.oid from own
        join pg_catalog.pg_depend
            on classid = 'pg_catalog.pg_class'::regclass and objid = own.oid and deptype in ('a', 'i')
            and refclassid = 'pg_catalog.pg_class'::regclass
        where relkind = 'S'
    )
    select format(
            'drop %s %I.%I',
            case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
                when 'S' then 'sequence' when 'c' then 'type' else 'table' end,
            nspname, relname),
        -- Itself and its type, its TOAST table with index, its indexes, its sequences, and what it is a part of.
        4 + (select count(*) from pg_catalog.pg_index where indrelid = own.oid)
            + (select count(*) from pg_catalog.pg_depend where refobjid = own.oid and deptype in ('a', 'i'))
            + (select count(*) from pg_catalog.pg_inherits where inhrelid = own.oid)
    from own
    where not exists (select from stands_on where base = own.oid and stands_on.oid <> own.oid)
        and oid not in (select oid from owned_sequences)
    order by nspname, relname
$$;
comment on function socle.next_drops(uuid)
    is 'Statements that drop those of a tenant''s relations on which no other stands, and about how many locks each takes.';
revoke all on function socle.next_drops(uuid) from public;

create or replace function socle.delete_tenant_rows(of_tenant uuid, kept text[])
returns table (relation text, row_count bigint)
language plpgsql
volatile
set search_path = ''
as $$
declare
    found_table record;
    deleted record;
begin
    for found_table in
        select pg_class.oid::regclass as name
        from pg_catalog.pg_class
        join pg_catalog.pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped
        where relkind = 'r' and relnamespace in (select oid from pg_catalog.pg_namespace where nspname in ('socle', 'mesh'))
            and relname <> all (kept::name[])
        order by pg_class.oid::regclass::text
    loop
        for deleted in
            select * from socle.delete_rows_below(
                found_table.name, format('tenant_id = %L', of_tenant), kept, array[found_table.name::oid])
        loop
            relation := deleted.relation;
            row_count := deleted.row_count;
            return next;
        end loop;
    end loop;
end
$$;
comment on function socle.delete_tenant_rows(uuid, text[])
    is 'Deletes a tenant''s rows from every table of the platform that names tenants, but for the tables that are kept, and whatever refers to those rows.';
revoke all on function socle.delete_tenant_rows(uuid, text[]) from public;

create or replace function socle.delete_rows_below(of_table regclass, condition text, kept text[], path oid[])
returns table (relation text, row_count bigint)
language plpgsql
volatile
set search_path = ''
as $$
declare
    reference record;
    below record;
begin
    for reference in
        select conrelid::regclass as referring, relname,
            (select string_agg(format('%I', attname), ', ' order by place)
             from unnest(conkey) with ordinality as column_number (number, place)
             join pg_catalog.pg_attribute on attrelid = conrelid and attnum = number) as referring_columns,
            (select string_agg(format('%I', attname), ', ' order by place)
             from unnest(confkey) with ordinality as column_number (number, place)
             join pg_catalog.pg_attribute on attrelid = confrelid and attnum = number) as referred_columns
        from pg_catalog.pg_constraint
        join pg_catalog.pg_class on pg_class.oid = conrelid
        where contype = 'f' and confrelid = of_table and conrelid <> all (path)
            -- A row that is kept and refers to one that goes stops all of it.
            and relname <> all (kept::name[])
    loop
        for below in
            select * from socle.delete_rows_below(
                reference.referring,
                format('(%s) in (select %s from %s where %s)', reference.referring_columns,
                    reference.referred_columns, of_table, condition),
                kept, path || reference.referring::oid)
        loop
            relation := below.relation;
            row_count := below.row_count;
            return next;
        end loop;
    end loop;
    execute format('delete from %s where %s', of_table, condition);
    get diagnostics row_count = row_count;
    if row_count > 0 then
        relation := of_table::text;
        return next;
    end if;
end
$$;
comment on function socle.delete_rows_below(regclass, text, text[], oid[])
    is 'Deletes rows of a table, first what refers to them.';
revoke all on function socle.delete_rows_below(regclass, text, text[], oid[]) from public;

create or replace function socle.tenant_table_statements(of_tenant uuid)
returns table (schema_name text, table_name text, columns text[], statement text)
language sql
stable
set search_path = ''
as $$
    select nspname::text, relname::text,
        coalesce(array_agg(attname::text order by attnum) filter (where attgenerated = ''), '{}'),
        format(
            e'create table %I.%I (%s\n);\n', nspname, relname,
            concat_ws(',',
                string_agg(
                    format(e'\n    %I %s%s', attname, format_type(atttypid, atttypmod),
                        case when attnotnull then ' not null' else '' end),
                    ',' order by attnum),
                (select string_agg(
                    format(e'\n    constraint %I %s', conname, pg_get_constraintdef(pg_constraint.oid)), ',' order by conname)
                 from pg_catalog.pg_constraint where conrelid = pg_class.oid and contype in ('p', 'u'))))
            || coalesce(
                format(e'comment on table %I.%I is %L;\n', nspname, relname, obj_description(pg_class.oid, 'pg_class')),
                '')
    from socle.schemas
    join pg_catalog.pg_namespace on nspname = schema_name::name
    join pg_catalog.pg_class on relnamespace = pg_namespace.oid
    join pg_catalog.pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where tenant_id = of_tenant and relkind = 'r' and purpose in ('data', 'analytics', 'theme')
    group by pg_class.oid, nspname, relname
    order by nspname, relname
$$;
comment on function socle.tenant_table_statements(uuid)
    is 'The tables with rows in a tenant''s own schemas: their columns, and how each is made again.';
revoke all on function socle.tenant_table_statements(uuid) from public;
