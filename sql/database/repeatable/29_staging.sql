-- 29 staging: who loads a table, what of it is committed, and what others left behind
--
-- A load fills socle_load_<its number> beside its table, chunk by chunk. The
-- name says whose it is; only the records of loads make it more than a name.

create or replace function socle.staging_name(of_load uuid)
returns text
language sql
immutable
set search_path = ''
as $$
    select 'socle_load_' || replace(of_load::text, '-', '')
$$;
comment on function socle.staging_name(uuid) is 'Name of the table into which a load puts its rows first.';
revoke all on function socle.staging_name(uuid) from public;

create or replace function socle.is_staging(relation_name name)
returns boolean
language sql
stable
set search_path = ''
as $$
    select case
        when relation_name ~ '^socle_load_[0-9a-f]{32}$' then exists (
            select from socle.loads
            where load_id = substr(relation_name::text, 12)::uuid and state in ('running', 'interrupted', 'failed')
        )
        else false
    end
$$;
comment on function socle.is_staging(name)
    is 'Whether a table of this name is one that a load fills or left behind, and no part of what its tenant declared.';
revoke all on function socle.is_staging(name) from public;

create or replace function socle.is_held(of_dataset bigint)
returns boolean
language sql
volatile
set search_path = ''
as $$
    select exists (
        select from socle.datasets
        join pg_catalog.pg_stat_activity on pid = holder_pid and backend_start = held_since
        where dataset_id = of_dataset
    )
$$;
comment on function socle.is_held(bigint) is 'Whether a session that lives loads the table.';
revoke all on function socle.is_held(bigint) from public;

