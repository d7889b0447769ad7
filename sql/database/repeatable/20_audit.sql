-- 20 audit: one way in, one way out, and no way to change what was written
--
-- Every trigger here is ENABLE ALWAYS: a session that poses as a replica meets it too.

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
    now_us bigint;
    event_sha256 bytea;
begin
    -- Only the trigger that seals segments tells of a purge.
    if append_audit.action = 'audit.purged' and pg_trigger_depth() = 0 then
        raise exception 'the action audit.purged is for the sealing of segments alone' using errcode = '42501';
    end if;
    select * into head from socle.audit_heads where tenant_id = of_tenant for update;
    if not found then
        insert into socle.audit_heads (tenant_id) values (of_tenant) on conflict do nothing;
        select * into strict head from socle.audit_heads where tenant_id = of_tenant for update;
    end if;
    -- Read under the lock: a writer who waited would else be dated before the one he waited for.
    now_us := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
    event_sha256 := socle.audit_hash(
        of_tenant, head.sequence + 1, now_us, append_audit.class, session_user::text, append_audit.action,
        append_audit.object, append_audit.detail, head.sha256
    );
    insert into socle.audit_events
    values (
        of_tenant, head.sequence + 1, now_us, append_audit.class, session_user, append_audit.action,
        append_audit.object, append_audit.detail, head.sha256, event_sha256
    );
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
comment on function socle.refuse_audit_change() is 'Refuses a change of what the audit keeps.';
revoke all on function socle.refuse_audit_change() from public;

-- Heads: a step forward, to an event that is there and follows, and nothing else.

create or replace function socle.guard_audit_head()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        if new.sequence = 0 and new.sha256 = decode(repeat('00', 32), 'hex') then
            return new;
        end if;
    elsif new.tenant_id = old.tenant_id and new.sequence = old.sequence + 1
        and exists (
            select from socle.audit_events
            where tenant_id = new.tenant_id and sequence = new.sequence
                and previous_sha256 = old.sha256 and sha256 = new.sha256
        )
    then
        return new;
    end if;
    raise exception 'the audit chain is never changed' using errcode = '42501';
end
$$;
comment on function socle.guard_audit_head() is 'Lets a head begin at nothing and go one event forward, to one that follows.';
revoke all on function socle.guard_audit_head() from public;

drop trigger if exists guard_step on socle.audit_heads;
create trigger guard_step before insert or update on socle.audit_heads
    for each row execute function socle.guard_audit_head();
alter table socle.audit_heads enable always trigger guard_step;

drop trigger if exists refuse_delete on socle.audit_heads;
create trigger refuse_delete before delete on socle.audit_heads
    for each row execute function socle.refuse_audit_change();
alter table socle.audit_heads enable always trigger refuse_delete;

drop trigger if exists refuse_truncate on socle.audit_heads;
create trigger refuse_truncate before truncate on socle.audit_heads
    for each statement execute function socle.refuse_audit_change();
alter table socle.audit_heads enable always trigger refuse_truncate;

-- Events: written once, and gone only when a segment stands in their place.

create or replace function socle.guard_audit_delete()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
declare
    covered_to bigint;
begin
    select last_sequence into covered_to from socle.audit_segments
    where tenant_id = old.tenant_id and first_sequence <= old.sequence
    order by first_sequence desc
    limit 1;
    if covered_to >= old.sequence then
        return old;
    end if;
    raise exception 'the audit chain is never changed' using errcode = '42501';
end
$$;
comment on function socle.guard_audit_delete() is 'Lets an event go when a sealed segment covers it.';
revoke all on function socle.guard_audit_delete() from public;

create or replace function socle.guard_audit_insert()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
declare
    head socle.audit_heads;
