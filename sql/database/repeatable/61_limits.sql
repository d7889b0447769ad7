-- 61 limits: what a tenant uses here, and what it may not make
--
-- Storage is read from the server's files and not by pg_total_relation_size:
-- that waits for a table which a tenant has locked, and does not see a table
-- whose transaction is open, so that a load would be measured when it is over.

create or replace function socle.data_folders()
returns table (tablespace oid, folder text)
language sql
stable
set search_path = ''
as $$
    select pg_tablespace.oid,
        case spcname
            when 'pg_default' then format('base/%s', pg_database.oid)
            else format('pg_tblspc/%s/PG_%s_%s/%s', pg_tablespace.oid,
                current_setting('server_version_num')::integer / 10000, catalog_version_no, pg_database.oid)
        end
    from pg_catalog.pg_tablespace
    cross join pg_catalog.pg_database
    cross join pg_catalog.pg_control_system()
    where spcname <> 'pg_global' and datname = current_database()
$$;
comment on function socle.data_folders() is 'The folders of the server in which files of this database lie.';
revoke all on function socle.data_folders() from public;

create or replace function socle.measured_storage()
returns table (tenant_id uuid, bytes bigint)
language sql
volatile
set search_path = ''
set work_mem = '64MB'
as $$
    with files as materialized (
        -- 16384, 16384.1, 16384_vm: the first number names the relation.
        select split_part(split_part(name, '.', 1), '_', 1)::oid as node, sum(size)::bigint as bytes
        from socle.data_folders()
        cross join lateral pg_catalog.pg_ls_dir(folder, true, false) as name
        cross join lateral pg_catalog.pg_stat_file(folder || '/' || name, true)
        where name collate "C" between '1' and ':'
        group by node
    ),
    relations as materialized (
        select schemas.tenant_id, pg_class.oid, relfilenode, reltoastrelid
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        join pg_catalog.pg_class on relnamespace = pg_namespace.oid
        where relkind in ('r', 'm', 'S', 'i')
    ),
    owned as (
        select relations.tenant_id, relfilenode from relations
        union all
        select relations.tenant_id, toast.relfilenode
        from relations
        join pg_catalog.pg_class as toast on toast.oid = relations.reltoastrelid
        union all
        select relations.tenant_id, pg_class.relfilenode
        from relations
        join pg_catalog.pg_index on indrelid = relations.reltoastrelid
        join pg_catalog.pg_class on pg_class.oid = indexrelid
    ),
    -- Files of transactions that are still open, or that a crash left behind.
    -- By set difference, whatever the planner thinks of the number of files.
    unknown as materialized (
        select files.node, files.bytes
        from (
            select node from files where node >= 16384 and bytes > 0
            except
            select relfilenode from pg_catalog.pg_class
        ) as strange
        join files using (node)
    ),
    locks as materialized (
        select relation, mode, logins.tenant_id
        from pg_catalog.pg_locks
        join pg_catalog.pg_stat_activity using (pid)
        join socle.logins on login_name = usename::text
        where locktype = 'relation' and pg_stat_activity.datname = current_database()
            and pg_locks.database = pg_stat_activity.datid and exists (select from unknown)
    ),
    -- A table that its transaction made bears its file's number, and is locked.
    made as (
        select distinct locks.tenant_id, node, bytes from unknown join locks on relation = node
    ),
    -- One that its transaction emptied or rewrote has a new file whose number only that transaction knows.
    rewriters as materialized (
        select distinct locks.tenant_id
        from locks
        join relations on relations.oid = relation and relations.tenant_id = locks.tenant_id
        where mode = 'AccessExclusiveLock'
    ),
    rewritten as (
        select rewriters.tenant_id,
            (select sum(bytes) from unknown where node not in (select node from made))
            / (select count(*) from rewriters) as bytes
        from rewriters
    )
    select tenants.tenant_id, coalesce(sum(found.bytes), 0)::bigint
    from socle.tenants
    left join (
        select owned.tenant_id, files.bytes from owned join files on node = relfilenode
        union all
        select made.tenant_id, made.bytes from made
        union all
        select rewritten.tenant_id, rewritten.bytes from rewritten
    ) as found using (tenant_id)
    group by tenants.tenant_id
