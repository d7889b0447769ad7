-- 20 mesh: what the mesh learns from loads, how it is searched, and what channels may show

-- A project is named after its unit, so that its name alone tells where it belongs.
create or replace function mesh.check_project_name()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
declare
    stem text;
begin
    select regexp_replace(name, '-domain-unit$', '') into strict stem
    from mesh.domain_units where domain_unit_id = new.domain_unit_id and parent_domain_unit_id is not null;
    if new.name !~ format('^%s(-[a-z0-9]+)+-(dev|stg|staging|prod)-project$', stem) then
        raise exception 'project "%" is not named <domain-unit>-<use-case>-<env>-project', new.name
            using errcode = '23514', constraint = 'projects_name_check', schema = 'mesh', table = 'projects';
    end if;
    return new;
exception
    when no_data_found then
        raise exception 'project "%" belongs to no unit below the root', new.name
            using errcode = '23514', constraint = 'projects_unit_check', schema = 'mesh', table = 'projects';
end
$$;
comment on function mesh.check_project_name() is 'Refuses a project that is not named after its unit.';
revoke all on function mesh.check_project_name() from public;

create or replace trigger check_name before insert or update of name, domain_unit_id on mesh.projects
    for each row execute function mesh.check_project_name();

create or replace function mesh.term_names(of_asset text)
returns text[]
language sql
stable
set search_path = ''
as $$
    select coalesce(array_agg(terms.name order by terms.name collate "C"), '{}')
    from mesh.asset_terms as links
    join mesh.glossary_terms as terms using (glossary_term_id)
    where links.asset_id = of_asset
$$;
comment on function mesh.term_names(text) is 'Names of the terms of an asset, in order.';
revoke all on function mesh.term_names(text) from public;

create or replace function mesh.column_term_names(of_asset text, of_column text)
returns text[]
language sql
stable
set search_path = ''
as $$
    select coalesce(array_agg(terms.name order by terms.name collate "C"), '{}')
    from mesh.asset_column_terms as links
    join mesh.glossary_terms as terms using (glossary_term_id)
    where links.asset_id = of_asset and links.column_name = of_column
$$;
comment on function mesh.column_term_names(text, text) is 'Names of the terms of a column, in order.';
revoke all on function mesh.column_term_names(text, text) from public;

-- The words of an asset by weight: A its names, B its terms, C its description, D its columns.
-- A tsvector ends at a megabyte, and whoever loads chooses the labels: what lies beyond these lengths is not found.
create or replace function mesh.asset_document(of_asset text)
returns tsvector
language sql
stable
set search_path = ''
as $$
    select
        setweight(to_tsvector('mesh.french', left(concat_ws(' ', title, table_name, listings.name), 2000)), 'A')
        || setweight(
            to_tsvector('mesh.french', left(array_to_string(mesh.term_names(of_asset), ' '), 20000)), 'B'
        )
        || setweight(
            to_tsvector('mesh.french', left(concat_ws(' ', assets.description, listings.description), 10000)), 'C'
        )
        || setweight(to_tsvector('mesh.french', left(coalesce((
            select string_agg(
                concat_ws(
                    ' ', column_name, label, description,
                    array_to_string(mesh.column_term_names(of_asset, column_name), ' ')
                ), ' ' order by ordinal
            )
            from mesh.asset_columns where asset_columns.asset_id = of_asset and is_current
        ), ''), 60000)), 'D')
    from mesh.assets
    left join mesh.listings using (asset_id)
    where assets.asset_id = of_asset
$$;
comment on function mesh.asset_document(text) is 'The words by which an asset is found.';
revoke all on function mesh.asset_document(text) from public;

create or replace function mesh.index_assets(changed text[] default null)
returns void
language sql
volatile
set search_path = ''
as $$
    update mesh.assets set search = document
    from (
        select asset_id, mesh.asset_document(asset_id) as document from mesh.assets
        where changed is null or asset_id = any (changed)
    ) as fresh
    where assets.asset_id = fresh.asset_id and assets.search is distinct from fresh.document
$$;
comment on function mesh.index_assets(text[])
    is 'Brings the search words of these assets, or of all, up to date; part of every change of the mesh.';
revoke all on function mesh.index_assets(text[]) from public;

create or replace function mesh.search_assets(wanted text)
returns table (asset_id text, rank real)
language sql
stable
set search_path = ''
as $$
    select assets.asset_id, ts_rank(assets.search, query) as rank
    from mesh.assets
    cross join websearch_to_tsquery('mesh.french', wanted) as query
    where assets.search @@ query
$$;
comment on function mesh.search_assets(text) is 'Assets in which all words of a search occur, with their rank.';
revoke all on function mesh.search_assets(text) from public;

-- The columns come from whoever loaded: they are read as data and become text, never part of a statement.
create or replace function mesh.take_columns(of_asset text, columns jsonb)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
    written bigint;
    left_out bigint;
