-- 05 guards: no tenant's code runs in another's session
--
-- A reader of a share runs, as himself, whatever PostgreSQL attached to the
-- table behind it: policies, rules, and functions that the planner folds. So
-- tenants attach none. They cannot write functions either, see 0002.

create or replace function socle.refuse_code()
returns event_trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
    if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
        return;
    end if;
    if tg_tag <> 'ALTER TABLE' then
        raise exception '% is for the platform alone', tg_tag using errcode = '42501';
    end if;
    if exists (
        select from pg_catalog.pg_event_trigger_ddl_commands() as command
        join pg_catalog.pg_class on command.classid = 'pg_catalog.pg_class'::regclass and oid = command.objid
        where relrowsecurity or relforcerowsecurity
    ) then
        raise exception 'row security is for the platform alone' using errcode = '42501';
    end if;
end
$$;
comment on function socle.refuse_code() is 'Refuses a tenant every command that would attach code to what others read.';
revoke all on function socle.refuse_code() from public;

drop event trigger if exists socle_refuse_code;
create event trigger socle_refuse_code on ddl_command_end
    when tag in (
        'ALTER TABLE', 'CREATE RULE', 'ALTER RULE', 'CREATE POLICY', 'ALTER POLICY', 'CREATE TRIGGER',
        'CREATE FUNCTION', 'CREATE PROCEDURE', 'CREATE AGGREGATE', 'CREATE OPERATOR', 'CREATE OPERATOR CLASS',
        'CREATE OPERATOR FAMILY', 'CREATE CAST', 'CREATE CONVERSION', 'CREATE TRANSFORM'
    )
    execute function socle.refuse_code();
comment on event trigger socle_refuse_code is 'Lets superusers alone attach code to tables.';

-- Functions that run a text as SQL, or speak to other sessions, for whoever is made to call them.
do $$
declare
    door regprocedure;
begin
    for door in
        select oid from pg_catalog.pg_proc
        where pronamespace = 'pg_catalog'::regnamespace
            and (
                proname ~ '^(query|cursor|table|schema|database)_to_xml'
                or proname in ('ts_stat', 'pg_notify')
                or (proname = 'ts_rewrite' and pronargs = 2)
            )
    loop
        execute format('revoke execute on function %s from public', door);
    end loop;
end
$$;

create or replace function socle.attached_code(of_schema text, of_table text)
returns table (description text)
language sql
stable
set search_path = ''
as $$
    with recursive relations as (
        select pg_class.oid from pg_catalog.pg_class
        join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
        where nspname = of_schema and relname = of_table
        union
        select inhrelid from relations join pg_catalog.pg_inherits on inhparent = relations.oid
    ),
    parts (classid, objid) as (
        select 'pg_catalog.pg_class'::regclass::oid, oid from relations
        union all
        select 'pg_catalog.pg_class'::regclass, indexrelid
        from relations join pg_catalog.pg_index on indrelid = relations.oid
        union all
        select 'pg_catalog.pg_constraint'::regclass, pg_constraint.oid
        from relations join pg_catalog.pg_constraint on conrelid = relations.oid
        union all
        select 'pg_catalog.pg_attrdef'::regclass, pg_attrdef.oid
        from relations join pg_catalog.pg_attrdef on adrelid = relations.oid
        union all
        select 'pg_catalog.pg_statistic_ext'::regclass, pg_statistic_ext.oid
        from relations join pg_catalog.pg_statistic_ext on stxrelid = relations.oid
    )
    select 'row security' from relations join pg_catalog.pg_class using (oid)
    where relrowsecurity or relforcerowsecurity
    union
    select format('rule %I', rulename) from relations join pg_catalog.pg_rewrite on ev_class = relations.oid
    union
    select format('policy %I', polname) from relations join pg_catalog.pg_policy on polrelid = relations.oid
    union
    select format('trigger %I', tgname) from relations join pg_catalog.pg_trigger on tgrelid = relations.oid
    where not tgisinternal
    union
    -- What initdb made is in no dependency; what an extension brought says so.
    select pg_catalog.pg_describe_object(refclassid, refobjid, 0)
    from parts
    join pg_catalog.pg_depend using (classid, objid)
    where refclassid in (
            'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_opclass'::regclass
        )
        and not exists (
            select from pg_catalog.pg_depend as membership
            where (membership.classid, membership.objid) = (pg_depend.refclassid, pg_depend.refobjid)
                and membership.deptype = 'e'
        )
    order by 1
$$;
comment on function socle.attached_code(text, text)
    is 'Code that a query over a table could run: row security, rules, triggers, and functions of neither PostgreSQL nor an extension.';
revoke all on function socle.attached_code(text, text) from public;

create or replace function socle.safe_type(of_type oid, of_modifier integer)
returns text
language sql
stable
set search_path = ''
as $$
    with recursive bases as (
        select pg_type.*, of_modifier as modifier from pg_catalog.pg_type where oid = of_type
        union all
        select base.*, bases.typtypmod from bases
        join pg_catalog.pg_type as base on base.oid = bases.typbasetype
    )
    select pg_catalog.format_type(bases.oid, modifier)
    from bases
    join pg_catalog.pg_type as element
        on element.oid = case when bases.typcategory = 'A' and bases.typelem <> 0 then bases.typelem else bases.oid end
    where bases.typtype <> 'd'
        and (
            element.typnamespace = 'pg_catalog'::regnamespace
            or exists (
                select from pg_catalog.pg_depend
                where classid = 'pg_catalog.pg_type'::regclass and objid = element.oid and deptype = 'e'
            )
        )
$$;
comment on function socle.safe_type(oid, integer)
    is 'The type below all domains, if PostgreSQL or an extension brought it: a cast to a domain runs its check.';
revoke all on function socle.safe_type(oid, integer) from public;