begin
    select * into head from socle.audit_heads where tenant_id = new.tenant_id for update;
    if new.sequence = head.sequence + 1 and new.previous_sha256 = head.sha256
        and new.sha256 = socle.audit_hash(
            new.tenant_id, new.sequence, new.occurred_at_us, new.class, new.actor, new.action, new.object, new.detail,
            new.previous_sha256)
        and new.actor = session_user
        and new.occurred_at_us between (extract(epoch from clock_timestamp()) - 5) * 1000000
            and (extract(epoch from clock_timestamp()) + 1) * 1000000
        -- An insert by hand is one level deep; the sealing's is below the trigger that seals.
        and (new.action <> 'audit.purged' or pg_trigger_depth() > 1)
    then
        -- Here and not by the writer: an event that the head did not follow would keep every later one out.
        update socle.audit_heads set sequence = new.sequence, sha256 = new.sha256 where tenant_id = new.tenant_id;
        return null;
    end if;
    raise exception 'an event of the audit is of this moment and this login, and follows the last one'
        using errcode = '42501';
end
$$;
comment on function socle.guard_audit_insert()
    is 'Takes an event that follows the head and tells login and moment truly, and moves the head to it.';
revoke all on function socle.guard_audit_insert() from public;

-- After the insert, when no other trigger can change the row any more.
drop trigger if exists guard_insert on socle.audit_events;
create trigger guard_insert after insert on socle.audit_events
    for each row execute function socle.guard_audit_insert();
alter table socle.audit_events enable always trigger guard_insert;

drop trigger if exists refuse_change on socle.audit_events;
create trigger refuse_change before update on socle.audit_events
    for each row execute function socle.refuse_audit_change();
alter table socle.audit_events enable always trigger refuse_change;

drop trigger if exists guard_delete on socle.audit_events;
create trigger guard_delete before delete on socle.audit_events
    for each row execute function socle.guard_audit_delete();
alter table socle.audit_events enable always trigger guard_delete;

drop trigger if exists refuse_truncate on socle.audit_events;
create trigger refuse_truncate before truncate on socle.audit_events
    for each statement execute function socle.refuse_audit_change();
alter table socle.audit_events enable always trigger refuse_truncate;

-- Segments: made of their bounds alone; the rest is read from the events, which then go.

create or replace function socle.audit_kept_since(class text, at_time timestamptz)
returns bigint
language sql
immutable
set search_path = ''
as $$
    -- Months and years are counted in UTC, whatever the session's time zone is.
    select (extract(epoch from (at_time at time zone 'UTC') - case class
        when 'access' then interval '12 months'
        when 'control' then interval '3 years'
        when 'proof' then interval '7 years'
    end) * 1000000)::bigint
$$;
comment on function socle.audit_kept_since(text, timestamptz)
    is 'The time, in microseconds since 1970-01-01 UTC, before which events of a class are over; null for no class.';
revoke all on function socle.audit_kept_since(text, timestamptz) from public;

create or replace function socle.merkle_root(leaves bytea[])
returns bytea
language plpgsql
immutable
set search_path = ''
as $$
declare
    level bytea[];
    above bytea[];
    count integer := cardinality(leaves);
begin
    if count = 0 then
        return pg_catalog.sha256('');
    end if;
    select array_agg(pg_catalog.sha256('\x00'::bytea || leaf) order by place) into level
    from unnest(leaves) with ordinality as entry (leaf, place);
    while count > 1 loop
        -- The odd one at the end goes up as it is, which is the tree that RFC 6962 describes from above.
        select array_agg(
            case when level[2 * pair] is null then level[2 * pair - 1]
                else pg_catalog.sha256('\x01'::bytea || level[2 * pair - 1] || level[2 * pair]) end
            order by pair
        )
        into above
        from generate_series(1, (count + 1) / 2) as pair;
        level := above;
        count := cardinality(level);
    end loop;
    return level[1];
end
$$;
comment on function socle.merkle_root(bytea[]) is 'Root of the Merkle tree of RFC 6962 over some leaves.';
revoke all on function socle.merkle_root(bytea[]) from public;

