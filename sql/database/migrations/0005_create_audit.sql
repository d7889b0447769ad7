-- 0005 create the audit chain
-- why: who changed what must be provable, in the same transaction as the change
-- locks: none, the tables are new
-- reverse: none; an audit chain is not taken back

create table socle.audit_heads (
    tenant_id uuid   not null,
    sequence  bigint not null default 0,
    sha256    bytea  not null default decode(repeat('00', 32), 'hex'),
    constraint audit_heads_pkey primary key (tenant_id),
    constraint audit_heads_sha256_check check (octet_length(sha256) = 32)
);
comment on table socle.audit_heads is 'The last link of each tenant''s audit chain; its row lock makes writers take turns.';
comment on column socle.audit_heads.tenant_id is 'The tenant, or the platform''s own UUID.';
comment on column socle.audit_heads.sequence is 'Number of the last event, 0 before the first.';
comment on column socle.audit_heads.sha256 is 'Hash of the last event, zeros before the first.';

create table socle.audit_events (
    tenant_id       uuid   not null,
    sequence        bigint not null,
    occurred_at_us  bigint not null,
    class           text   not null,
    actor           text   not null,
    action          text   not null,
    object          text   not null,
    detail          text   not null,
    previous_sha256 bytea  not null,
    sha256          bytea  not null,
    constraint audit_events_pkey primary key (tenant_id, sequence),
    constraint audit_events_class_check check (class in ('access', 'control', 'proof')),
    constraint audit_events_previous_sha256_check check (octet_length(previous_sha256) = 32),
    constraint audit_events_sha256_check check (octet_length(sha256) = 32)
);
comment on table socle.audit_events is 'One row per change, each carrying the hash of the one before it.';
comment on column socle.audit_events.tenant_id is 'The tenant whose chain this is, or the platform''s own UUID.';
comment on column socle.audit_events.sequence is 'Place in the chain, from 1, without gaps.';
comment on column socle.audit_events.occurred_at_us is 'Microseconds since 1970-01-01 UTC by the server''s clock, which the writer cannot set.';
comment on column socle.audit_events.class is 'How long it is kept: access 12 months, control 3 years, proof 7 years.';
comment on column socle.audit_events.actor is 'Login of the session that made the change.';
comment on column socle.audit_events.action is 'What was done, such as tenant.applied.';
comment on column socle.audit_events.object is 'What it was done to.';
comment on column socle.audit_events.detail is 'Facts of the change as JSON text, exactly as hashed; never a secret.';
comment on column socle.audit_events.previous_sha256 is 'Hash of the event before, zeros for the first.';
comment on column socle.audit_events.sha256 is 'Hash over all columns before it, as docs/audit.md says byte by byte.';

create table socle.audit_segments (
    tenant_id       uuid   not null,
    first_sequence  bigint not null,
    last_sequence   bigint not null,
    access_count    bigint not null,
    control_count   bigint not null,
    proof_count     bigint not null,
    earliest_us     bigint not null,
    latest_us       bigint not null,
    previous_sha256 bytea  not null,
    sha256          bytea  not null,
    merkle_root     bytea  not null,
    sealed_at_us    bigint not null,
    proof_sequence  bigint not null,
    constraint audit_segments_pkey primary key (tenant_id, first_sequence),
    constraint audit_segments_previous_sha256_check check (octet_length(previous_sha256) = 32),
    constraint audit_segments_sha256_check check (octet_length(sha256) = 32),
    constraint audit_segments_merkle_root_check check (octet_length(merkle_root) = 32)
);
comment on table socle.audit_segments is 'Runs of events whose time was over: what is kept of them so that the chain stays provable without them.';
comment on column socle.audit_segments.tenant_id is 'The tenant whose chain this is, or the platform''s own UUID.';
comment on column socle.audit_segments.first_sequence is 'Number of the run''s first event.';
comment on column socle.audit_segments.last_sequence is 'Number of the run''s last event.';
comment on column socle.audit_segments.access_count is 'How many of its events were of the class access.';
comment on column socle.audit_segments.control_count is 'How many of its events were of the class control.';
comment on column socle.audit_segments.proof_count is 'How many of its events were of the class proof.';
comment on column socle.audit_segments.earliest_us is 'When its earliest event occurred, in microseconds since 1970-01-01 UTC.';
comment on column socle.audit_segments.latest_us is 'When its latest event occurred, in microseconds since 1970-01-01 UTC.';
comment on column socle.audit_segments.previous_sha256 is 'Hash of the event before the run, zeros for the chain''s beginning.';
comment on column socle.audit_segments.sha256 is 'Hash of the run''s last event.';
comment on column socle.audit_segments.merkle_root is 'RFC 6962 root over the hashes of the run''s events, so that a kept copy of one can still be proved.';
comment on column socle.audit_segments.sealed_at_us is 'When it was sealed, in microseconds since 1970-01-01 UTC by the server''s clock.';
comment on column socle.audit_segments.proof_sequence is 'Number of the event in the same chain that tells of the purge.';