$$;
comment on function socle.measured_storage()
    is 'Bytes of the files of every tenant here: tables, indexes, long values, unlogged tables, materialized views, sequences, and what open transactions wrote.';
revoke all on function socle.measured_storage() from public;

create or replace function socle.tenant_storage(of_tenants uuid[])
returns table (tenant_id uuid, bytes bigint)
language sql
volatile
set search_path = ''
as $$
    with recursive relations as (
        select schemas.tenant_id, pg_class.oid, reltoastrelid
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        join pg_catalog.pg_depend on refclassid = 'pg_catalog.pg_namespace'::regclass
            and refobjid = pg_namespace.oid and classid = 'pg_catalog.pg_class'::regclass
        join pg_catalog.pg_class on pg_class.oid = objid
        where schemas.tenant_id = any (of_tenants) and relkind in ('r', 'm', 'S')
    ),
    heaps as (
        select relations.tenant_id, relations.oid from relations
        union all
        select relations.tenant_id, reltoastrelid from relations where reltoastrelid <> 0
    ),
    paths as (
        select heaps.tenant_id, pg_catalog.pg_relation_filepath(heaps.oid::regclass) as path from heaps
        union all
        select heaps.tenant_id, pg_catalog.pg_relation_filepath(indexrelid::regclass)
        from heaps
        join pg_catalog.pg_index on indrelid = heaps.oid
        union all
        -- What open transactions made: locked, and not yet to be seen.
        select distinct logins.tenant_id, format('%s/%s', folder, relation)
        from socle.logins
        join pg_catalog.pg_stat_activity on usename = login_name::name and datname = current_database()
        join pg_catalog.pg_locks on pg_locks.pid = pg_stat_activity.pid and locktype = 'relation'
            and pg_locks.database = pg_stat_activity.datid
        join socle.data_folders() on tablespace = 1663
        where logins.tenant_id = any (of_tenants) and relation >= 16384
            and not exists (select from pg_catalog.pg_class where oid = relation)
    ),
    segments (tenant_id, path, number, bytes) as (
        select paths.tenant_id, path || fork, 0, (pg_catalog.pg_stat_file(path || fork, true)).size
        from paths
        cross join unnest(array['', '_fsm', '_vm', '_init']) as fork
        union all
        select segments.tenant_id, path, number + 1,
            (pg_catalog.pg_stat_file(format('%s.%s', path, number + 1), true)).size
        from segments
        where bytes = pg_catalog.pg_size_bytes(current_setting('segment_size'))
    )
    select wanted, coalesce(sum(segments.bytes), 0)::bigint
    from unnest(of_tenants) as wanted
    left join segments on segments.tenant_id = wanted
    group by wanted
$$;
comment on function socle.tenant_storage(uuid[])
    is 'What measured_storage tells, of a few tenants and in milliseconds; without tables that an open transaction rewrites.';
revoke all on function socle.tenant_storage(uuid[]) from public;

create or replace function socle.has_rewriters()
returns boolean
language sql
volatile
set search_path = ''
as $$
    select exists (
        select from pg_catalog.pg_locks
        join pg_catalog.pg_stat_activity using (pid)
        join socle.logins on login_name = usename::text
        join pg_catalog.pg_class on pg_class.oid = relation
        where locktype = 'relation' and mode = 'AccessExclusiveLock' and relkind = 'r' and granted
            and pg_stat_activity.datname = current_database() and pg_locks.database = pg_stat_activity.datid
    )
$$;
comment on function socle.has_rewriters()
    is 'Whether a tenant''s open transaction may be rewriting a table, whose growth only measured_storage sees.';
revoke all on function socle.has_rewriters() from public;

