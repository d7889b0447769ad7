-- 0006 create usage and violations
-- why: what each tenant uses, what it used beyond its limits, and who watches over it must be seen by everybody who
--      operates the platform, and be finished by the next guard when one dies
-- locks: none, the tables are new
-- reverse: drop table socle.guards, socle.violations, socle.tenant_usage

create table socle.tenant_usage (
    tenant_id        uuid        not null,
    storage_bytes    bigint      not null default 0,
    history_bytes    bigint      not null default 0,
    objects          bigint      not null default 0,
    changed_at       timestamptz not null default now(),
    warned_at        timestamptz,
    writers_ended_at timestamptz,
    constraint tenant_usage_pkey primary key (tenant_id),
    constraint tenant_usage_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id)
);
comment on table socle.tenant_usage is 'What each tenant uses, as it was last measured.';
comment on column socle.tenant_usage.tenant_id is 'The tenant.';
comment on column socle.tenant_usage.storage_bytes is 'Bytes of its files: tables, indexes, long values, also of transactions that are still open.';
comment on column socle.tenant_usage.history_bytes is 'Bytes that the platform keeps of its loads and what they refused.';
comment on column socle.tenant_usage.objects is 'Tables, views, sequences, indexes, types and constraints in its own schemas.';
comment on column socle.tenant_usage.changed_at is 'When a measurement last found other figures.';
comment on column socle.tenant_usage.warned_at is 'Since when its storage is nearly used up; null otherwise.';
comment on column socle.tenant_usage.writers_ended_at is 'When, after its storage was frozen, its open transactions had been ended; null while that is still to be done.';

create table socle.violations (
    violation_id bigint      generated always as identity,
    tenant_id    uuid        not null,
    kind         text        not null,
    measured     bigint      not null,
    permitted    bigint      not null,
    action       text        not null,
    login        text,
    pid          integer,
    at           timestamptz not null default now(),
    last_at      timestamptz not null default now(),
    repetitions  bigint      not null default 1,
    constraint violations_pkey primary key (violation_id),
    constraint violations_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint violations_kind_check
        check (kind in ('storage', 'statement', 'idle', 'connections', 'objects', 'chain', 'notifications', 'settings')),
    constraint violations_action_check check (action in ('warned', 'frozen', 'thawed', 'cancelled', 'terminated', 'refused', 'reset'))
);
create index violations_tenant_id_last_at_idx on socle.violations (tenant_id, last_at desc);
create index violations_last_at_idx on socle.violations (last_at);
comment on table socle.violations is 'What tenants used beyond their limits, and what was done about it; kept for 90 days, the last 1000 of a tenant.';
comment on column socle.violations.violation_id is 'Order of recording.';
comment on column socle.violations.tenant_id is 'The tenant whose limit it was.';
comment on column socle.violations.kind is 'Which limit: storage, statement and idle time, connections, objects, chain for a held audit chain, notifications, settings.';
comment on column socle.violations.measured is 'What was found: bytes, seconds or a count; the highest of the repetitions.';
comment on column socle.violations.permitted is 'What the limit is, in the same unit.';
comment on column socle.violations.action is 'warned, frozen, thawed, cancelled, terminated, refused or reset.';
comment on column socle.violations.login is 'The login whose session it was, where it was a session''s.';
comment on column socle.violations.pid is 'Process of the last session that was dealt with.';
comment on column socle.violations.at is 'When it was first found.';
comment on column socle.violations.last_at is 'When it was last found.';
comment on column socle.violations.repetitions is 'How often it was found, each within a minute of the time before.';

create table socle.guards (
    server        text        not null,
    holder        text        not null,
    started_at    timestamptz not null,
    watched_at    timestamptz not null,
    measured_at   timestamptz,
    measured_ms   integer,
    failure       text,
    session_pid   integer,
    session_began timestamptz,
    constraint guards_pkey primary key (server),
    constraint guards_server_fkey foreign key (server) references socle.servers (name) on delete cascade
);
comment on table socle.guards is 'The heartbeat of the guard on each server.';
comment on column socle.guards.server is 'The server that is watched.';
comment on column socle.guards.holder is 'Account, host and process of the guard.';
comment on column socle.guards.started_at is 'When this guard began.';
comment on column socle.guards.watched_at is 'When it last looked at the server''s sessions.';
comment on column socle.guards.measured_at is 'When it last measured the storage of all tenants of the server.';
comment on column socle.guards.measured_ms is 'How long that took, in milliseconds.';
comment on column socle.guards.failure is 'Why it cannot watch the server; null while it can.';
comment on column socle.guards.session_pid is 'Of the base: the session by which a guard holds the watch, so that there is one at a time.';
comment on column socle.guards.session_began is 'When that session began: while it is there, nobody else gets the watch.';
