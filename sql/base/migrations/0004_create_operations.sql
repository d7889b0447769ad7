-- 0004 create the journal of operations
-- why: work of several steps over several databases has no transaction of its own; what died in
--      the middle is seen and finished by the next run
-- locks: none, the tables are new
-- reverse: drop table socle.operation_steps, socle.operations

create table socle.operations (
    operation_id       bigint      generated always as identity,
    kind               text        not null,
    tenant_id          uuid,
    arguments          jsonb       not null,
    state              text        not null default 'running',
    is_undoing         boolean     not null default false,
    is_past_return     boolean     not null default false,
    holder             text        not null,
    session_pid        integer,
    session_started_at timestamptz,
    started_at         timestamptz not null default now(),
    ended_at           timestamptz,
    failure            text,
    constraint operations_pkey primary key (operation_id),
    constraint operations_state_check check (state in ('running', 'failed', 'waiting', 'completed', 'undone')),
    constraint operations_ended_at_check check ((ended_at is not null) = (state in ('completed', 'undone')))
);
create unique index operations_tenant_id_open_key on socle.operations (tenant_id)
where state not in ('completed', 'undone');
create unique index operations_kind_arguments_open_key on socle.operations (kind, md5(arguments::text))
where tenant_id is null and state not in ('completed', 'undone');
comment on table socle.operations is 'Work of several named steps; a tenant has one at a time that is not over.';
comment on column socle.operations.operation_id is 'Number by which people name it.';
comment on column socle.operations.kind is 'What kind of work it is, such as tenant.move.';
comment on column socle.operations.tenant_id is 'The tenant whom it concerns, null for the platform''s own.';
comment on column socle.operations.arguments is 'What was asked for; a resumed run works with it. Never a secret.';
comment on column socle.operations.state is 'running (or died), failed, waiting to be confirmed, completed, or undone.';
comment on column socle.operations.is_undoing is 'Whether its undoing has begun, so that it can only be undone.';
comment on column socle.operations.is_past_return is 'Whether a step was begun that nothing takes back, so that it can only be finished.';
comment on column socle.operations.holder is 'Who worked on it last: account, machine and process.';
comment on column socle.operations.session_pid is 'The server''s process of the connection that holds it; null when nobody does.';
comment on column socle.operations.session_started_at is 'When that connection began, since numbers of processes come again.';
comment on column socle.operations.started_at is 'When it was begun.';
comment on column socle.operations.ended_at is 'When it was completed or undone, null before.';
comment on column socle.operations.failure is 'Why it stopped last, null while it goes on.';

create table socle.operation_steps (
    operation_id bigint      not null,
    position     integer     not null,
    name         text        not null,
    state        text        not null default 'pending',
    detail       jsonb,
    started_at   timestamptz,
    ended_at     timestamptz,
    constraint operation_steps_pkey primary key (operation_id, position),
    constraint operation_steps_operation_id_name_key unique (operation_id, name),
    constraint operation_steps_operation_id_fkey foreign key (operation_id)
        references socle.operations (operation_id),
    constraint operation_steps_state_check check (state in ('pending', 'running', 'done', 'undone'))
);
comment on table socle.operation_steps is 'The steps of an operation; each can be run again from any point of it.';
comment on column socle.operation_steps.operation_id is 'The operation.';
comment on column socle.operation_steps.position is 'Order of the step, from 0.';
comment on column socle.operation_steps.name is 'Name of the step.';
comment on column socle.operation_steps.state is 'pending, running (or died), done, or undone.';
comment on column socle.operation_steps.detail is 'What the step keeps for later ones and for readers. Never a secret.';
comment on column socle.operation_steps.started_at is 'When it last began.';
comment on column socle.operation_steps.ended_at is 'When it was done or undone, null before.';
