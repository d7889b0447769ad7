-- 0001 create the ledger
-- why: what was applied here must be known before anything else is applied
-- locks: none, the schema is new
-- reverse: drop schema socle cascade

create schema socle;
comment on schema socle is 'What the platform records in this database; belongs to the platform alone.';

create table socle.migrations (
    scope           text        not null,
    name            text        not null,
    kind            text        not null,
    sha256          bytea       not null,
    applied_at      timestamptz not null default now(),
    applied_by      text        not null default session_user,
    duration_ms     integer     not null,
    program_version text        not null,
    constraint migrations_pkey primary key (scope, name),
    constraint migrations_kind_check check (kind in ('versioned', 'repeatable')),
    constraint migrations_sha256_check check (octet_length(sha256) = 32)
);
comment on table socle.migrations is 'Each file of sql/ that was applied to this database, as it was last applied.';
comment on column socle.migrations.scope is 'Folder of sql/: database for every data database, base for the base alone.';
comment on column socle.migrations.name is 'File name without its ending, such as 0001_create_ledger.';
comment on column socle.migrations.kind is 'versioned files are applied once; repeatable ones again whenever they change.';
comment on column socle.migrations.sha256 is 'SHA-256 of the file''s bytes as applied.';
comment on column socle.migrations.applied_at is 'When the transaction that applied it began.';
comment on column socle.migrations.applied_by is 'Login that applied it.';
comment on column socle.migrations.duration_ms is 'How long the file''s statements took, in milliseconds.';
comment on column socle.migrations.program_version is 'Version of socle that applied it.';
