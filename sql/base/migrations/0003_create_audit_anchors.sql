-- 0003 create what the base knows of the checkpoints outside of it
-- why: the end of a chain that was cut off is seen only by what was kept elsewhere, and what is
--      kept elsewhere must not be cut or replaced unseen either
-- locks: none, the tables are new
-- reverse: drop table socle.audit_anchors, socle.audit_anchored_heads

create table socle.audit_anchors (
    number         bigint not null,
    anchored_at_us bigint not null,
    sha256         bytea  not null,
    pending_line   text,
    constraint audit_anchors_pkey primary key (number),
    constraint audit_anchors_sha256_check check (octet_length(sha256) = 32)
);
comment on table socle.audit_anchors is 'The checkpoints of the audit that were written outside the database, as docs/audit.md says.';
comment on column socle.audit_anchors.number is 'Counted from 1, without gaps.';
comment on column socle.audit_anchors.anchored_at_us is 'When it was made, in microseconds since 1970-01-01 UTC by the base''s clock.';
comment on column socle.audit_anchors.sha256 is 'Hash of its line, which the next checkpoint carries.';
comment on column socle.audit_anchors.pending_line is 'The whole line until file and command have taken it; null from then on.';

create table socle.audit_anchored_heads (
    database  text   not null,
    tenant_id uuid   not null,
    number    bigint not null,
    sequence  bigint not null,
    sha256    bytea  not null,
    constraint audit_anchored_heads_pkey primary key (database, tenant_id)
);
comment on table socle.audit_anchored_heads is 'Where each chain was anchored last, so that the next checkpoint holds only what has changed; no proof of anything.';
comment on column socle.audit_anchored_heads.database is 'Database in which the chain lies.';
comment on column socle.audit_anchored_heads.tenant_id is 'The tenant whose chain it is, or the platform''s own UUID.';
comment on column socle.audit_anchored_heads.number is 'The checkpoint that holds it.';
comment on column socle.audit_anchored_heads.sequence is 'Number of the chain''s last event then.';
comment on column socle.audit_anchored_heads.sha256 is 'Hash of that event.';
