-- 0007 create the outbox
-- why: what happened here reaches the mesh in the base exactly once, although
--      no transaction spans two databases
-- locks: none, the table is new
-- reverse: drop table socle.outbox

create table socle.outbox (
    event_id    uuid        not null default gen_random_uuid(),
    position    bigint      generated always as identity,
    tenant_id   uuid        not null,
    kind        text        not null,
    payload     jsonb       not null,
    occurred_at timestamptz not null default now(),
    relayed_at  timestamptz,
    constraint outbox_pkey primary key (event_id),
    constraint outbox_position_key unique (position)
);
create index outbox_position_unrelayed_idx on socle.outbox (position) where relayed_at is null;
comment on table socle.outbox is 'What the mesh must learn, written in the transaction in which it happened.';
comment on column socle.outbox.event_id is 'Identity by which the receiver knows what it has seen.';
comment on column socle.outbox.position is 'Order of writing.';
comment on column socle.outbox.tenant_id is 'The tenant whom it concerns.';
comment on column socle.outbox.kind is 'What happened, such as dataset.loaded.';
comment on column socle.outbox.payload is 'Facts of the event.';
comment on column socle.outbox.occurred_at is 'When the transaction began.';
comment on column socle.outbox.relayed_at is 'When the mesh had taken it, null before.';