create or replace function socle.counted_objects()
returns table (tenant_id uuid, objects bigint, history_bytes bigint)
language sql
stable
set search_path = ''
as $$
    with own_schemas as materialized (
        select schemas.tenant_id, pg_namespace.oid
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        where purpose in ('data', 'analytics', 'theme')
    ),
    objects as (
        select own_schemas.tenant_id
        from own_schemas
        join pg_catalog.pg_depend on refclassid = 'pg_catalog.pg_namespace'::regclass and refobjid = own_schemas.oid
        where classid <> 'pg_catalog.pg_default_acl'::regclass
        union all
        select own_schemas.tenant_id
        from own_schemas
        join pg_catalog.pg_class on relnamespace = own_schemas.oid
        where relkind in ('i', 'I')
        union all
        select own_schemas.tenant_id
        from own_schemas
        join pg_catalog.pg_constraint on connamespace = own_schemas.oid
        where contype in ('c', 'f')
    ),
    history as (
        select kept.tenant_id, sum(kept.bytes) as bytes
        from (
            select loads.tenant_id, pg_catalog.pg_column_size(loads) + rejected_bytes from socle.loads
            union all
            select outbox.tenant_id, pg_catalog.pg_column_size(payload) from socle.outbox
            union all
            select audit_events.tenant_id, pg_catalog.pg_column_size(detail) from socle.audit_events
            where action in ('person.erased', 'retention.applied')
        ) as kept (tenant_id, bytes)
        group by kept.tenant_id
    )
    select tenants.tenant_id, coalesce(counted.number, 0), coalesce(history.bytes, 0)::bigint
    from socle.tenants
    left join (select objects.tenant_id, count(*) as number from objects group by 1) as counted using (tenant_id)
    left join history using (tenant_id)
$$;
comment on function socle.counted_objects()
    is 'What each tenant made here: tables, views, sequences, indexes, types, constraints and the like; and the bytes that the platform keeps of its loads and erasures.';
revoke all on function socle.counted_objects() from public;

create or replace function socle.object_count(of_tenant uuid)
returns bigint
language sql
stable
set search_path = ''
as $$
    with own as materialized (
        select pg_depend.classid, pg_depend.objid
        from socle.schemas
        join pg_catalog.pg_namespace on nspname = schema_name::name
        join pg_catalog.pg_depend on refclassid = 'pg_catalog.pg_namespace'::regclass and refobjid = pg_namespace.oid
        where tenant_id = of_tenant and purpose in ('data', 'analytics', 'theme')
            and classid <> 'pg_catalog.pg_default_acl'::regclass
    )
    select (select count(*) from own)
        + (
            select count(*) from own
            join pg_catalog.pg_index on indrelid = objid
            where classid = 'pg_catalog.pg_class'::regclass
        )
        + (
            select count(*) from own
            join pg_catalog.pg_constraint
                on (classid = 'pg_catalog.pg_class'::regclass and conrelid = objid)
            where contype in ('c', 'f')
        )
        + (
            select count(*) from own
            join pg_catalog.pg_constraint
                on (classid = 'pg_catalog.pg_type'::regclass and contypid = objid)
            where contype = 'c'
        )
$$;
comment on function socle.object_count(uuid) is 'What counted_objects tells, of one tenant and in milliseconds.';
revoke all on function socle.object_count(uuid) from public;

create or replace function socle.text_bytes(of_class oid, of_object oid)
returns bigint
language sql
stable
set search_path = ''
as $$
    select coalesce(sum(length), 0) from (
        select octet_length(description) from pg_catalog.pg_description where (objoid, classoid) = (of_object, of_class)
        union all
        select octet_length(ev_action::text) from pg_catalog.pg_rewrite
        where ev_class = of_object and of_class = 'pg_catalog.pg_class'::regclass
        union all
        select octet_length(adbin::text) from pg_catalog.pg_attrdef
        where adrelid = of_object and of_class = 'pg_catalog.pg_class'::regclass
        union all
        select octet_length(conbin::text) from pg_catalog.pg_constraint
        where conrelid = of_object and of_class = 'pg_catalog.pg_class'::regclass
        union all
        select octet_length(conbin::text) from pg_catalog.pg_constraint
        where contypid = of_object and of_class = 'pg_catalog.pg_type'::regclass
        union all
        select octet_length(typdefault) from pg_catalog.pg_type
        where oid = of_object and of_class = 'pg_catalog.pg_type'::regclass
        union all
        select 100 from pg_catalog.pg_enum
        where enumtypid = of_object and of_class = 'pg_catalog.pg_type'::regclass
        union all
        select octet_length(coalesce(indexprs::text, '')) + octet_length(coalesce(indpred::text, ''))
        from pg_catalog.pg_index
        where indexrelid = of_object and of_class = 'pg_catalog.pg_class'::regclass
    ) as texts (length)
