-- 0002 close the doors that PostgreSQL leaves open to everyone
-- why: large objects belong to no schema, so that no tenant's storage would
--      count them, nobody but an owner makes objects in public, and nobody but
--      the platform writes functions, which other sessions would run as theirs;
--      advisory locks belong to no one, so that tenants would meet in them, and
--      one could take all locks that the whole server has; and messages in the
--      log of changes would fill the disk beside every quota
-- locks: none that readers notice
-- reverse: grant them again to public

revoke all on schema public from public;
grant usage on schema public to public;

revoke execute on function
    lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_import(text), lo_import(text, oid),
    lo_open(oid, integer), lo_put(oid, bigint, bytea), lo_truncate(integer, integer),
    lo_truncate64(integer, bigint), lo_unlink(oid), lowrite(integer, bytea)
from public;

revoke usage on language sql, plpgsql from public;

revoke execute on function
    pg_advisory_lock(bigint), pg_advisory_lock(integer, integer), pg_advisory_lock_shared(bigint),
    pg_advisory_lock_shared(integer, integer), pg_advisory_xact_lock(bigint),
    pg_advisory_xact_lock(integer, integer), pg_advisory_xact_lock_shared(bigint),
    pg_advisory_xact_lock_shared(integer, integer), pg_try_advisory_lock(bigint),
    pg_try_advisory_lock(integer, integer), pg_try_advisory_lock_shared(bigint),
    pg_try_advisory_lock_shared(integer, integer), pg_try_advisory_xact_lock(bigint),
    pg_try_advisory_xact_lock(integer, integer), pg_try_advisory_xact_lock_shared(bigint),
    pg_try_advisory_xact_lock_shared(integer, integer)
from public;

revoke execute on function
    pg_logical_emit_message(boolean, text, text), pg_logical_emit_message(boolean, text, bytea)
from public;