begin
    insert into mesh.asset_columns as known (asset_id, column_name, ordinal, data_type, label)
    select of_asset, brought.name, coalesce(brought.ordinal, brought.place), brought.type,
        left(brought.label, 256)
    from rows from (
        jsonb_to_recordset(columns) as (name text, type text, label text, ordinal integer)
    ) with ordinality as brought (name, type, label, ordinal, place)
    on conflict (asset_id, column_name) do update
    set ordinal = excluded.ordinal, data_type = excluded.data_type, label = excluded.label, is_current = true
    where (known.ordinal, known.data_type, known.label, known.is_current)
        is distinct from (excluded.ordinal, excluded.data_type, excluded.label, true);
    get diagnostics written = row_count;

    update mesh.asset_columns set is_current = false
    where asset_id = of_asset and is_current
        and column_name not in (
            select brought.name from jsonb_to_recordset(columns) as brought (name text)
        );
    get diagnostics left_out = row_count;
    return written + left_out > 0;
end
$$;
comment on function mesh.take_columns(text, jsonb)
    is 'Makes an asset''s columns those of a load, keeps what people wrote, and says whether anything changed.';
revoke all on function mesh.take_columns(text, jsonb) from public;

create or replace function mesh.take_load(of_tenant uuid, from_database text, payload jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
    schema_of_load text := payload ->> 'schema';
    table_of_load text := payload ->> 'table';
    finished timestamptz := (payload ->> 'finished_at')::timestamptz;
    loaded mesh.assets;
    is_known boolean;
    is_changed boolean;
begin
    if not exists (
        select from socle.registry
        join socle.derived_names using (tenant_id)
        where registry.tenant_id = of_tenant and registry.database = from_database
            and derived_names.kind = 'schema' and derived_names.name = schema_of_load
    ) then
        raise exception 'schema "%" of database "%" does not belong to the tenant', schema_of_load, from_database
            using errcode = '23514';
    end if;
    if finished is null or jsonb_typeof(payload -> 'columns') is distinct from 'array' then
        raise exception 'the event does not say when the load finished or which columns it brought'
            using errcode = '22023';
    elsif jsonb_array_length(payload -> 'columns') > 1600 then
        raise exception 'the event brings more columns than a table can have' using errcode = '22023';
    end if;

    select * into loaded from mesh.assets
    where schema_name = schema_of_load and table_name = table_of_load for update;
    is_known := found;
    if not is_known then
        insert into mesh.assets (tenant_id, database, schema_name, table_name, title)
        values (of_tenant, from_database, schema_of_load, table_of_load, table_of_load)
        returning * into loaded;
    elsif loaded.refreshed_at > finished then
        return; -- A later load of the same table was heard of before this one.
    end if;

    is_changed := mesh.take_columns(loaded.asset_id, payload -> 'columns');
    update mesh.assets
    set tenant_id = of_tenant, database = from_database, row_count = (payload ->> 'rows')::bigint,
        reject_count = (payload ->> 'rejected')::bigint, refreshed_at = finished,
        revision = revision + (is_known and is_changed)::integer, updated_at = now()
    where asset_id = loaded.asset_id;
    perform mesh.index_assets(array[loaded.asset_id]);
end
$$;
comment on function mesh.take_load(uuid, text, jsonb)
    is 'Makes or refreshes the asset of a loaded table; titles and descriptions that people gave stay.';
revoke all on function mesh.take_load(uuid, text, jsonb) from public;

create or replace function mesh.take_event(
    this_event uuid, of_tenant uuid, from_database text, event_kind text, happened_at timestamptz, payload jsonb,
    out outcome text, out reason text
)
language plpgsql
volatile
set search_path = ''
as $$
begin
    insert into mesh.inbox (event_id, tenant_id, database, kind, occurred_at, outcome)
    values (this_event, of_tenant, from_database, event_kind, happened_at, 'taken')
    on conflict do nothing;
    if not found then
        outcome := 'known';
        return;
    end if;
    if event_kind <> 'dataset.loaded' then
        outcome := 'ignored';
        update mesh.inbox set outcome = 'ignored' where event_id = this_event;
        return;
    end if;
    begin
        perform mesh.take_load(of_tenant, from_database, payload);
        outcome := 'taken';
    exception
        -- An event that can never be taken is put aside. What may pass is told to the relay, which comes again:
        -- read-only transaction, rollback, resources, a stopped server, operator, system.
        when others then
            if left(sqlstate, 2) in ('25', '40', '53', '55', '57', '58') then
                raise;
            end if;
            outcome := 'refused';
            reason := left(sqlerrm, 1000);
            update mesh.inbox set outcome = 'refused', reason = take_event.reason where event_id = this_event;
    end;
end
$$;
comment on function mesh.take_event(uuid, uuid, text, text, timestamptz, jsonb)
    is 'Takes an event of a data database''s outbox once: taken, known, ignored or refused with a reason.';
revoke all on function mesh.take_event(uuid, uuid, text, text, timestamptz, jsonb) from public;
