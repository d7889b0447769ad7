-- 20 audit: one way in, and no way to change what was written

create or replace function socle.audit_hash(
    tenant_id uuid, sequence bigint, occurred_at_us bigint, class text, actor text, action text, object text,
    detail text, previous_sha256 bytea
)
returns bytea
language sql
immutable
set search_path = ''
as $$
    -- Each field is preceded by its length, so that no two different events have the same bytes.
    select pg_catalog.sha256(
        convert_to('socle audit 1', 'UTF8') || uuid_send(tenant_id) || int8send(sequence)
        || int8send(occurred_at_us)
        || int4send(octet_length(convert_to(class, 'UTF8'))) || convert_to(class, 'UTF8')
        || int4send(octet_length(convert_to(actor, 'UTF8'))) || convert_to(actor, 'UTF8')
        || int4send(octet_length(convert_to(action, 'UTF8'))) || convert_to(action, 'UTF8')
        || int4send(octet_length(convert_to(object, 'UTF8'))) || convert_to(object, 'UTF8')
        || int4send(octet_length(convert_to(detail, 'UTF8'))) || convert_to(detail, 'UTF8')
        || previous_sha256
    )
$$;
comment on function socle.audit_hash(uuid, bigint, bigint, text, text, text, text, text, bytea)
    is 'The hash of an event over exactly the bytes that are stored.';
revoke all on function socle.audit_hash(uuid, bigint, bigint, text, text, text, text, text, bytea) from public;

create or replace function socle.append_audit(of_tenant uuid, class text, action text, object text, detail text)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    head socle.audit_heads;
    now_us bigint := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
    event_sha256 bytea;
begin
    insert into socle.audit_heads (tenant_id) values (of_tenant) on conflict do nothing;
    select * into strict head from socle.audit_heads where tenant_id = of_tenant for update;
    event_sha256 := socle.audit_hash(
        of_tenant, head.sequence + 1, now_us, append_audit.class, session_user::text, append_audit.action,
        append_audit.object, append_audit.detail, head.sha256
    );
    insert into socle.audit_events
    values (
        of_tenant, head.sequence + 1, now_us, append_audit.class, session_user, append_audit.action,
        append_audit.object, append_audit.detail, head.sha256, event_sha256
    );
    update socle.audit_heads set sequence = head.sequence + 1, sha256 = event_sha256
    where tenant_id = of_tenant;
    return head.sequence + 1;
end
$$;
comment on function socle.append_audit(uuid, text, text, text, text)
    is 'Adds an event to a tenant''s chain; the head''s row lock lets one writer at a time pass.';
revoke all on function socle.append_audit(uuid, text, text, text, text) from public;

create or replace function socle.refuse_audit_change()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
    raise exception 'the audit chain is never changed' using errcode = '42501';
end
$$;
comment on function socle.refuse_audit_change() is 'Refuses UPDATE, DELETE and TRUNCATE of audit events.';
revoke all on function socle.refuse_audit_change() from public;

drop trigger if exists refuse_change on socle.audit_events;
create trigger refuse_change before update or delete on socle.audit_events
    for each row execute function socle.refuse_audit_change();
alter table socle.audit_events enable always trigger refuse_change;

drop trigger if exists refuse_truncate on socle.audit_events;
create trigger refuse_truncate before truncate on socle.audit_events
    for each statement execute function socle.refuse_audit_change();
alter table socle.audit_events enable always trigger refuse_truncate;