$$;
comment on function socle.text_bytes(oid, oid)
    is 'Bytes that catalogs keep of an object beside its rows: comments, definitions, defaults, checks, labels.';
revoke all on function socle.text_bytes(oid, oid) from public;

create or replace function socle.growing_rights(of_tenant uuid)
returns table (object text, privilege text, grantee oid)
language sql
stable
set search_path = ''
as $$
    select rights.object, rights.privilege, rights.grantee
    from socle.own_rights(of_tenant) as rights
    where rights.privilege in ('INSERT', 'UPDATE', 'CREATE')
        and rights.grantee not in (
            select pg_roles.oid from pg_catalog.pg_roles
            join socle.tenants on rolname in (format('%s_owner', identifier), format('%s_write', identifier))
            where tenant_id = of_tenant
        )
$$;
comment on function socle.growing_rights(uuid)
    is 'Rights to make a tenant''s storage grow that go past its group of writers, so that a freeze would not take them.';
revoke all on function socle.growing_rights(uuid) from public;

create or replace function socle.refuse_excess()
returns event_trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    own_tenant uuid;
    own_name text;
    object_limit bigint;
    found record;
begin
    -- What the platform does is the platform's to answer for. Nobody sets this setting, and reading it costs nothing.
    if current_setting('is_superuser')::boolean then
        return;
    end if;
    own_tenant := socle.session_tenant();
    if own_tenant is null then
        return;
    end if;
    select identifier, tenants.object_limit into own_name, object_limit
    from socle.tenants where tenant_id = own_tenant;
    -- What a login owned itself, no freeze would keep from growing.
    if exists (
        select from pg_catalog.pg_shdepend
        where refclassid = 'pg_catalog.pg_authid'::regclass and deptype = 'o'
            and refobjid = (select oid from pg_catalog.pg_roles where rolname = session_user)
            and dbid = (select oid from pg_catalog.pg_database where datname = current_database())
    ) then
        raise exception 'what tenant "%" makes belongs to role "%_owner"', own_name, own_name
            using errcode = '42501', hint = format('Begin with: set role %I', own_name || '_owner');
    end if;
    if tg_tag in ('GRANT', 'ALTER DEFAULT PRIVILEGES') then
        select rights.object, rights.privilege, rolname into found
        from socle.growing_rights(own_tenant) as rights
        left join pg_catalog.pg_roles on pg_roles.oid = grantee
        limit 1;
        if found.object is not null then
            raise exception '% on % would go to role "%", past the group "%_write"',
                lower(found.privilege), found.object, found.rolname, own_name
                using errcode = '42501', hint = 'Who may write is who is a member of that group.';
        end if;
        return;
    end if;
    select object_identity, socle.text_bytes(classid, objid) as bytes into found
    from pg_catalog.pg_event_trigger_ddl_commands()
    where socle.text_bytes(classid, objid) > 1048576
    limit 1;
    if found.object_identity is not null then
        raise exception 'comments and definitions of % would take % bytes; 1048576 are allowed',
            found.object_identity, found.bytes
            using errcode = '54000';
    end if;
    if object_limit is not null and tg_tag ~ '^(CREATE|ALTER|SELECT INTO)' then
        if socle.object_count(own_tenant) > object_limit then
            raise exception 'tenant "%" would have % objects; % are allowed',
                own_name, socle.object_count(own_tenant), object_limit
                using errcode = '53400', hint = 'Drop what is not needed, or raise limits.max_objects.';
        end if;
    end if;
end
$$;
comment on function socle.refuse_excess()
    is 'Refuses a tenant''s statement after which it would have more objects than it may, texts in catalogs beyond measure, or a way to grow that no freeze would close.';
revoke all on function socle.refuse_excess() from public;

drop event trigger if exists socle_refuse_excess;
create event trigger socle_refuse_excess on ddl_command_end execute function socle.refuse_excess();
comment on event trigger socle_refuse_excess is 'Keeps tenants within what catalogs may hold of them.';
