-- 00 roles: those that every database of the cluster shares
--
-- Rights are given to groups, never to ten thousand logins one by one: a
-- list of rights is read whole each time that one of them is checked.

create or replace function socle.ensure_role(role_name text, attribute text, description text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
    if exists (select from pg_catalog.pg_roles where rolname = role_name) then
        return;
    end if;
    execute format('create role %I %s', role_name, attribute);
    execute format('comment on role %I is %L', role_name, description);
exception
    -- Another database of the cluster made it a moment ago.
    when duplicate_object or unique_violation then null;
end
$$;
comment on function socle.ensure_role(text, text, text) is 'Makes a role of the platform unless the cluster has it.';
revoke all on function socle.ensure_role(text, text, text) from public;

select socle.ensure_role('socle_runtime', 'login',
    'The service and the relay; may neither create roles nor read tenants'' tables.');
select socle.ensure_role('socle_etl', 'nologin', 'Group of the roles that load tenants'' data.');
select socle.ensure_role('socle_reader', 'nologin', 'Group of the logins of channels.');
select socle.ensure_role('socle_guarded', 'nologin', 'Group of the logins for which pg_hba.conf has rules.');
select socle.ensure_role('socle_tls', 'nologin', 'Group of the logins that come over the network by TLS only.');
select socle.ensure_role('socle_certificate', 'nologin',
    'Group of the logins that come over the network by TLS with a certificate of their own only.');

create or replace function socle.secure_database()
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
    perform socle.ensure_role(
        current_database() || '_connect', 'nologin',
        format('Group of the logins that may connect to database %I.', current_database())
    );
    -- Temporary tables belong to no schema, so that no tenant's storage would count them.
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %1$I to socle_runtime, %2$I', current_database(),
        current_database() || '_connect');
end
$$;
comment on function socle.secure_database() is 'Lets nobody connect but the platform and the database''s own group; a database that was cloned or restored needs it again, since its rights do not travel.';
revoke all on function socle.secure_database() from public;

select socle.secure_database();
