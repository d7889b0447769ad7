-- 0006 create the record of loads
-- why: every table has a history of where its rows came from and what was refused
-- locks: none, the tables are new
-- reverse: drop table socle.repairs, socle.rejects, socle.load_chunks, socle.loads, socle.datasets

create table socle.datasets (
    dataset_id  bigint      generated always as identity,
    tenant_id   uuid        not null,
    schema_name text        not null,
    table_name  text        not null,
    created_at  timestamptz not null default now(),
    holder_pid  integer,
    held_since  timestamptz,
    constraint datasets_pkey primary key (dataset_id),
    constraint datasets_schema_name_table_name_key unique (schema_name, table_name),
    constraint datasets_tenant_id_fkey foreign key (tenant_id) references socle.tenants (tenant_id)
);
create index datasets_tenant_id_idx on socle.datasets (tenant_id);
comment on table socle.datasets is 'Tables that loads fill; one load of each runs at a time.';
comment on column socle.datasets.dataset_id is 'Number of the data set in this database.';
comment on column socle.datasets.tenant_id is 'The tenant who owns the table.';
comment on column socle.datasets.schema_name is 'Schema of the table.';
comment on column socle.datasets.table_name is 'Name of the table.';
comment on column socle.datasets.created_at is 'When the first load was asked for.';
comment on column socle.datasets.holder_pid is 'Server process of the session that loads the table; null when none does.';
comment on column socle.datasets.held_since is 'When that session began; another one of the same number is another session.';

create table socle.loads (
    load_id        uuid        not null default gen_random_uuid(),
    dataset_id     bigint      not null,
    tenant_id      uuid        not null,
    source         text        not null,
    mode           text        not null,
    rules          jsonb       not null default '{}',
    state          text        not null default 'running',
    content_sha256 bytea,
    content_bytes  bigint,
    lines_read     bigint,
    rows_loaded    bigint,
    rows_rejected  bigint,
    lines_ignored  bigint,
    ignored        jsonb,
    rows_inserted  bigint,
    rows_updated   bigint,
    rows_deleted   bigint,
    plan           jsonb,
    plan_sha256    bytea,
    staged_as      text,
    resumed_from   uuid,
    publication    text,
    changes        jsonb,
    columns        jsonb,
    profile        jsonb,
    quality        jsonb,
    failure_code   text,
    failure        text,
    session_pid    integer,
    session_since  timestamptz,
    started_by     text        not null default session_user,
    started_at     timestamptz not null default now(),
    finished_at    timestamptz,
    constraint loads_pkey primary key (load_id),
    constraint loads_dataset_id_fkey foreign key (dataset_id) references socle.datasets (dataset_id),
    constraint loads_mode_check check (mode in ('replace', 'append', 'merge', 'history')),
    constraint loads_publication_check
        check (publication in ('new', 'swap', 'in place', 'difference', 'direct', 'merge', 'history')),
    constraint loads_state_check
        check (state in ('running', 'loaded', 'unchanged', 'failed', 'interrupted')),
    constraint loads_balance_check
        check (
            state <> 'loaded'
            or (
                num_nulls(content_sha256, lines_read, rows_loaded, rows_rejected, lines_ignored) = 0
                and least(rows_loaded, rows_rejected, lines_ignored) >= 0
                and rows_loaded + rows_rejected + lines_ignored = lines_read
            )
        )
);
create index loads_dataset_id_started_at_idx on socle.loads (dataset_id, started_at desc);
create index loads_tenant_id_started_at_idx on socle.loads (tenant_id, started_at desc);
comment on table socle.loads is 'Every run of every load, also those that failed.';
comment on column socle.loads.load_id is 'Identity of the run; also the runId of its OpenLineage event.';
comment on column socle.loads.dataset_id is 'The table that was to be filled.';
comment on column socle.loads.tenant_id is 'The tenant who owns it.';
comment on column socle.loads.source is 'File or address as it was named, without credentials.';
comment on column socle.loads.mode is 'replace puts new rows in place of the old; append adds; merge updates by key; history keeps what was, by time.';
comment on column socle.loads.rules is 'Key, whether missing rows are deleted, and what becomes of columns that the source or the table lacks.';
comment on column socle.loads.state is 'running, loaded, unchanged (same content as before), failed, or interrupted by a crash.';
comment on column socle.loads.content_sha256 is 'SHA-256 of the bytes that were read.';
comment on column socle.loads.content_bytes is 'How many bytes were read.';
comment on column socle.loads.lines_read is 'Records read, of every kind.';
comment on column socle.loads.rows_loaded is 'Records that are rows of the table, or were found to be there already.';
comment on column socle.loads.rows_rejected is 'Records that were refused; the first of them are rows of socle.rejects.';
comment on column socle.loads.lines_ignored is 'Records that hold no data, such as blank lines.';
comment on column socle.loads.ignored is 'Records that hold no data, counted by kind.';
comment on column socle.loads.rows_inserted is 'Rows of the table that the load added.';
comment on column socle.loads.rows_updated is 'Rows of the table that the load changed, those included whose time it ended.';
comment on column socle.loads.rows_deleted is 'Rows of the table that a merge or a replacement by difference took away.';
comment on column socle.loads.plan is 'How the content was read: encoding, dialect, columns.';
comment on column socle.loads.plan_sha256 is 'SHA-256 of what the plan says about reading, without its evidence.';
comment on column socle.loads.staged_as is 'Columns of the staging table; a later load takes over only what it would have made itself.';
comment on column socle.loads.resumed_from is 'The load whose staged chunks this one took over.';
comment on column socle.loads.publication
    is 'How rows became visible: new, swap, in place, difference, direct, merge or history.';
