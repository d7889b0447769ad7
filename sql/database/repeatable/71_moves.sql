-- 71 moves: tells which tables are written while their tenant is moved

create or replace function socle.note_touch()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    -- Writers never wait for each other here: who does not see the other's row writes one more.
    if not exists (select from socle.table_touches where relation = tg_relid) then
        insert into socle.table_touches (relation) values (tg_relid);
    end if;
    return null;
end
$$;
comment on function socle.note_touch() is 'Remembers that a table was written.';
revoke all on function socle.note_touch() from public;
