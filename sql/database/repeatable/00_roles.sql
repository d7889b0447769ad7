-- 00 roles: those that every database of the cluster shares
--
-- Rights are given to groups, never to ten thousand logins one by one: a
-- list of rights is read whole each time that one of them is checked.

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('socle_runtime', 'login', 'The service and the relay; may neither create roles nor read tenants'' tables.'),
            ('socle_etl', 'nologin', 'Group of the logins that load tenants'' data.'),
            ('socle_reader', 'nologin', 'Group of the logins of channels.'),
            (current_database() || '_connect', 'nologin', 'Group of the logins that may connect to this database.')
        ) as roles (role_name, attribute, description)
    loop
        begin
            execute format('create role %I %s', wanted.role_name, wanted.attribute);
            execute format('comment on role %I is %L', wanted.role_name, wanted.description);
        exception
            when duplicate_object or unique_violation then null;
        end;
    end loop;
    execute format('grant connect on database %1$I to %2$I', current_database(), current_database() || '_connect');
end
$$;
