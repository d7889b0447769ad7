-- 30 loads: what an ETL login may record of its own tenant's loads, and nothing else

create or replace function socle.refuse_frozen()
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    own_name text;
begin
    select identifier into own_name from socle.tenants where tenant_id = socle.session_tenant();
    -- A freeze takes the owner from the login; what a load leaves in the platform's tables would go on growing.
    if own_name is not null and not pg_has_role(session_user, format('%s_owner', own_name)::name, 'member') then
        raise exception 'login "%" may not write for tenant "%"', session_user, own_name
            using errcode = '42501', hint = 'Look at its storage: socle tenant usage';
    end if;
end
$$;
comment on function socle.refuse_frozen() is 'Refuses a session whose tenant may write no more, or that never might.';
revoke all on function socle.refuse_frozen() from public;

create or replace function socle.require_running(this_load uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    perform socle.refuse_frozen();
    if not exists (
        select from socle.loads
        where load_id = this_load and tenant_id = socle.session_tenant() and state = 'running'
    ) then
        raise exception 'load % is not running for login "%"', this_load, session_user using errcode = '42501';
    end if;
end
$$;
comment on function socle.require_running(uuid)
    is 'Refuses a session whose tenant may write no more, or for whom the load does not run.';
revoke all on function socle.require_running(uuid) from public;

create or replace function socle.dataset_of(of_tenant uuid, target_schema text, target_table text)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
    found_id bigint;
begin
    if octet_length(target_table) > 63 then
        raise exception 'a name of % bytes is none of a table', octet_length(target_table) using errcode = '42622';
    end if;
    if target_table like 'socle\_%' then
        raise exception 'the name "%" begins as those of the platform do', target_table using errcode = '42939';
    end if;
    if not exists (
        select from socle.schemas
        where schema_name = target_schema and tenant_id = of_tenant
            and purpose in ('data', 'analytics', 'theme')
    ) then
        raise exception 'schema "%" is not one that login "%" may load into', target_schema, session_user
            using errcode = '42501';
    end if;
    -- Looked for first: an insert that meets its row would still use up a number.
    select dataset_id into found_id from socle.datasets
    where schema_name = target_schema and table_name = target_table;
    if found_id is null then
        insert into socle.datasets (tenant_id, schema_name, table_name)
        values (of_tenant, target_schema, target_table)
        on conflict do nothing;
        select dataset_id into strict found_id from socle.datasets
        where schema_name = target_schema and table_name = target_table;
    end if;
    return found_id;
end
$$;
comment on function socle.dataset_of(uuid, text, text)
    is 'The number of a table that loads of a tenant may fill; the table need not exist yet.';
revoke all on function socle.dataset_of(uuid, text, text) from public;

create or replace function socle.own_dataset(target_schema text, target_table text)
returns bigint
language sql
volatile
security definer
set search_path = ''
as $$
    select socle.dataset_of(socle.session_tenant(), target_schema, target_table)
$$;
comment on function socle.own_dataset(text, text)
    is 'The number of a table that the session''s tenant may load; the table need not exist yet.';
revoke all on function socle.own_dataset(text, text) from public;

create or replace function socle.begin_load(
    target_schema text, target_table text, source text, mode text, rules jsonb default '{}'
)
returns uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    target bigint := socle.own_dataset(target_schema, target_table);
    new_load uuid;
begin
    perform socle.refuse_frozen();
    if octet_length(begin_load.source) > 8192 then
        raise exception 'the name of a source has % bytes; 8192 are kept', octet_length(begin_load.source)
            using errcode = '54000';
    end if;
    if pg_column_size(begin_load.rules) > 65536 then
        raise exception 'the rules of a load have more bytes than are kept' using errcode = '54000';
    end if;
    insert into socle.loads (dataset_id, tenant_id, source, mode, rules, session_pid, session_since)
    select target, socle.session_tenant(), begin_load.source, begin_load.mode, begin_load.rules, pid, backend_start
    from pg_catalog.pg_stat_activity where pid = pg_catalog.pg_backend_pid()
    returning load_id into strict new_load;
    return new_load;
end
$$;
comment on function socle.begin_load(text, text, text, text, jsonb)
    is 'Records that a load begins; committed before the load, so that a crash leaves a trace.';
revoke all on function socle.begin_load(text, text, text, text, jsonb) from public;

-- Whom the server refuses a session cannot say so himself.
create or replace function socle.record_refusal(
    of_tenant text, target_schema text, target_table text, source text, mode text, rules jsonb, failure_code text,
    failure text
)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    refused uuid;
begin
    select tenant_id into strict refused from socle.tenants where identifier = of_tenant;
    insert into socle.loads (dataset_id, tenant_id, source, mode, rules, state, finished_at, failure_code, failure)
    values (
        socle.dataset_of(refused, target_schema, target_table), refused, left(record_refusal.source, 8192),
        record_refusal.mode, record_refusal.rules, 'failed', clock_timestamp(),
        left(record_refusal.failure_code, 100), left(record_refusal.failure, 10000)
    );
end
$$;
comment on function socle.record_refusal(text, text, text, text, text, jsonb, text, text)
    is 'Records a load that failed before its login had a session.';
revoke all on function socle.record_refusal(text, text, text, text, text, jsonb, text, text) from public;

create or replace function socle.describe_load(
    this_load uuid, content_sha256 bytea, content_bytes bigint, plan jsonb, plan_sha256 bytea default null,
    staged_as text default null
)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if greatest(octet_length(describe_load.content_sha256), octet_length(describe_load.plan_sha256)) > 32
        or pg_column_size(describe_load.plan) > 4 * 1024 * 1024
        or octet_length(describe_load.staged_as) > 1024 * 1024
    then
        raise exception 'the plan of a load has more bytes than are kept' using errcode = '54000';
    end if;
    update socle.loads
    set content_sha256 = describe_load.content_sha256, content_bytes = describe_load.content_bytes,
        plan = describe_load.plan, plan_sha256 = describe_load.plan_sha256, staged_as = describe_load.staged_as
    where load_id = this_load and tenant_id = socle.session_tenant() and loads.state = 'running';
end
$$;
comment on function socle.describe_load(uuid, bytea, bigint, jsonb, bytea, text)
    is 'Records what the content is and how it will be read, once that is known.';
revoke all on function socle.describe_load(uuid, bytea, bigint, jsonb, bytea, text) from public;

-- Replacing, merging and keeping history have nothing to do when the last load did the same by the same
-- content, read the same way. Appending has none when the same content, lying the same way, was loaded by or since the last load that replaced.
create or replace function socle.same_content(this_load uuid)
returns table (
    load_id uuid, finished_at timestamptz, rows_loaded bigint, rows_rejected bigint, is_delivered_again boolean
)
language sql
stable
security definer
set search_path = ''
as $$
    with this as (
        select * from socle.loads where loads.load_id = this_load and tenant_id = socle.session_tenant()
    ),
    earlier as (
        select loads.* from socle.loads join this using (dataset_id) where loads.state = 'loaded'
    ),
    -- What brought refused records of a load in after all belongs to that load.
    replays as (
        select rejects.load_id, rejects.replayed_by, count(*) as row_count
        from earlier join socle.rejects on rejects.replayed_by = earlier.load_id
        group by rejects.load_id, rejects.replayed_by
    ),
    replayed as (
        select earlier.load_id, coalesce(sum(row_count), 0)::bigint as row_count
        from earlier left join replays using (load_id)
        group by earlier.load_id
    ),
    since as (
        select coalesce(max(earlier.finished_at), '-infinity') as replaced_at from earlier where mode = 'replace'
    )
    select earlier.load_id, earlier.finished_at, earlier.rows_loaded + replayed.row_count,
        earlier.rows_rejected - replayed.row_count,
        -- The name held something else, or nothing, when it was last read.
        (
            select last.content_sha256 from socle.loads as last
            where last.dataset_id = this.dataset_id and last.source = this.source and last.load_id <> this.load_id
                and last.state in ('loaded', 'unchanged')
            order by last.started_at desc limit 1
        ) is distinct from this.content_sha256
    from earlier
    join replayed using (load_id)
    cross join this
    cross join since
    where (earlier.content_sha256, earlier.plan_sha256) = (this.content_sha256, this.plan_sha256)
        and earlier.finished_at >= replaced_at
        and (
            this.mode = 'append'
            or earlier.mode = this.mode
                and earlier.rules - array['evolution', 'declared_as'] = this.rules - array['evolution', 'declared_as']
                -- Another rule of evolution matters where the earlier load had something to decide.
                and (
                    earlier.rules -> 'evolution' = this.rules -> 'evolution'
                    or (earlier.rules ->> 'evolution', this.rules ->> 'evolution') = ('evolve', 'freeze')
                    or earlier.rows_rejected = 0 and earlier.changes is null and not exists (
                        select from socle.repairs where repairs.load_id = earlier.load_id and kind = 'discarded_value'
                    )
                )
                and not exists (
                    select from earlier as later
                    where later.finished_at > earlier.finished_at and (earlier.load_id, later.load_id) not in (
                        select replays.load_id, replays.replayed_by from replays
                    )
                )
        )
    order by earlier.finished_at desc
    limit 1
$$;
comment on function socle.same_content(uuid)
    is 'The load by which the rows of this one, still running, are in its table already; no row when there is none.';
revoke all on function socle.same_content(uuid) from public;

create or replace function socle.finish_load(
    this_load uuid, lines_read bigint, rows_loaded bigint, rows_rejected bigint, lines_ignored bigint,
    columns jsonb, outcome jsonb default '{}'
)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    finished socle.loads;
    target socle.datasets;
begin
    perform socle.require_running(this_load);
    if num_nulls(lines_read, rows_loaded, rows_rejected, lines_ignored) > 0
        or lines_read <> rows_loaded + rows_rejected + lines_ignored
    then
        raise exception 'the counts of load % are not those of a load that ended', this_load using errcode = '22023';
    end if;
    if pg_column_size(columns) > 4 * 1024 * 1024 then
        raise exception 'the columns of load % have more bytes than are kept', this_load using errcode = '54000';
    end if;
    if pg_column_size(outcome) > 4 * 1024 * 1024 then
        raise exception 'what load % leaves has more bytes than are kept', this_load using errcode = '54000';
    end if;
    -- Held already by whoever loaded; a caller who did not must not pass by one who does.
    perform from socle.datasets
    where dataset_id = (
        select dataset_id from socle.loads where load_id = this_load and tenant_id = socle.session_tenant()
    )
    for no key update nowait;
    if exists (
        select from socle.datasets
        join socle.loads using (dataset_id)
        where load_id = this_load and loads.tenant_id = socle.session_tenant()
            and holder_pid <> pg_catalog.pg_backend_pid() and socle.is_held(dataset_id)
    ) then
        raise exception 'another load holds the table' using errcode = '55P03';
    end if;
    update socle.loads
    set state = 'loaded', finished_at = clock_timestamp(), lines_read = finish_load.lines_read,
        rows_loaded = finish_load.rows_loaded, rows_rejected = finish_load.rows_rejected,
        lines_ignored = finish_load.lines_ignored, ignored = outcome -> 'ignored',
        rows_inserted = (outcome ->> 'inserted')::bigint, rows_updated = (outcome ->> 'updated')::bigint,
        rows_deleted = (outcome ->> 'deleted')::bigint, publication = outcome ->> 'publication',
        changes = nullif(outcome -> 'changes', 'null'), columns = finish_load.columns,
        profile = outcome -> 'profile', quality = outcome -> 'quality'
    where load_id = this_load and tenant_id = socle.session_tenant() and state = 'running'
    returning * into strict finished;
    -- Those of earlier loads of the table too, which nobody took over.
    delete from socle.load_chunks
    where load_id in (select load_id from socle.loads where dataset_id = finished.dataset_id);
    select * into strict target from socle.datasets where dataset_id = finished.dataset_id;
    insert into socle.outbox (tenant_id, kind, payload)
    values (
        finished.tenant_id, 'dataset.loaded',
        jsonb_build_object(
            'load_id', finished.load_id, 'schema', target.schema_name, 'table', target.table_name,
            'source', finished.source, 'rows', finished.rows_loaded, 'rejected', finished.rows_rejected,
            'finished_at', finished.finished_at, 'columns', finish_load.columns
        )
    );
    perform socle.append_audit(
        finished.tenant_id, 'control', 'load.finished', format('%I.%I', target.schema_name, target.table_name),
        jsonb_build_object(
            'load_id', finished.load_id, 'rows', finished.rows_loaded, 'rejected', finished.rows_rejected,
            'content_sha256', encode(finished.content_sha256, 'hex')
        )::text
    );
end
$$;
comment on function socle.finish_load(uuid, bigint, bigint, bigint, bigint, jsonb, jsonb)
    is 'Records success in the transaction of the rows: history, audit and what the mesh must learn.';
revoke all on function socle.finish_load(uuid, bigint, bigint, bigint, bigint, jsonb, jsonb) from public;

create or replace function socle.end_load(this_load uuid, state text, failure_code text, failure text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if end_load.state not in ('failed', 'unchanged') then
        raise exception 'a load ends here as failed or unchanged' using errcode = '22023';
    end if;
    update socle.loads
    set state = end_load.state, finished_at = clock_timestamp(), failure_code = left(end_load.failure_code, 100),
        failure = left(end_load.failure, 10000)
    where load_id = this_load and tenant_id = socle.session_tenant() and loads.state = 'running';
    -- Without their table chunks say nothing any more; with it the next load takes them over.
    delete from socle.load_chunks
    where load_id = this_load
        and load_id in (select loads.load_id from socle.loads where tenant_id = socle.session_tenant())
        and not exists (select from socle.stagings(socle.session_tenant()) as staging where staging.load_id = this_load);
end
$$;
comment on function socle.end_load(uuid, text, text, text) is 'Records that a load failed or had nothing to do.';
revoke all on function socle.end_load(uuid, text, text, text) from public;

-- What a tenant's own people may see of their loads.
create or replace view socle.own_loads with (security_barrier) as
select
    loads.load_id, datasets.schema_name, datasets.table_name, loads.source, loads.mode, loads.state,
    loads.lines_read, loads.rows_loaded, loads.rows_rejected, loads.lines_ignored, loads.content_bytes,
    loads.failure_code, loads.failure, loads.started_at, loads.finished_at, loads.rules, loads.ignored,
    loads.rows_inserted, loads.rows_updated, loads.rows_deleted, loads.resumed_from, loads.publication, loads.changes,
    loads.plan, loads.columns, loads.profile, loads.quality
from socle.loads
join socle.datasets using (dataset_id)
where loads.tenant_id = (select socle.session_tenant());
comment on view socle.own_loads is 'Loads of the tenant for whom the session acts.';
comment on column socle.own_loads.load_id is 'Identity of the run.';
comment on column socle.own_loads.schema_name is 'Schema of the table.';
comment on column socle.own_loads.table_name is 'Name of the table.';
comment on column socle.own_loads.source is 'File or address as it was named.';
comment on column socle.own_loads.mode is 'replace, append, merge or history.';
comment on column socle.own_loads.state is 'running, loaded, unchanged, failed or interrupted.';
comment on column socle.own_loads.lines_read is 'Records read, of every kind.';
comment on column socle.own_loads.rows_loaded is 'Records that are rows of the table.';
comment on column socle.own_loads.rows_rejected is 'Records that were refused.';
comment on column socle.own_loads.lines_ignored is 'Records that hold no data.';
comment on column socle.own_loads.content_bytes is 'How many bytes were read.';
comment on column socle.own_loads.failure_code is 'Stable code of the failure.';
comment on column socle.own_loads.failure is 'The failure in one line.';
comment on column socle.own_loads.started_at is 'When the run began.';
comment on column socle.own_loads.finished_at is 'When it ended, null while it runs.';
comment on column socle.own_loads.rules is 'Key, whether missing rows are deleted, and the rule of evolution.';
comment on column socle.own_loads.ignored is 'Records that hold no data, counted by kind.';
comment on column socle.own_loads.rows_inserted is 'Rows of the table that the load added.';
comment on column socle.own_loads.rows_updated is 'Rows of the table that the load changed.';
comment on column socle.own_loads.rows_deleted is 'Rows of the table that the load took away.';
comment on column socle.own_loads.resumed_from is 'The load whose staged chunks this one took over.';
comment on column socle.own_loads.publication is 'How rows became visible.';
comment on column socle.own_loads.changes is 'What evolution did to the columns of the table.';
comment on column socle.own_loads.plan is 'How the content was read.';
comment on column socle.own_loads.columns is 'Columns of the table after the load: ordinal, name, type, label.';
comment on column socle.own_loads.profile is 'What the values of each column have in common.';
comment on column socle.own_loads.quality is 'Points of each dimension that was measured, and where the lost ones are.';
