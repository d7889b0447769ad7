-- 32 rejects: records that a load refused, and those it could read only after mending them

create or replace function socle.record_rejects(this_load uuid, refused jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    perform socle.require_running(this_load);
    if pg_column_size(refused) > 8 * 1024 * 1024 or jsonb_array_length(refused) > 20000 then
        raise exception 'more refused records than one call takes' using errcode = '54000';
    end if;
    -- They lie in the platform's table, so that the load itself must count them as the tenant's.
    update socle.loads set rejected_bytes = rejected_bytes + pg_column_size(refused) where load_id = this_load;
    if (select rejected_bytes > 64 * 1024 * 1024 from socle.loads where load_id = this_load) then
        raise exception 'more refused records than are kept of a load' using errcode = '54000';
    end if;
    insert into socle.rejects (load_id, line_number, byte_offset, column_name, raw_value, reason, raw_line)
    select this_load, line_number, byte_offset, left(column_name, 1000), left(raw_value, 70000),
        left(reason, 1000), left(raw_line, 70000)
    from jsonb_to_recordset(refused) as record (
        line_number bigint, byte_offset bigint, column_name text, raw_value text, reason text, raw_line text
    );
end
$$;
comment on function socle.record_rejects(uuid, jsonb) is 'Keeps refused records: an array of objects named as the columns of socle.rejects.';
revoke all on function socle.record_rejects(uuid, jsonb) from public;

create or replace function socle.record_repairs(this_load uuid, mended jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    perform socle.require_running(this_load);
    if pg_column_size(mended) > 8 * 1024 * 1024 or jsonb_array_length(mended) > 100 then
        raise exception 'more kinds of repairs than there are' using errcode = '54000';
    end if;
    insert into socle.repairs (load_id, kind, row_count, line_number, byte_offset, column_name, raw_value, raw_line)
    select this_load, left(kind, 100), row_count, line_number, byte_offset, left(column_name, 1000),
        left(raw_value, 70000), left(raw_line, 70000)
    from jsonb_to_recordset(mended) as record (
        kind text, row_count bigint, line_number bigint, byte_offset bigint, column_name text, raw_value text,
        raw_line text
    );
    update socle.loads set rejected_bytes = rejected_bytes + pg_column_size(mended) where load_id = this_load;
end
$$;
comment on function socle.record_repairs(uuid, jsonb)
    is 'Keeps counts and first examples of repairs: an array of objects named as the columns of socle.repairs.';
revoke all on function socle.record_repairs(uuid, jsonb) from public;

create or replace function socle.mark_replayed(this_load uuid, of_load uuid, reject_ids bigint[])
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    marked bigint;
begin
    if not exists (
        select from socle.loads as this
        join socle.loads as earlier using (dataset_id, tenant_id)
        where this.load_id = this_load and this.state in ('running', 'loaded') and earlier.load_id = of_load
            and tenant_id = socle.session_tenant()
    ) then
        raise exception 'load % does not replay load % for login "%"', this_load, of_load, session_user
            using errcode = '42501';
    end if;
    update socle.rejects set replayed_by = this_load
    where load_id = of_load and replayed_by is null and (reject_ids is null or reject_id = any (reject_ids));
    get diagnostics marked = row_count;
    return marked;
end
$$;
comment on function socle.mark_replayed(uuid, uuid, bigint[])
    is 'Marks refused records, or all of a load, as brought into the table by another load of it.';
revoke all on function socle.mark_replayed(uuid, uuid, bigint[]) from public;

create or replace view socle.own_rejects with (security_barrier) as
select
    rejects.load_id, rejects.reject_id, rejects.line_number, rejects.byte_offset, rejects.column_name,
    rejects.raw_value, rejects.reason, rejects.raw_line, datasets.schema_name, datasets.table_name, rejects.replayed_by
from socle.rejects
join socle.loads using (load_id)
join socle.datasets using (dataset_id)
where loads.tenant_id = (select socle.session_tenant());
comment on view socle.own_rejects is 'Refused records of the tenant for whom the session acts.';
comment on column socle.own_rejects.load_id is 'The run that refused it.';
comment on column socle.own_rejects.reject_id is 'Order of refusal.';
comment on column socle.own_rejects.line_number is 'Physical line on which the record begins, from 1.';
comment on column socle.own_rejects.byte_offset is 'Byte at which the record begins, from 0.';
comment on column socle.own_rejects.column_name is 'Column whose value was refused, null when it is the whole record.';
comment on column socle.own_rejects.raw_value is 'The value as it was read, cut behind 64 kB.';
comment on column socle.own_rejects.reason is 'Why it was refused.';
comment on column socle.own_rejects.raw_line is 'The whole record as it was read, cut behind 64 kB.';
comment on column socle.own_rejects.schema_name is 'Schema of the table.';
comment on column socle.own_rejects.table_name is 'Name of the table.';
comment on column socle.own_rejects.replayed_by is 'The load that brought the record into the table after all, null while it waits.';

create or replace view socle.own_repairs with (security_barrier) as
select repairs.load_id, kind, row_count, line_number, byte_offset, column_name, raw_value, raw_line
from socle.repairs
join socle.loads using (load_id)
where loads.tenant_id = (select socle.session_tenant());
comment on view socle.own_repairs is 'What loads of the tenant for whom the session acts had to mend.';
comment on column socle.own_repairs.load_id is 'Identity of the run.';
comment on column socle.own_repairs.kind is 'Stable word for what was mended.';
comment on column socle.own_repairs.row_count is 'How often it was.';
comment on column socle.own_repairs.line_number is 'Physical line on which the first such record begins, from 1.';
comment on column socle.own_repairs.byte_offset is 'Byte at which that record begins, from 0.';
comment on column socle.own_repairs.column_name is 'Column of the first such value, null when it is the whole record.';
comment on column socle.own_repairs.raw_value is 'The first such value as it was read, cut behind 64 kB.';
comment on column socle.own_repairs.raw_line is 'The first such record as it was read, cut behind 64 kB.';
