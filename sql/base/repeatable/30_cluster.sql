-- 30 cluster: what the databases beside the base leave open
--
-- PostgreSQL lets everyone into the databases that initdb makes, where
-- temporary tables and large objects would count as nobody's storage.

do $$
declare
    door text;
begin
    for door in
        select datname from pg_catalog.pg_database where datname in ('postgres', 'template1') order by datname
    loop
        execute format('revoke all on database %I from public', door);
    end loop;
end
$$;