create or replace function socle.audit_segment_hash(segment socle.audit_segments)
returns bytea
language sql
immutable
set search_path = ''
as $$
    select pg_catalog.sha256(
        convert_to('socle segment 1', 'UTF8') || uuid_send(segment.tenant_id)
        || int8send(segment.first_sequence) || int8send(segment.last_sequence)
        || int8send(segment.access_count) || int8send(segment.control_count) || int8send(segment.proof_count)
        || int8send(segment.earliest_us) || int8send(segment.latest_us)
        || segment.previous_sha256 || segment.sha256 || segment.merkle_root
        || int8send(segment.sealed_at_us) || int8send(segment.proof_sequence)
    )
$$;
comment on function socle.audit_segment_hash(socle.audit_segments) is 'The hash of a segment over all of its columns.';
revoke all on function socle.audit_segment_hash(socle.audit_segments) from public;

create or replace function socle.expired_audit_runs(of_tenant uuid, event_limit integer)
returns table (
    first_sequence bigint, last_sequence bigint, access_count bigint, control_count bigint, proof_count bigint,
    earliest_us bigint, latest_us bigint
)
language sql
stable
set search_path = ''
as $$
    with kept as (
        select socle.audit_kept_since('access', statement_timestamp()) as access,
            socle.audit_kept_since('control', statement_timestamp()) as control,
            socle.audit_kept_since('proof', statement_timestamp()) as proof
    ),
    over as (
        select sequence, class, occurred_at_us, sequence - row_number() over (order by sequence) as run
        from socle.audit_events
        cross join kept
        -- What tells of a purge proves its segments and stays as long as they do.
        where tenant_id = of_tenant and action <> 'audit.purged'
            and occurred_at_us < case class
                when 'access' then kept.access when 'control' then kept.control when 'proof' then kept.proof
            end
        order by sequence
        limit event_limit
    )
    select min(sequence), max(sequence), count(*) filter (where class = 'access'),
        count(*) filter (where class = 'control'), count(*) filter (where class = 'proof'),
        min(occurred_at_us), max(occurred_at_us)
    from over
    group by run
    order by 1
$$;
comment on function socle.expired_audit_runs(uuid, integer)
    is 'The longest runs of events of a chain whose time is over, of so many events at most, the oldest first.';
revoke all on function socle.expired_audit_runs(uuid, integer) from public;

create or replace function socle.seal_audit_segment()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
declare
    run record;
    hashes bytea[];
begin
    -- The lock keeps the number of the event that will tell of this.
    select sequence + 1 into new.proof_sequence from socle.audit_heads where tenant_id = new.tenant_id for update;
    select count(*) as events, count(*) filter (where class = 'access') as access,
        count(*) filter (where class = 'control') as control, count(*) filter (where class = 'proof') as proof,
        min(occurred_at_us) as earliest_us, max(occurred_at_us) as latest_us,
        min(sequence) filter (where not is_over) as kept, min(sequence) filter (where not is_whole) as broken,
        array_agg(sha256 order by sequence) as hashes,
        (array_agg(previous_sha256 order by sequence))[1] as previous_sha256
    into run
    from (
        select events.*,
            action <> 'audit.purged'
                and occurred_at_us < socle.audit_kept_since(class, statement_timestamp()) as is_over,
            sha256 = socle.audit_hash(
                tenant_id, sequence, occurred_at_us, class, actor, action, object, detail, previous_sha256)
                and previous_sha256 = lag(sha256, 1, previous_sha256) over (order by sequence) as is_whole
        from socle.audit_events as events
        where tenant_id = new.tenant_id and sequence between new.first_sequence and new.last_sequence
    ) as judged;
    if run.events = 0 or run.events <> new.last_sequence - new.first_sequence + 1 then
        raise exception 'events % to % are not all there', new.first_sequence, new.last_sequence
            using errcode = '22023';
    end if;
    if run.kept is not null then
        raise exception 'the time of event % is not over', run.kept using errcode = '42501';
    end if;
    -- Sealing keeps hashes only, and would hide for ever what was changed.
    if run.broken is not null then
        raise exception 'event % is not what its hash says', run.broken using errcode = 'XX001';
    end if;
    hashes := run.hashes;
    new.access_count := run.access;
    new.control_count := run.control;
    new.proof_count := run.proof;
    new.earliest_us := run.earliest_us;
    new.latest_us := run.latest_us;
    new.previous_sha256 := run.previous_sha256;
    new.sha256 := hashes[cardinality(hashes)];
    new.merkle_root := socle.merkle_root(hashes);
    new.sealed_at_us := (extract(epoch from statement_timestamp()) * 1000000)::bigint;
    return new;
