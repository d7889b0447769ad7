-- 35 privacy: the ledger of consents only grows, and what holds now is derived from it

create or replace function socle.refuse_consent_change()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
    raise exception 'the ledger of consents is never changed' using errcode = '42501';
end
$$;
comment on function socle.refuse_consent_change() is 'Refuses a change of the ledger of consents.';
revoke all on function socle.refuse_consent_change() from public;

drop trigger if exists refuse_change on socle.consents;
create trigger refuse_change before update or delete on socle.consents
    for each row execute function socle.refuse_consent_change();
alter table socle.consents enable always trigger refuse_change;

drop trigger if exists refuse_truncate on socle.consents;
create trigger refuse_truncate before truncate on socle.consents
    for each statement execute function socle.refuse_consent_change();
alter table socle.consents enable always trigger refuse_truncate;

create or replace view socle.consent_states as
select distinct on (tenant_id, subject_hmac, purpose)
    tenant_id, subject_hmac, purpose, state, evidence, occurred_at, recorded_at
from socle.consents
order by tenant_id, subject_hmac, purpose, occurred_at desc, consent_id desc;
comment on view socle.consent_states is 'What holds now for each person and purpose: what the person said last.';
comment on column socle.consent_states.tenant_id is 'The tenant who asked the person.';
comment on column socle.consent_states.subject_hmac is 'Keyed digest of the person''s identifier.';
comment on column socle.consent_states.purpose is 'What was agreed to.';
comment on column socle.consent_states.state is 'given or withdrawn.';
comment on column socle.consent_states.evidence is 'Where the proof is kept.';
comment on column socle.consent_states.occurred_at is 'When the person said so.';
comment on column socle.consent_states.recorded_at is 'When it was recorded.';
