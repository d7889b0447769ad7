-- 34 lifecycle: what proves an erasure is added and never changed

do $$
declare
    relation text;
begin
    foreach relation in array array['erasure_certificates', 'audit_kept_events', 'audit_kept_segments'] loop
        execute format('drop trigger if exists refuse_change on socle.%I', relation);
        execute format(
            'create trigger refuse_change before update or delete on socle.%I '
            'for each row execute function socle.refuse_audit_change()', relation);
        execute format('alter table socle.%I enable always trigger refuse_change', relation);
    end loop;
    foreach relation in array array[
        'erasure_certificates', 'audit_kept_heads', 'audit_kept_events', 'audit_kept_segments', 'legal_holds'
    ] loop
        execute format('drop trigger if exists refuse_truncate on socle.%I', relation);
        execute format(
            'create trigger refuse_truncate before truncate on socle.%I '
            'for each statement execute function socle.refuse_audit_change()', relation);
        execute format('alter table socle.%I enable always trigger refuse_truncate', relation);
    end loop;
end
$$;

create or replace function socle.guard_kept_head()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and (new.database, new.tenant_id) = (old.database, old.tenant_id)
        and new.sequence >= old.sequence
    then
        return new;
    end if;
    raise exception 'the audit chain is never changed' using errcode = '42501';
end
$$;
comment on function socle.guard_kept_head() is 'Lets the head of a kept chain go forward alone.';
revoke all on function socle.guard_kept_head() from public;

drop trigger if exists guard_step on socle.audit_kept_heads;
create trigger guard_step before update or delete on socle.audit_kept_heads
    for each row execute function socle.guard_kept_head();
alter table socle.audit_kept_heads enable always trigger guard_step;

create or replace function socle.guard_legal_hold()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
    -- Released once, and otherwise as it was set.
    if tg_op = 'UPDATE' and old.released_at is null and new.released_at is not null
        and (new.hold_id, new.tenant_id, new.reference, new.reason, new.set_by, new.set_at)
            = (old.hold_id, old.tenant_id, old.reference, old.reason, old.set_by, old.set_at)
    then
        return new;
    end if;
    raise exception 'a legal hold is released and never changed' using errcode = '42501';
end
$$;
comment on function socle.guard_legal_hold() is 'Lets a hold be released once, and nothing else.';
revoke all on function socle.guard_legal_hold() from public;

drop trigger if exists guard_release on socle.legal_holds;
create trigger guard_release before update or delete on socle.legal_holds
    for each row execute function socle.guard_legal_hold();
alter table socle.legal_holds enable always trigger guard_release;

-- The runtime judges chains, also those whose database is gone.
grant select on socle.audit_kept_heads, socle.audit_kept_events, socle.audit_kept_segments,
    socle.audit_renamed_chains, socle.legal_holds, socle.erasure_certificates
to socle_runtime;
