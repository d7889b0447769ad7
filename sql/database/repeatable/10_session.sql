-- 10 session: which tenant the present session acts for

create or replace function socle.session_tenant()
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
    -- A name is of the collation C, by which the index of a text is not.
    select logins.tenant_id from socle.logins where logins.login_name = session_user collate pg_catalog."default"
$$;
comment on function socle.session_tenant() is 'The tenant for whom the session''s login acts, or null.';
revoke all on function socle.session_tenant() from public;
