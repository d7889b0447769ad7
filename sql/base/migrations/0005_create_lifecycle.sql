-- 0005 create the lifecycle
-- why: a legal hold outlives commands, an erasure is proved for years, and the audit chains of a database that
--      is gone stay provable
-- locks: none, the tables are new
-- reverse: drop table socle.legal_holds, socle.erasure_certificates; kept chains are not taken back

create table socle.legal_holds (
    hold_id        bigint      generated always as identity,
    tenant_id      uuid        not null,
    reference      text        not null,
    reason         text        not null,
    set_by         text        not null,
    set_at         timestamptz not null default now(),
    release_reason text,
    released_by    text,
    released_at    timestamptz,
    constraint legal_holds_pkey primary key (hold_id),
    constraint legal_holds_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint legal_holds_reference_check check (length(reference) between 1 and 200),
    constraint legal_holds_reason_check check (length(reason) between 1 and 4096),
    constraint legal_holds_released_check check (num_nulls(release_reason, released_by, released_at) in (0, 3))
);
create index legal_holds_tenant_id_idx on socle.legal_holds (tenant_id);
create unique index legal_holds_tenant_id_reference_standing_key on socle.legal_holds (tenant_id, reference)
    where released_at is null;
comment on table socle.legal_holds is 'Orders by which nothing of a tenant may be destroyed; one without a release stands.';
comment on column socle.legal_holds.hold_id is 'Number of the hold.';
comment on column socle.legal_holds.tenant_id is 'The tenant of whom nothing may be destroyed.';
comment on column socle.legal_holds.reference is 'The order or the case, as whoever gave it names it.';
comment on column socle.legal_holds.reason is 'Why it was set.';
comment on column socle.legal_holds.set_by is 'Account and machine of whoever set it.';
comment on column socle.legal_holds.set_at is 'When it was set.';
comment on column socle.legal_holds.release_reason is 'Why it was released, null while it stands.';
comment on column socle.legal_holds.released_by is 'Account and machine of whoever released it.';
comment on column socle.legal_holds.released_at is 'When it was released, null while it stands.';

create table socle.erasure_certificates (
    tenant_id  uuid        not null,
    stage      integer     not null,
    identifier text        not null,
    document   text        not null,
    made_at    timestamptz not null default now(),
    constraint erasure_certificates_pkey primary key (tenant_id, stage),
    constraint erasure_certificates_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint erasure_certificates_stage_check check (stage in (1, 2))
);
comment on table socle.erasure_certificates is 'What proves that a tenant was erased, and later that the last backup of it has ended.';
comment on column socle.erasure_certificates.tenant_id is 'The tenant who was erased.';
comment on column socle.erasure_certificates.stage is '1 when the live data is gone, 2 when the backups are.';
comment on column socle.erasure_certificates.identifier is 'The short name that the tenant had; another may bear it by now.';
comment on column socle.erasure_certificates.document is 'The certificate with its signature, byte for byte as docs/lifecycle.md lays it out.';
comment on column socle.erasure_certificates.made_at is 'When it was made.';

create table socle.audit_renamed_chains (
    database         text not null,
    tenant_id        uuid not null,
    current_database text not null,
    constraint audit_renamed_chains_pkey primary key (database, tenant_id)
);
comment on table socle.audit_renamed_chains is 'Chains whose database bears another name than when they were anchored.';
comment on column socle.audit_renamed_chains.database is 'Name of the database in earlier checkpoints.';
comment on column socle.audit_renamed_chains.tenant_id is 'The tenant whose chain it is, or the platform''s own UUID.';
comment on column socle.audit_renamed_chains.current_database is 'Name of the database now.';

create table socle.audit_kept_heads (
    database  text        not null,
    tenant_id uuid        not null,
    sequence  bigint      not null,
    sha256    bytea       not null,
    kept_at   timestamptz not null default now(),
    constraint audit_kept_heads_pkey primary key (database, tenant_id),
    constraint audit_kept_heads_sha256_check check (octet_length(sha256) = 32)
);
comment on table socle.audit_kept_heads is 'Chains of databases that are gone: where each ended.';
comment on column socle.audit_kept_heads.database is 'Database in which the chain was written.';
comment on column socle.audit_kept_heads.tenant_id is 'The tenant whose chain it is, or the platform''s own UUID.';
comment on column socle.audit_kept_heads.sequence is 'Number of the last event.';
comment on column socle.audit_kept_heads.sha256 is 'Hash of the last event.';
comment on column socle.audit_kept_heads.kept_at is 'When the chain was brought here.';

create table socle.audit_kept_events (
    database        text   not null,
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
    constraint audit_kept_events_pkey primary key (database, tenant_id, sequence)
);
comment on table socle.audit_kept_events is 'Events of chains whose database is gone, byte for byte as socle.audit_events had them.';
comment on column socle.audit_kept_events.database is 'Database in which the event was written.';
comment on column socle.audit_kept_events.tenant_id is 'The tenant whose chain this is, or the platform''s own UUID.';
comment on column socle.audit_kept_events.sequence is 'Place in the chain.';
comment on column socle.audit_kept_events.occurred_at_us is 'Microseconds since 1970-01-01 UTC by the clock of the server that is gone.';
comment on column socle.audit_kept_events.class is 'access, control or proof.';
comment on column socle.audit_kept_events.actor is 'Login of the session that made the change.';
comment on column socle.audit_kept_events.action is 'What was done.';
comment on column socle.audit_kept_events.object is 'What it was done to.';
comment on column socle.audit_kept_events.detail is 'Facts of the change as JSON text, exactly as hashed.';
comment on column socle.audit_kept_events.previous_sha256 is 'Hash of the event before.';
comment on column socle.audit_kept_events.sha256 is 'Hash over all columns before it but the database.';

create table socle.audit_kept_segments (
    database        text   not null,
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
    constraint audit_kept_segments_pkey primary key (database, tenant_id, first_sequence)
);
comment on table socle.audit_kept_segments is 'Segments of chains whose database is gone, as socle.audit_segments had them.';
comment on column socle.audit_kept_segments.database is 'Database in which the segment was sealed.';
comment on column socle.audit_kept_segments.tenant_id is 'The tenant whose chain this is, or the platform''s own UUID.';
comment on column socle.audit_kept_segments.first_sequence is 'Number of the run''s first event.';
comment on column socle.audit_kept_segments.last_sequence is 'Number of the run''s last event.';
comment on column socle.audit_kept_segments.access_count is 'How many of its events were of the class access.';
comment on column socle.audit_kept_segments.control_count is 'How many of its events were of the class control.';
comment on column socle.audit_kept_segments.proof_count is 'How many of its events were of the class proof.';
comment on column socle.audit_kept_segments.earliest_us is 'When its earliest event occurred, in microseconds since 1970-01-01 UTC.';
comment on column socle.audit_kept_segments.latest_us is 'When its latest event occurred, in microseconds since 1970-01-01 UTC.';
comment on column socle.audit_kept_segments.previous_sha256 is 'Hash of the event before the run.';
comment on column socle.audit_kept_segments.sha256 is 'Hash of the run''s last event.';
comment on column socle.audit_kept_segments.merkle_root is 'RFC 6962 root over the hashes of the run''s events.';
comment on column socle.audit_kept_segments.sealed_at_us is 'When it was sealed, in microseconds since 1970-01-01 UTC.';
comment on column socle.audit_kept_segments.proof_sequence is 'Number of the event in the same chain that tells of the purge.';