comment on column socle.loads.changes is 'What evolution did to the columns of the table.';
comment on column socle.loads.columns is 'Columns of the table after the load: ordinal, name, type, label.';
comment on column socle.loads.profile
    is 'Of each column that the load brought: rows, nulls, distinct values with their error, extremes and lengths; no free text.';
comment on column socle.loads.quality is 'Points of each dimension that was measured, and where the lost ones are; no value of a person.';
comment on column socle.loads.failure_code is 'Stable code of the failure.';
comment on column socle.loads.failure is 'The failure in one line.';
comment on column socle.loads.session_pid is 'Server process of the session that runs or ran the load.';
comment on column socle.loads.session_since is 'When that session began; another one of the same number is another session.';
comment on column socle.loads.started_by is 'Login that ran the load.';
comment on column socle.loads.started_at is 'When the run began.';
comment on column socle.loads.finished_at is 'When it ended, null while it runs.';

create table socle.load_chunks (
    load_id      uuid           not null,
    chunk_id     bigint         generated always as identity,
    records      int8multirange not null,
    row_count    bigint         not null,
    committed_at timestamptz    not null default now(),
    constraint load_chunks_pkey primary key (load_id, chunk_id),
    constraint load_chunks_load_id_fkey foreign key (load_id) references socle.loads (load_id),
    constraint load_chunks_row_count_check check (row_count >= 0)
);
comment on table socle.load_chunks is 'What is committed of loads that run or were interrupted; gone when a load ends.';
comment on column socle.load_chunks.load_id is 'The load that has the rows in its staging table.';
comment on column socle.load_chunks.chunk_id is 'Number of the chunk, in no order of the source.';
comment on column socle.load_chunks.records is 'Records of the source, counted from 0, that the chunk settled.';
comment on column socle.load_chunks.row_count is 'Rows that came of them.';
comment on column socle.load_chunks.committed_at is 'When the transaction of the chunk began.';

create table socle.rejects (
    load_id     uuid   not null,
    reject_id   bigint generated always as identity,
    line_number bigint not null,
    byte_offset bigint not null,
    column_name text,
    raw_value   text,
    reason      text   not null,
    raw_line    text   not null,
    replayed_by uuid,
    constraint rejects_pkey primary key (load_id, reject_id),
    constraint rejects_load_id_fkey foreign key (load_id) references socle.loads (load_id),
    constraint rejects_replayed_by_fkey foreign key (replayed_by) references socle.loads (load_id)
);
create index rejects_replayed_by_idx on socle.rejects (replayed_by);
comment on table socle.rejects is 'Records that a load refused, kept for correction: at most 100000 and 16 MB of a load.';
comment on column socle.rejects.load_id is 'The run that refused it.';
comment on column socle.rejects.reject_id is 'Order of refusal.';
comment on column socle.rejects.line_number is 'Physical line on which the record begins, from 1.';
comment on column socle.rejects.byte_offset is 'Byte at which the record begins, from 0.';
comment on column socle.rejects.column_name is 'Column whose value was refused, null when it is the whole record.';
comment on column socle.rejects.raw_value is 'The value as it was read, cut behind 64 kB.';
comment on column socle.rejects.reason is 'Why it was refused.';
comment on column socle.rejects.raw_line is 'The whole record as it was read, cut behind 64 kB.';
comment on column socle.rejects.replayed_by is 'The load that brought the record into the table after all, null while it waits.';

create table socle.repairs (
    load_id     uuid   not null,
    kind        text   not null,
    row_count   bigint not null,
    line_number bigint not null,
    byte_offset bigint not null,
    column_name text,
    raw_value   text,
    raw_line    text   not null,
    constraint repairs_pkey primary key (load_id, kind),
    constraint repairs_load_id_fkey foreign key (load_id) references socle.loads (load_id),
    constraint repairs_row_count_check check (row_count > 0)
);
comment on table socle.repairs is 'Records that a load could read only after mending them, counted by kind, with the first of each.';
comment on column socle.repairs.load_id is 'The load that mended them.';
comment on column socle.repairs.kind is 'Stable word for what was mended.';
comment on column socle.repairs.row_count is 'How often it was.';
comment on column socle.repairs.line_number is 'Physical line on which the first such record begins, from 1.';
comment on column socle.repairs.byte_offset is 'Byte at which that record begins, from 0.';
comment on column socle.repairs.column_name is 'Column of the first such value, null when it is the whole record.';
comment on column socle.repairs.raw_value is 'The first such value as it was read, cut behind 64 kB.';
comment on column socle.repairs.raw_line is 'The first such record as it was read, cut behind 64 kB.';
