-- 0006 create the record of loads
-- why: every table has a history of where its rows came from and what was refused
-- locks: none, the tables are new
-- reverse: drop table socle.rejects, socle.loads, socle.datasets

create table socle.datasets (
    dataset_id  bigint      generated always as identity,
    tenant_id   uuid        not null,
    schema_name text        not null,
    table_name  text        not null,
    created_at  timestamptz not null default now(),
    constraint datasets_pkey primary key (dataset_id),
    constraint datasets_schema_name_table_name_key unique (schema_name, table_name),
    constraint datasets_tenant_id_fkey foreign key (tenant_id) references socle.tenants (tenant_id)
);
create index datasets_tenant_id_idx on socle.datasets (tenant_id);
comment on table socle.datasets is 'Tables that loads fill; the row is locked while a load of the table runs.';
comment on column socle.datasets.dataset_id is 'Number of the data set in this database.';
comment on column socle.datasets.tenant_id is 'The tenant who owns the table.';
comment on column socle.datasets.schema_name is 'Schema of the table.';
comment on column socle.datasets.table_name is 'Name of the table.';
comment on column socle.datasets.created_at is 'When the first load was asked for.';

create table socle.loads (
    load_id        uuid        not null default gen_random_uuid(),
    dataset_id     bigint      not null,
    tenant_id      uuid        not null,
    source         text        not null,
    mode           text        not null,
    state          text        not null default 'running',
    content_sha256 bytea,
    content_bytes  bigint,
    lines_read     bigint,
    rows_loaded    bigint,
    rows_rejected  bigint,
    lines_ignored  bigint,
    plan           jsonb,
    failure_code   text,
    failure        text,
    started_by     text        not null default session_user,
    started_at     timestamptz not null default now(),
    finished_at    timestamptz,
    constraint loads_pkey primary key (load_id),
    constraint loads_dataset_id_fkey foreign key (dataset_id) references socle.datasets (dataset_id),
    constraint loads_mode_check check (mode in ('replace', 'append')),
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
comment on column socle.loads.mode is 'replace puts new rows in place of the old; append adds.';
comment on column socle.loads.state is 'running, loaded, unchanged (same content as before), failed, or interrupted by a crash.';
comment on column socle.loads.content_sha256 is 'SHA-256 of the bytes that were read.';
comment on column socle.loads.content_bytes is 'How many bytes were read.';
comment on column socle.loads.lines_read is 'Records read, of every kind.';
comment on column socle.loads.rows_loaded is 'Rows that went into the table.';
comment on column socle.loads.rows_rejected is 'Records that were refused; the first of them are rows of socle.rejects.';
comment on column socle.loads.lines_ignored is 'Records that hold no data, such as blank lines.';
comment on column socle.loads.plan is 'How the content was read: encoding, dialect, columns.';
comment on column socle.loads.failure_code is 'Stable code of the failure.';
comment on column socle.loads.failure is 'The failure in one line.';
comment on column socle.loads.started_by is 'Login that ran the load.';
comment on column socle.loads.started_at is 'When the run began.';
comment on column socle.loads.finished_at is 'When it ended, null while it runs.';

create table socle.rejects (
    load_id     uuid   not null,
    reject_id   bigint generated always as identity,
    line_number bigint not null,
    byte_offset bigint not null,
    column_name text,
    raw_value   text,
    reason      text   not null,
    raw_line    text   not null,
    constraint rejects_pkey primary key (load_id, reject_id),
    constraint rejects_load_id_fkey foreign key (load_id) references socle.loads (load_id)
);
comment on table socle.rejects is 'Records that a load refused, kept for correction: at most 100000 and 16 MB of a load.';
comment on column socle.rejects.load_id is 'The run that refused it.';
comment on column socle.rejects.reject_id is 'Order of refusal.';
comment on column socle.rejects.line_number is 'Physical line on which the record begins, from 1.';
comment on column socle.rejects.byte_offset is 'Byte at which the record begins, from 0.';
comment on column socle.rejects.column_name is 'Column whose value was refused, null when it is the whole record.';
comment on column socle.rejects.raw_value is 'The value as it was read, cut behind 64 kB.';
comment on column socle.rejects.reason is 'Why it was refused.';
comment on column socle.rejects.raw_line is 'The whole record as it was read, cut behind 64 kB.';
