-- 33 limits: what is recorded of usage and violations
--
-- Only figures that changed are written: ten thousand tenants at rest cost one
-- comparison a measurement and no row.

create or replace function socle.record_storage(tenants uuid[], bytes bigint[])
returns void
language sql
volatile
set search_path = ''
as $$
    insert into socle.tenant_usage (tenant_id, storage_bytes)
    select tenant_id, found.bytes
    from unnest(record_storage.tenants, record_storage.bytes) as found (tenant_id, bytes)
    join socle.registry using (tenant_id)
    left join socle.tenant_usage using (tenant_id)
    where storage_bytes is distinct from found.bytes
    on conflict (tenant_id) do update set storage_bytes = excluded.storage_bytes, changed_at = now()
$$;
comment on function socle.record_storage(uuid[], bigint[]) is 'Keeps what files of tenants were measured to have.';
revoke all on function socle.record_storage(uuid[], bigint[]) from public;

create or replace function socle.record_objects(tenants uuid[], objects bigint[], history bigint[])
returns void
language sql
volatile
set search_path = ''
as $$
    insert into socle.tenant_usage (tenant_id, objects, history_bytes)
    select tenant_id, found.objects, found.history
    from unnest(record_objects.tenants, record_objects.objects, record_objects.history)
        as found (tenant_id, objects, history)
    join socle.registry using (tenant_id)
    left join socle.tenant_usage using (tenant_id)
    where (tenant_usage.objects, history_bytes) is distinct from (found.objects, found.history)
    on conflict (tenant_id) do update set
        objects = excluded.objects, history_bytes = excluded.history_bytes, changed_at = now()
$$;
comment on function socle.record_objects(uuid[], bigint[], bigint[])
    is 'Keeps how many objects tenants were counted to have, and what the history of their loads takes.';
revoke all on function socle.record_objects(uuid[], bigint[], bigint[]) from public;

create or replace function socle.record_violation(
    of_tenant uuid, kind text, measured bigint, permitted bigint, action text, login text, pid integer
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
    -- What goes on is one row that grows, not one a second.
    update socle.violations
    set last_at = clock_timestamp(), repetitions = repetitions + 1, pid = record_violation.pid,
        measured = greatest(violations.measured, record_violation.measured)
    where violation_id = (
        select violation_id from socle.violations as last
        where tenant_id = of_tenant and last_at > clock_timestamp() - interval '1 minute'
            and last.kind = record_violation.kind and last.action = record_violation.action
            and last.login is not distinct from record_violation.login
        order by last_at desc
        limit 1
    );
    if found then
        return false;
    end if;
    insert into socle.violations (tenant_id, kind, measured, permitted, action, login, pid, at, last_at)
    values (
        of_tenant, record_violation.kind, record_violation.measured, record_violation.permitted,
        record_violation.action, record_violation.login, record_violation.pid, clock_timestamp(), clock_timestamp()
    );
    delete from socle.violations
    where violation_id in (
        select violation_id from socle.violations where tenant_id = of_tenant order by last_at desc offset 1000
    );
    return true;
end
$$;
comment on function socle.record_violation(uuid, text, bigint, bigint, text, text, integer)
    is 'Keeps a violation, and tells whether it is a new one; the last 1000 of a tenant stay.';
revoke all on function socle.record_violation(uuid, text, bigint, bigint, text, text, integer) from public;
