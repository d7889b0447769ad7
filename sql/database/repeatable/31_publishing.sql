-- 31 publishing: a loaded table takes the place of the one that readers have
--
-- The owner of both tables does what he could do by hand; what belongs to the
-- platform, views that share the table, is done by functions that ask whose
-- login it is. docs/decisions/ says why tables are swapped.

create or replace function socle.hide_staging(staging oid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
    role oid;
begin
    for role in
        select distinct entry.grantee from pg_catalog.pg_class
        cross join pg_catalog.aclexplode(relacl) as entry
        where pg_class.oid = staging and entry.grantee <> relowner
    loop
        execute format('revoke all on table %s from %s', staging::regclass,
            case role when 0 then 'public' else role::regrole::text end);
    end loop;
end
$$;
comment on function socle.hide_staging(oid) is 'Takes from all others what default privileges gave them on a new table.';
revoke all on function socle.hide_staging(oid) from public;

create or replace function socle.show_table(new_table oid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
    entry record;
begin
    for entry in
        select acl.grantee, acl.privilege_type, acl.is_grantable
        from pg_catalog.pg_class
        join pg_catalog.pg_default_acl on defaclrole = relowner and defaclobjtype = 'r'
            and defaclnamespace in (0, relnamespace)
        cross join pg_catalog.aclexplode(defaclacl) as acl
        where pg_class.oid = new_table and acl.grantee <> relowner
    loop
        execute format('grant %s on table %s to %s%s', entry.privilege_type, new_table::regclass,
            case entry.grantee when 0 then 'public' else entry.grantee::regrole::text end,
            case when entry.is_grantable then ' with grant option' else '' end);
    end loop;
end
$$;
comment on function socle.show_table(oid) is 'Gives the rights on a table that default privileges give on a new one.';
revoke all on function socle.show_table(oid) from public;

-- A list of what a swap carries, so that what nobody thought of is not carried silently: it is an obstacle.
create or replace function socle.swap_obstacles(target oid, share_role text)
returns table (obstacle text)
language sql
stable
set search_path = ''
as $$
    with this as materialized (
        select pg_class.*, pg_type.typarray, amname
        from pg_catalog.pg_class
        join pg_catalog.pg_type on pg_type.oid = reltype
        left join pg_catalog.pg_am on pg_am.oid = relam
        where pg_class.oid = target
    ),
    dependents as (
        select classid, pg_depend.objid, pg_depend.objsubid, deptype from this
        join pg_catalog.pg_depend on refclassid = 'pg_catalog.pg_class'::regclass and refobjid = this.oid
        union
        select classid, pg_depend.objid, pg_depend.objsubid, deptype from this
        join pg_catalog.pg_depend
            on refclassid = 'pg_catalog.pg_type'::regclass and refobjid in (reltype, typarray)
    )
    select format('it is not an ordinary table of heap in its own place')
    from this
    where relkind <> 'r' or relpersistence <> 'p' or reltablespace <> 0 or reloftype <> 0 or amname <> 'heap'
    union all
    select 'its owner is another' from this where relowner <> current_user::regrole
    union all
    select 'row security' from this where relrowsecurity or relforcerowsecurity
    union all
    select 'inheritance' from this
    where exists (select from pg_catalog.pg_inherits where inhrelid = this.oid or inhparent = this.oid)
    union all
    select 'a security label' from this
    where exists (select from pg_catalog.pg_seclabel where classoid = 'pg_catalog.pg_class'::regclass and objoid = this.oid)
    union all
    select 'an extension' from this
    where exists (
        select from pg_catalog.pg_depend
        where classid = 'pg_catalog.pg_class'::regclass and pg_depend.objid = this.oid and deptype in ('e', 'x')
    )
    union all
    select 'a right that somebody else than the owner gave' from this
    where exists (select from pg_catalog.aclexplode(relacl) as entry where entry.grantor <> relowner)
        or exists (
            select from pg_catalog.pg_attribute
            cross join pg_catalog.aclexplode(attacl) as entry
            where attrelid = this.oid and not attisdropped and entry.grantor <> relowner
        )
    union all
    select 'an index that is not valid' from this
    where exists (select from pg_catalog.pg_index where indrelid = this.oid and not (indisvalid and indisready))
    union all
    select distinct pg_catalog.pg_describe_object(dependents.classid, dependents.objid, 0)
    from dependents
    cross join this
    where not case dependents.classid
        when 'pg_catalog.pg_type'::regclass then dependents.objid in (reltype, typarray)
        when 'pg_catalog.pg_attrdef'::regclass then exists (
            select from pg_catalog.pg_attrdef where oid = dependents.objid and adrelid = this.oid)
        when 'pg_catalog.pg_constraint'::regclass then exists (
            select from pg_catalog.pg_constraint
            where oid = dependents.objid and conrelid = this.oid and contype in ('p', 'u', 'c', 'x'))
        when 'pg_catalog.pg_statistic_ext'::regclass then exists (
            select from pg_catalog.pg_statistic_ext where oid = dependents.objid and stxrelid = this.oid)
        when 'pg_catalog.pg_class'::regclass then dependents.objid = this.oid or exists (
            select from pg_catalog.pg_class as part
            where part.oid = dependents.objid and part.relkind in ('i', 't'))
        when 'pg_catalog.pg_rewrite'::regclass then exists (
            select from pg_catalog.pg_rewrite
            join pg_catalog.pg_class as view on view.oid = ev_class
            where pg_rewrite.oid = dependents.objid and rulename = '_RETURN' and view.relkind = 'v'
                and (view.relowner = this.relowner or view.relowner::regrole::text = quote_ident(share_role)))
        else false
    end
$$;
comment on function socle.swap_obstacles(oid, text)
    is 'Why another table cannot simply take the place of this one; no row when it can.';
revoke all on function socle.swap_obstacles(oid, text) from public;

-- What a part of the old table is called on the new one until the old one is gone.
create or replace function socle.part_name(staging oid, part oid)
returns text
language sql
stable
set search_path = ''
as $$
    select format('socle_load_%s_%s', staging, part)
$$;
comment on function socle.part_name(oid, oid) is 'Name of an index, constraint or statistics object while two tables have it.';
revoke all on function socle.part_name(oid, oid) from public;

create or replace function socle.part_statements(target oid, staging oid)
returns table (statement text)
language sql
stable
set search_path = ''
as $$
    with tables as (
        select old.oid as old, new.oid as new, old.oid::regclass::text as old_name, new.oid::regclass::text as new_name
        from pg_catalog.pg_class as old cross join pg_catalog.pg_class as new
        where old.oid = target and new.oid = staging
    ),
    parts (place, part, statement) as (
        select 1, pg_constraint.oid, format('alter table %s add constraint %I %s', new_name,
            socle.part_name(new, pg_constraint.oid), pg_catalog.pg_get_constraintdef(pg_constraint.oid))
        from tables join pg_catalog.pg_constraint on conrelid = old and contype in ('p', 'u', 'x')
        union all
        -- What the definition of a constraint does not tell of its index.
        select 2, pg_constraint.oid, format('alter index %I.%I set (%s)', nspname,
            socle.part_name(new, pg_constraint.oid), array_to_string(index.reloptions, ', '))
        from tables
        join pg_catalog.pg_constraint on conrelid = old and contype in ('p', 'u', 'x')
        join pg_catalog.pg_class as index on index.oid = conindid and index.reloptions is not null
        join pg_catalog.pg_class as new_table on new_table.oid = new
        join pg_catalog.pg_namespace on pg_namespace.oid = new_table.relnamespace
        union all
        -- The head of the definition is taken off by its length, since a name may hold anything.
        select 2, index.oid, head.begins || format('%I on %s', socle.part_name(new, index.oid), new_name)
            || substr(pg_catalog.pg_get_indexdef(index.oid),
                length(head.begins || format('%I ON %s', index.relname, old_name)) + 1)
        from tables
        join pg_catalog.pg_index on indrelid = old
        join pg_catalog.pg_class as index on index.oid = indexrelid
        cross join lateral (
            select case when indisunique then 'CREATE UNIQUE INDEX ' else 'CREATE INDEX ' end as begins
        ) as head
        where not exists (select from pg_catalog.pg_constraint where conindid = indexrelid and conrelid = old)
        union all
        select 3, pg_statistic_ext.oid, format('create statistics %I.%I', new_space.nspname,
                socle.part_name(new, pg_statistic_ext.oid))
            || substr(whole.text, length(whole.begins) + 1,
                length(whole.text) - length(whole.begins) - length(old_name)) || new_name
        from tables
        join pg_catalog.pg_statistic_ext on stxrelid = old
        join pg_catalog.pg_namespace on pg_namespace.oid = stxnamespace
        join pg_catalog.pg_class on pg_class.oid = new
        join pg_catalog.pg_namespace as new_space on new_space.oid = relnamespace
        cross join lateral (
            select pg_catalog.pg_get_statisticsobjdef(pg_statistic_ext.oid) as text,
                format('CREATE STATISTICS %I.%I', pg_namespace.nspname, stxname) as begins
        ) as whole
        union all
        select 4, pg_statistic_ext.oid, format('alter statistics %I.%I set statistics %s', nspname,
            socle.part_name(new, pg_statistic_ext.oid), stxstattarget)
        from tables
        join pg_catalog.pg_statistic_ext on stxrelid = old and stxstattarget >= 0
        join pg_catalog.pg_class on pg_class.oid = new
        join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
        union all
        select 5, attnum, format('alter table %s alter column %I set statistics %s', new_name, attname, attstattarget)
        from tables join pg_catalog.pg_attribute
            on attrelid = old and attnum > 0 and not attisdropped and attstattarget >= 0
        union all
        select 5, attnum, format('alter table %s alter column %I set (%s)', new_name, attname, options.text)
        from tables
        join pg_catalog.pg_attribute on attrelid = old and attnum > 0 and not attisdropped and attoptions is not null
        cross join lateral (
            select string_agg(option, ', ') as text from unnest(attoptions) as option
            where option ~ '^n_distinct(_inherited)?='
        ) as options
        where options.text is not null
        union all
        select 6, old, format('alter table %s set (%s)', new_name, string_agg(option, ', '))
        from tables
        join pg_catalog.pg_class on pg_class.oid = old
        left join pg_catalog.pg_class as toast on toast.oid = pg_class.reltoastrelid
        cross join lateral (
            select option from unnest(pg_class.reloptions) as option
            union all
            select 'toast.' || option from unnest(toast.reloptions) as option
        ) as options
        group by old, new_name
    )
    select statement from parts order by place, part
$$;
comment on function socle.part_statements(oid, oid)
    is 'Statements that give a new table the keys, indexes, statistics and settings of another.';
revoke all on function socle.part_statements(oid, oid) from public;

create or replace function socle.prepare_swap(target oid, staging oid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
    statement text;
begin
    for statement in select parts.statement from socle.part_statements(target, staging) as parts loop
        execute statement;
    end loop;
end
$$;
comment on function socle.prepare_swap(oid, oid)
    is 'Builds on a staging table what belongs to the table whose place it takes, while readers still read that.';
revoke all on function socle.prepare_swap(oid, oid) from public;

-- Statements that need the old table to be gone, or that readers would notice before.
create or replace function socle.finishing_statements(target oid, staging oid)
returns table (statement text)
language sql
stable
set search_path = ''
as $$
    with tables as (
        select old.oid as old, new.oid as new, old.oid::regclass::text as name, old_space.nspname as space
        from pg_catalog.pg_class as old
        join pg_catalog.pg_namespace as old_space on old_space.oid = old.relnamespace
        cross join pg_catalog.pg_class as new
        where old.oid = target and new.oid = staging
    ),
    parts (place, part, statement) as (
        select 1, pg_constraint.oid, format('alter table %s rename constraint %I to %I', name,
            socle.part_name(new, pg_constraint.oid), conname)
        from tables join pg_catalog.pg_constraint on conrelid = old and contype in ('p', 'u', 'x')
        union all
        select 2, index.oid, format('alter index %I.%I rename to %I', space,
            socle.part_name(new, index.oid), index.relname)
        from tables
        join pg_catalog.pg_index on indrelid = old
        join pg_catalog.pg_class as index on index.oid = indexrelid
        where not exists (select from pg_catalog.pg_constraint where conindid = indexrelid and conrelid = old)
        union all
        select 3, pg_statistic_ext.oid, format('alter statistics %I.%I rename to %I', space,
            socle.part_name(new, pg_statistic_ext.oid), stxname)
        from tables join pg_catalog.pg_statistic_ext on stxrelid = old
        union all
        select 4, pg_statistic_ext.oid, format('alter statistics %I.%I set schema %I', space, stxname, nspname)
        from tables
        join pg_catalog.pg_statistic_ext on stxrelid = old
        join pg_catalog.pg_namespace on pg_namespace.oid = stxnamespace
        where nspname <> space
        union all
        select 5, objsubid, format('comment on %s is %L',
            case objsubid when 0 then 'table ' || name else format('column %s.%I', name, attname) end, description)
        from tables
        join pg_catalog.pg_description on classoid = 'pg_catalog.pg_class'::regclass and objoid = old
        left join pg_catalog.pg_attribute on attrelid = old and attnum = objsubid and objsubid > 0
        union all
        select 5, pg_constraint.oid, format('comment on constraint %I on %s is %L', conname, name, description)
        from tables
        join pg_catalog.pg_constraint on conrelid = old
        join pg_catalog.pg_description on classoid = 'pg_catalog.pg_constraint'::regclass and objoid = pg_constraint.oid
        union all
        select 5, index.oid, format('comment on index %I.%I is %L', space, index.relname, description)
        from tables
        join pg_catalog.pg_index on indrelid = old
        join pg_catalog.pg_class as index on index.oid = indexrelid
        join pg_catalog.pg_description on classoid = 'pg_catalog.pg_class'::regclass and objoid = index.oid
        union all
        select 5, pg_statistic_ext.oid, format('comment on statistics %I.%I is %L', nspname, stxname, description)
        from tables
        join pg_catalog.pg_statistic_ext on stxrelid = old
        join pg_catalog.pg_namespace on pg_namespace.oid = stxnamespace
        join pg_catalog.pg_description
            on classoid = 'pg_catalog.pg_statistic_ext'::regclass and objoid = pg_statistic_ext.oid
        union all
        select 6, index.oid, format('alter index %I.%I alter column %s set statistics %s', space, index.relname,
            attnum, attstattarget)
        from tables
        join pg_catalog.pg_index on indrelid = old
        join pg_catalog.pg_class as index on index.oid = indexrelid
        join pg_catalog.pg_attribute on attrelid = index.oid and attstattarget >= 0
        union all
        select 7, index.oid, format('alter table %s cluster on %I', name, index.relname)
        from tables
        join pg_catalog.pg_index on indrelid = old and indisclustered
        join pg_catalog.pg_class as index on index.oid = indexrelid
        union all
        select 8, old, format('alter table %s replica identity %s', name, case relreplident
            when 'n' then 'nothing' when 'f' then 'full'
            else format('using index %I', (
                select index.relname from pg_catalog.pg_index
                join pg_catalog.pg_class as index on index.oid = indexrelid
                where indrelid = old and indisreplident)) end)
        from tables join pg_catalog.pg_class on pg_class.oid = old and relreplident <> 'd'
        union all
        select 9, old, format('grant %s on table %s to %s%s', string_agg(entry.privilege_type, ', '), name,
            case entry.grantee when 0 then 'public' else entry.grantee::regrole::text end,
            case when entry.is_grantable then ' with grant option' else '' end)
        from tables
        join pg_catalog.pg_class on pg_class.oid = old
        cross join pg_catalog.aclexplode(relacl) as entry
        where entry.grantee <> relowner
        group by old, name, entry.grantee, entry.is_grantable
        union all
        -- An owner may have taken a right from himself.
        select 9, old, format('revoke %s on table %s from %s', string_agg(own.privilege, ', '), name,
            relowner::regrole)
        from tables
        join pg_catalog.pg_class on pg_class.oid = old and relacl is not null
        cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as own (privilege)
        where not exists (
            select from pg_catalog.aclexplode(relacl) as entry
            where entry.grantee = relowner and entry.privilege_type = own.privilege
        )
        group by old, name, relowner
        union all
        select 10, attnum, format('grant %s (%I) on table %s to %s%s', entry.privilege_type, attname, name,
            case entry.grantee when 0 then 'public' else entry.grantee::regrole::text end,
            case when entry.is_grantable then ' with grant option' else '' end)
        from tables
        join pg_catalog.pg_attribute on attrelid = old and attacl is not null and not attisdropped
        cross join pg_catalog.aclexplode(attacl) as entry
    )
    select statement from parts order by place, part
$$;
comment on function socle.finishing_statements(oid, oid)
    is 'Statements that give the new table the names, comments and rights of the old, once that is gone.';
revoke all on function socle.finishing_statements(oid, oid) from public;

-- The definition of a view as a statement that makes it anew over what bears the names now.
create or replace function socle.view_statements(target oid, of_owner oid)
returns table (statement text)
language sql
stable
set search_path = ''
as $$
    select format('create or replace view %s (%s)%s as %s', view.oid::regclass, columns.names,
        ' with (' || nullif(array_to_string(view.reloptions, ', '), '') || ')', pg_catalog.pg_get_viewdef(view.oid))
    from (
        select distinct ev_class from pg_catalog.pg_depend
        join pg_catalog.pg_rewrite on classid = 'pg_catalog.pg_rewrite'::regclass and pg_rewrite.oid = pg_depend.objid
        where refclassid = 'pg_catalog.pg_class'::regclass and refobjid = target
    ) as direct
    join pg_catalog.pg_class as view on view.oid = ev_class and relkind = 'v' and relowner = of_owner
    cross join lateral (
        select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_catalog.pg_attribute
        where attrelid = view.oid and attnum > 0 and not attisdropped
    ) as columns
    order by view.oid
$$;
comment on function socle.view_statements(oid, oid) is 'Statements that make the views over a table anew, as they are.';
revoke all on function socle.view_statements(oid, oid) from public;

create or replace function socle.load_tables(this_load uuid)
returns table (target oid, staging oid, schema_name text, table_name text, owner oid, share_owner oid)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return query
    select target_class.oid, staging_class.oid, datasets.schema_name, datasets.table_name, owner_role.oid,
        share_role.oid
    from socle.loads
    join socle.datasets using (dataset_id)
    join socle.tenants on tenants.tenant_id = loads.tenant_id
    join socle.schemas on schemas.schema_name = datasets.schema_name and schemas.tenant_id = loads.tenant_id
    join pg_catalog.pg_namespace on nspname = datasets.schema_name::name
    join pg_catalog.pg_roles as owner_role on owner_role.rolname = format('%s_owner', identifier)::name
    join pg_catalog.pg_roles as share_role on share_role.rolname = format('%s_share', identifier)::name
    join pg_catalog.pg_class as target_class on target_class.relnamespace = pg_namespace.oid
        and target_class.relname = datasets.table_name::name and target_class.relkind = 'r'
        and target_class.relowner = owner_role.oid
    join pg_catalog.pg_class as staging_class on staging_class.relnamespace = pg_namespace.oid
        and staging_class.relname = socle.staging_name(this_load)::name and staging_class.relkind = 'r'
        and staging_class.relowner = owner_role.oid
    where loads.load_id = this_load and loads.tenant_id = socle.session_tenant()
        and loads.state in ('running', 'loaded') and purpose in ('data', 'analytics', 'theme');
    if not found then
        raise exception 'load % has no two tables of login "%" to swap', this_load, session_user
            using errcode = '42501';
    end if;
end
$$;
comment on function socle.load_tables(uuid)
    is 'The table of a load and its staging table, both of them the tenant''s own, whose session it is.';
revoke all on function socle.load_tables(uuid) from public;

create or replace function socle.hold_tables(this_load uuid, patience interval)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    tables record;
    view record;
    -- Nobody who waits for one of these locks looks for deadlocks before they are given up again.
    deadline timestamptz := clock_timestamp()
        + least(hold_tables.patience, current_setting('deadlock_timeout')::interval * 0.4);
begin
    select * into strict tables from socle.load_tables(this_load);
    -- It would give way only to somebody who looks for a deadlock, and its table is about to go.
    perform pg_catalog.pg_cancel_backend(pid)
    from pg_catalog.pg_locks join pg_catalog.pg_stat_activity using (pid)
    where locktype = 'relation' and relation = tables.target and backend_type = 'autovacuum worker'
        and database = (select oid from pg_catalog.pg_database where datname = current_database());
    -- First the views, then the table: the order in which readers come. LOCK would lock what else a view reads.
    for view in
        select distinct relation.oid, relowner from pg_catalog.pg_depend
        join pg_catalog.pg_rewrite on classid = 'pg_catalog.pg_rewrite'::regclass and pg_rewrite.oid = pg_depend.objid
        join pg_catalog.pg_class as relation on relation.oid = ev_class and relkind = 'v'
        where refclassid = 'pg_catalog.pg_class'::regclass and refobjid = tables.target
        order by relation.oid
    loop
        perform set_config('lock_timeout', greatest(1, extract(epoch from deadline - clock_timestamp()) * 1000)::integer::text, true);
        execute format('alter view %s owner to %s', view.oid::regclass, view.relowner::regrole);
    end loop;
    perform set_config('lock_timeout', greatest(1, extract(epoch from deadline - clock_timestamp()) * 1000)::integer::text, true);
    execute format('lock table only %s in access exclusive mode', tables.target::regclass);
    perform set_config('lock_timeout', greatest(1, extract(epoch from deadline - clock_timestamp()) * 1000)::integer::text, true);
end
$$;
comment on function socle.hold_tables(uuid, interval)
    is 'Locks the views over the table of a load and then the table, within less than it takes to find a deadlock.';
revoke all on function socle.hold_tables(uuid, interval) from public;

create or replace function socle.exchange_tables(this_load uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set extra_float_digits = 3
set standard_conforming_strings = on
set array_nulls = on
set transform_null_equals = off
as $$
declare
    tables record;
    statements text[];
    statement text;
begin
    select * into strict tables from socle.load_tables(this_load);
    -- A view was approved over columns of these types, and over a table without code.
    if exists (
        select attname, atttypid, atttypmod, attcollation, attgenerated from pg_catalog.pg_attribute
        where attrelid = tables.target and attnum > 0 and not attisdropped
        except
        select attname, atttypid, atttypmod, attcollation, attgenerated from pg_catalog.pg_attribute
        where attrelid = tables.staging and attnum > 0 and not attisdropped
    ) or exists (
        select from socle.attached_code(tables.schema_name, socle.staging_name(this_load))
    ) then
        raise exception 'the staging table of load % is not as its table is', this_load using errcode = '0A000';
    end if;
    select array_agg(views.statement) into statements
    from socle.view_statements(tables.target, tables.share_owner) as views;
    execute format('alter table %s rename to %I', tables.target::regclass, socle.staging_name(this_load) || '_old');
    execute format('alter table %s rename to %I', tables.staging::regclass, tables.table_name);
    -- A text of the platform's own over names that are written out: nothing of the tenant's is looked up or run.
    foreach statement in array coalesce(statements, '{}') loop
        execute statement;
    end loop;
end
$$;
comment on function socle.exchange_tables(uuid)
    is 'Gives the staging table of a load the name of its table, and turns the platform''s views to it.';
revoke all on function socle.exchange_tables(uuid) from public;

create or replace function socle.swap_load(this_load uuid, patience interval)
returns void
language plpgsql
volatile
set search_path = ''
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set extra_float_digits = 3
set standard_conforming_strings = on
set array_nulls = on
set transform_null_equals = off
as $$
declare
    tables record;
    views text[];
    finishing text[];
    statement text;
begin
    perform socle.hold_tables(this_load, patience);
    select * into strict tables from socle.load_tables(this_load);
    select array_agg(own.statement) into views
    from socle.view_statements(tables.target, tables.owner) as own;
    select array_agg(parts.statement) into finishing
    from socle.finishing_statements(tables.target, tables.staging) as parts;
    perform socle.exchange_tables(this_load);
    foreach statement in array coalesce(views, '{}') loop
        execute statement;
    end loop;
    execute format('drop table %s', tables.target::regclass);
    foreach statement in array coalesce(finishing, '{}') loop
        execute statement;
    end loop;
end
$$;
comment on function socle.swap_load(uuid, interval)
    is 'Puts the staging table of a load in the place of its table, with its views, rights, comments, indexes and keys.';
revoke all on function socle.swap_load(uuid, interval) from public;

-- What a table demands of its rows, and what others demand of it: to name what a load broke.
create or replace function socle.constraints_of(target oid)
returns table (part_id oid, is_own boolean, kind text, relation text, name text, columns text[], definition text)
language sql
stable
set search_path = ''
as $$
    select pg_constraint.oid, conrelid = target, contype::text, format('%s.%s', nspname, relname), conname::text,
        array(
            select attname::text from unnest(conkey) with ordinality as part (number, place)
            join pg_catalog.pg_attribute on attrelid = conrelid and attnum = number
            order by place
        ),
        pg_catalog.pg_get_constraintdef(pg_constraint.oid)
    from pg_catalog.pg_constraint
    join pg_catalog.pg_class on pg_class.oid = conrelid
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    where conrelid = target or confrelid = target
    union all
    select indexrelid, true, 'u', format('%s.%s', nspname, old.relname), index.relname::text,
        array(
            select pg_catalog.pg_get_indexdef(indexrelid, place, true) from generate_series(1, indnkeyatts) as place
        ),
        pg_catalog.pg_get_indexdef(indexrelid)
    from pg_catalog.pg_index
    join pg_catalog.pg_class as index on index.oid = indexrelid
    join pg_catalog.pg_class as old on old.oid = indrelid
    join pg_catalog.pg_namespace on pg_namespace.oid = old.relnamespace
    where indrelid = target and indisunique
        and not exists (select from pg_catalog.pg_constraint where conindid = indexrelid and conrelid = target)
$$;
comment on function socle.constraints_of(oid)
    is 'Constraints and unique indexes of a table, and foreign keys of others that refer to it.';
revoke all on function socle.constraints_of(oid) from public;
