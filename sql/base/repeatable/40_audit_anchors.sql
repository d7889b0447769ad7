-- 40 audit anchors: numbered without gaps, later each time, and never changed
--
-- What is refused here is refused in a session that poses as a replica too.

create or replace function socle.guard_audit_anchor()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
declare
    last socle.audit_anchors;
begin
    if tg_op = 'INSERT' then
        select * into last from socle.audit_anchors order by number desc limit 1;
        if new.number = coalesce(last.number, 0) + 1 and last.pending_line is null
            and (last.anchored_at_us is null or new.anchored_at_us > last.anchored_at_us)
        then
            return new;
        end if;
    elsif old.pending_line is not null and new.pending_line is null
        and (new.number, new.anchored_at_us, new.sha256) = (old.number, old.anchored_at_us, old.sha256)
    then
        return new;
    end if;
    raise exception 'a checkpoint of the audit is never changed' using errcode = '42501';
end
$$;
comment on function socle.guard_audit_anchor() is 'Lets the next checkpoint come when the last is delivered, and lets it be marked as delivered.';
revoke all on function socle.guard_audit_anchor() from public;

drop trigger if exists guard_step on socle.audit_anchors;
create trigger guard_step before insert or update on socle.audit_anchors
    for each row execute function socle.guard_audit_anchor();
alter table socle.audit_anchors enable always trigger guard_step;

drop trigger if exists refuse_delete on socle.audit_anchors;
create trigger refuse_delete before delete on socle.audit_anchors
    for each row execute function socle.refuse_audit_change();
alter table socle.audit_anchors enable always trigger refuse_delete;

drop trigger if exists refuse_truncate on socle.audit_anchors;
create trigger refuse_truncate before truncate on socle.audit_anchors
    for each statement execute function socle.refuse_audit_change();
alter table socle.audit_anchors enable always trigger refuse_truncate;