end
$$;
comment on function socle.seal_audit_segment()
    is 'Reads what a segment says from its events, and refuses one whose events are kept, missing or changed.';
revoke all on function socle.seal_audit_segment() from public;

create or replace function socle.purge_audit_events()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
declare
    total record;
    purged bigint;
begin
    select count(distinct tenant_id) as chains, min(tenant_id::text)::uuid as tenant_id, count(*) as segments,
        sum(last_sequence - first_sequence + 1) as events, min(first_sequence) as first_sequence,
        max(last_sequence) as last_sequence, sum(access_count) as access, sum(control_count) as control,
        sum(proof_count) as proof, min(earliest_us) as earliest_us, max(latest_us) as latest_us,
        max(sealed_at_us) as sealed_at_us, max(proof_sequence) as proof_sequence,
        socle.merkle_root(array_agg(socle.audit_segment_hash(sealed) order by first_sequence)) as root
    into total
    from sealed;
    if total.segments = 0 then
        return null;
    end if;
    if total.chains > 1 then
        raise exception 'segments of several chains are not sealed together' using errcode = '22023';
    end if;
    -- A clock that was set back and forth would make events look older than they are.
    if exists (
        select from socle.audit_events
        where tenant_id = total.tenant_id and occurred_at_us > total.sealed_at_us
    ) then
        raise exception 'the clock is behind the newest event' using errcode = '55000';
    end if;
    delete from socle.audit_events
    where tenant_id = total.tenant_id
        and sequence in (select generate_series(first_sequence, last_sequence) from sealed);
    get diagnostics purged = row_count;
    if purged <> total.events then
        raise exception 'segments overlap' using errcode = '22023';
    end if;
    perform socle.append_audit(
        total.tenant_id, 'proof', 'audit.purged', format('%s-%s', total.first_sequence, total.last_sequence),
        format(
            '{"segments":%s,"events":%s,"access":%s,"control":%s,"proof":%s,"earliest_us":%s,"latest_us":%s,'
                '"sealed_at_us":%s,"segments_root":"%s"}',
            total.segments, total.events, total.access, total.control, total.proof, total.earliest_us,
            total.latest_us, total.sealed_at_us, encode(total.root, 'hex')
        )
    );
    return null;
end
$$;
comment on function socle.purge_audit_events() is 'Takes away the events of sealed segments and tells of it in their chain.';
revoke all on function socle.purge_audit_events() from public;

drop trigger if exists seal on socle.audit_segments;
create trigger seal before insert on socle.audit_segments
    for each row execute function socle.seal_audit_segment();
alter table socle.audit_segments enable always trigger seal;

drop trigger if exists purge on socle.audit_segments;
create trigger purge after insert on socle.audit_segments
    referencing new table as sealed
    for each statement execute function socle.purge_audit_events();
alter table socle.audit_segments enable always trigger purge;

drop trigger if exists refuse_change on socle.audit_segments;
create trigger refuse_change before update or delete on socle.audit_segments
    for each row execute function socle.refuse_audit_change();
alter table socle.audit_segments enable always trigger refuse_change;

drop trigger if exists refuse_truncate on socle.audit_segments;
create trigger refuse_truncate before truncate on socle.audit_segments
    for each statement execute function socle.refuse_audit_change();
alter table socle.audit_segments enable always trigger refuse_truncate;
