-- 06 statement log: pgaudit, where the server has loaded it
--
-- The extension names the object of a change of structure in the server's log.
-- Its event triggers fail on a server that has not loaded the library, and with
-- them every change of structure: it goes when the library goes.

create or replace function socle.follow_pgaudit()
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
    if exists (select from pg_catalog.pg_settings where name = 'pgaudit.log')
        = exists (select from pg_catalog.pg_extension where extname = 'pgaudit')
    then
        return;
    end if;
    -- Of two runs at once the second finds what the first did.
    lock table socle.migrations in share row exclusive mode;
    if not exists (select from pg_catalog.pg_settings where name = 'pgaudit.log') then
        drop extension if exists pgaudit;
        return;
    end if;
    create extension if not exists pgaudit with schema public;
    revoke all on function public.pgaudit_ddl_command_end(), public.pgaudit_sql_drop() from public;
end
$$;
comment on function socle.follow_pgaudit() is 'Adds pgaudit to a database whose server has loaded it, and takes it from one whose server has not.';
revoke all on function socle.follow_pgaudit() from public;

select socle.follow_pgaudit();
