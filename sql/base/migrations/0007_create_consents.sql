-- 0007 create the consent ledger
-- why: whether a person agreed, and when he took it back, must be provable for as long as it matters
-- locks: none, the table is new
-- reverse: none; a ledger of consents is not taken back

create table socle.consents (
    consent_id   bigint      generated always as identity,
    tenant_id    uuid        not null,
    subject_hmac bytea       not null,
    purpose      text        not null,
    state        text        not null,
    evidence     text,
    occurred_at  timestamptz not null,
    recorded_at  timestamptz not null default now(),
    recorded_by  text        not null,
    constraint consents_pkey primary key (consent_id),
    constraint consents_tenant_id_fkey foreign key (tenant_id) references socle.registry (tenant_id),
    constraint consents_subject_hmac_check check (octet_length(subject_hmac) = 32),
    constraint consents_purpose_check check (length(purpose) between 1 and 200),
    constraint consents_state_check check (state in ('given', 'withdrawn')),
    constraint consents_evidence_check check (length(evidence) between 1 and 1000)
);
create index consents_tenant_id_subject_hmac_idx on socle.consents (tenant_id, subject_hmac, purpose, consent_id desc);
comment on table socle.consents is 'What persons agreed to and took back, one row each time; rows are added and never changed.';
comment on column socle.consents.consent_id is 'Order of recording.';
comment on column socle.consents.tenant_id is 'The tenant who asked the person.';
comment on column socle.consents.subject_hmac is 'HMAC-SHA-256 of the person''s identifier under a key of the tenant''s; never the identifier.';
comment on column socle.consents.purpose is 'What was agreed to.';
comment on column socle.consents.state is 'given or withdrawn.';
comment on column socle.consents.evidence is 'Where the proof is kept, such as the number of a form; no data on the person.';
comment on column socle.consents.occurred_at is 'When the person said so.';
comment on column socle.consents.recorded_at is 'When it was recorded.';
comment on column socle.consents.recorded_by is 'Account and machine of whoever recorded it.';