create or replace function socle.hold_dataset(this_load uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    target bigint;
begin
    select dataset_id into target from socle.loads
    where load_id = this_load and tenant_id = socle.session_tenant() and state = 'running';
    if not found then
        raise exception 'load % is not running for login "%"', this_load, session_user using errcode = '42501';
    end if;
    begin
        -- A weaker lock than UPDATE, so that the next load can still record that it begins, and be refused here.
        perform from socle.datasets where dataset_id = target for no key update nowait;
    exception
        when lock_not_available then return false;
    end;
    -- Of the session and not of a transaction: a load is many, and ends with its session at the latest.
    if socle.is_held(target)
        and (select holder_pid <> pg_catalog.pg_backend_pid() from socle.datasets where dataset_id = target)
    then
        return false;
    end if;
    update socle.datasets set holder_pid = pid, held_since = backend_start
    from pg_catalog.pg_stat_activity
    where dataset_id = target and pid = pg_catalog.pg_backend_pid();
    -- A trace of a crash is what no other session runs: whoever waits for the table has one that lives.
    update socle.loads set state = 'interrupted', finished_at = clock_timestamp()
    where dataset_id = target and state = 'running' and load_id <> this_load
        and not exists (
            select from pg_catalog.pg_stat_activity
            where pid = session_pid and backend_start = session_since and pid <> pg_catalog.pg_backend_pid()
        );
    return true;
end
$$;
comment on function socle.hold_dataset(uuid)
    is 'Holds the table of a load for the session; false when another load holds it.';
revoke all on function socle.hold_dataset(uuid) from public;

create or replace function socle.dataset_holder(this_load uuid)
returns table (holder text, since timestamptz)
language sql
volatile
security definer
set search_path = ''
as $$
    select coalesce(nullif(application_name, ''), usename::text), held_since
    from socle.loads
    join socle.datasets using (dataset_id)
    join pg_catalog.pg_stat_activity on pid = holder_pid and backend_start = held_since
    where load_id = this_load and loads.tenant_id = socle.session_tenant()
$$;
comment on function socle.dataset_holder(uuid)
    is 'Who loads the table of a load just now, and since when; no row when nobody does.';
revoke all on function socle.dataset_holder(uuid) from public;

create or replace function socle.release_dataset(this_load uuid)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
    update socle.datasets set holder_pid = null, held_since = null
    where holder_pid = pg_catalog.pg_backend_pid() and dataset_id = (
        select dataset_id from socle.loads where load_id = this_load and tenant_id = socle.session_tenant()
    )
$$;
comment on function socle.release_dataset(uuid) is 'Gives the table of a load free again.';
revoke all on function socle.release_dataset(uuid) from public;

create or replace function socle.record_chunk(this_load uuid, records int8multirange, row_count bigint)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if pg_column_size(records) > 262144 then
        raise exception 'the records of a chunk have more bytes than are kept' using errcode = '54000';
    end if;
    insert into socle.load_chunks (load_id, records, row_count)
    select load_id, record_chunk.records, record_chunk.row_count from socle.loads
    where load_id = this_load and tenant_id = socle.session_tenant() and state = 'running';
    if not found then
        raise exception 'load % is not running for login "%"', this_load, session_user using errcode = '42501';
    end if;
end
$$;
comment on function socle.record_chunk(uuid, int8multirange, bigint)
    is 'Records, in the transaction of its rows, which records of the source a chunk settled.';
revoke all on function socle.record_chunk(uuid, int8multirange, bigint) from public;

create or replace function socle.stagings(of_tenant uuid)
returns table (load_id uuid, dataset_id bigint, schema_name text, table_name text, started_at timestamptz, is_held boolean)
language sql
stable
set search_path = ''
as $$
    -- From the few tables that bear such a name, and not from all loads there ever were.
    select loads.load_id, loads.dataset_id, datasets.schema_name, relname::text, loads.started_at,
        socle.is_held(loads.dataset_id)
    from socle.schemas
    join pg_catalog.pg_namespace on nspname = schemas.schema_name::name
    join pg_catalog.pg_depend on refclassid = 'pg_catalog.pg_namespace'::regclass and refobjid = pg_namespace.oid
        and classid = 'pg_catalog.pg_class'::regclass
    join pg_catalog.pg_class on pg_class.oid = objid and relkind = 'r' and relname ~ '^socle_load_[0-9a-f]{32}$'
    join socle.loads on loads.load_id = substr(relname::text, 12)::uuid and loads.tenant_id = schemas.tenant_id
    join socle.datasets on datasets.dataset_id = loads.dataset_id and datasets.schema_name = schemas.schema_name
    where of_tenant is null or schemas.tenant_id = of_tenant
$$;
comment on function socle.stagings(uuid)
    is 'Staging tables of a tenant, or of all, and whether a load of their table runs.';
revoke all on function socle.stagings(uuid) from public;

create or replace function socle.resumable_load(this_load uuid)
returns table (load_id uuid, records int8multirange, row_count bigint)
language sql
stable
security definer
set search_path = ''
as $$
    select earlier.load_id, chunks.records, chunks.row_count
    from socle.loads as this
    join socle.loads as earlier using (dataset_id, tenant_id, content_sha256, plan_sha256, mode, rules, staged_as)
    join socle.stagings(socle.session_tenant()) as staging on staging.load_id = earlier.load_id
    cross join lateral (
        select range_agg(range) as records, sum(distinct_chunks.row_count)::bigint as row_count
        from (
            select load_chunks.row_count, load_chunks.records, load_chunks.chunk_id
            from socle.load_chunks where load_chunks.load_id = earlier.load_id
        ) as distinct_chunks
        cross join lateral (select range_agg(part) as range from unnest(distinct_chunks.records) as part) as ranges
    ) as chunks
    where this.load_id = this_load and this.tenant_id = socle.session_tenant() and earlier.load_id <> this_load
        and earlier.state in ('interrupted', 'failed') and earlier.started_at > now() - interval '24 hours'
        and chunks.records is not null
    order by earlier.started_at desc
    limit 1
$$;
comment on function socle.resumable_load(uuid)
    is 'An earlier load that was cut short and whose staged chunks are those that this load would write.';
revoke all on function socle.resumable_load(uuid) from public;

create or replace function socle.take_over_chunks(this_load uuid, earlier uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if (select count(*) from socle.loads
        where load_id in (this_load, earlier) and tenant_id = socle.session_tenant()) < 2
    then
        raise exception 'load % is not one of login "%"', earlier, session_user using errcode = '42501';
    end if;
    update socle.load_chunks set load_id = this_load where load_id = earlier;
    update socle.loads set resumed_from = earlier where load_id = this_load;
end
$$;
comment on function socle.take_over_chunks(uuid, uuid) is 'Makes the chunks of a load that was cut short those of its successor.';
revoke all on function socle.take_over_chunks(uuid, uuid) from public;

create or replace function socle.stale_stagings(this_load uuid)
returns table (schema_name text, table_name text)
language sql
volatile
security definer
set search_path = ''
as $$
    select staging.schema_name, staging.table_name
    from socle.stagings(socle.session_tenant()) as staging
    where staging.load_id <> this_load
        and (
            staging.dataset_id = (select dataset_id from socle.loads where loads.load_id = this_load)
            or (not staging.is_held and staging.started_at < now() - interval '24 hours')
        )
$$;
comment on function socle.stale_stagings(uuid)
    is 'Staging tables that nobody will take over: others of the same table, which the caller holds, and those of more than a day.';
revoke all on function socle.stale_stagings(uuid) from public;

create or replace function socle.drop_stagings(of_tenant uuid, older_than interval)
returns integer
language plpgsql
volatile
set search_path = ''
set lock_timeout = '1s'
as $$
declare
    staging record;
    dropped integer := 0;
begin
    for staging in
        select schema_name, table_name from socle.stagings(of_tenant)
        where not is_held and started_at <= now() - older_than
    loop
        begin
            execute format('drop table %I.%I', staging.schema_name, staging.table_name);
            dropped := dropped + 1;
        exception
            -- Somebody looks at it, or something stands on it; the next round tries again.
            when lock_not_available or dependent_objects_still_exist then null;
        end;
    end loop;
    return dropped;
end
$$;
comment on function socle.drop_stagings(uuid, interval)
    is 'Drops what loads left behind that were cut short, of a tenant or of all; nobody but a later load misses it.';
revoke all on function socle.drop_stagings(uuid, interval) from public;

-- Rows of a staging were committed chunk by chunk. To a transaction that took its snapshot in between, and that reads
-- the table only after the swap, some of them would be there and others not.
create or replace function socle.is_settled(this_load uuid, since timestamptz)
returns boolean
language sql
volatile
security definer
set search_path = ''
as $$
    select not exists (
        select from pg_catalog.pg_stat_activity
        where datname = current_database() and pid <> pg_catalog.pg_backend_pid()
            and backend_type <> 'autovacuum worker' and backend_xmin is not null and xact_start < since
            and pg_catalog.age(backend_xmin) >= (
                select min(pg_catalog.age(load_chunks.xmin)) from socle.load_chunks where load_id = this_load
            )
    )
$$;
comment on function socle.is_settled(uuid, timestamptz)
    is 'Whether no transaction is left that sees some chunks of a load and not others.';
revoke all on function socle.is_settled(uuid, timestamptz) from public;

create or replace view socle.own_chunks with (security_barrier) as
select load_chunks.load_id, load_chunks.row_count
from socle.load_chunks
join socle.loads using (load_id)
where loads.tenant_id = (select socle.session_tenant());
comment on view socle.own_chunks is 'Committed chunks of loads of the tenant for whom the session acts.';
comment on column socle.own_chunks.load_id is 'Identity of the run.';
comment on column socle.own_chunks.row_count is 'Rows of the chunk.';
