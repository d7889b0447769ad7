-- 0011 create what is known of tables that were written while their tenant is moved
-- why: what changed since a copy began is copied again while writers wait, and nothing else is
-- locks: none, the table is new
-- reverse: drop table socle.table_touches

create table socle.table_touches (
    touch_id   bigint      generated always as identity,
    relation   oid         not null,
    touched_at timestamptz not null default clock_timestamp(),
    constraint table_touches_pkey primary key (touch_id)
);
create index table_touches_relation_idx on socle.table_touches (relation);
comment on table socle.table_touches is 'Tables that were written since their tenant''s move began; at times more than one row a table.';
comment on column socle.table_touches.touch_id is 'Number of the row.';
comment on column socle.table_touches.relation is 'The table.';
comment on column socle.table_touches.touched_at is 'When the first writer came who saw no row of the table.';
