package import Postgres
package import Vocabulary

// What lies in schemas.

extension DataSide {
    static func relationsQuery(_ tenants: WantedNames, _ spaces: WantedNames) -> SQL {
        """
        with tenants as materialized (
            select position, split_part(words, ' ', 1) as tenant
            from unnest(\(sql: tenants.lines)) with ordinality as line (words, position)
        ),
        spaces as materialized (
            select position, tenant, pg_namespace.oid as space, nspname,
                substr(nspname, length(tenant) + 2) not in (
                    'audit', 'share', 'metabase', 'powerbi', 'streamlit', 'superset') as is_own
            from tenants
            join unnest(\(sql: spaces.arrays)) as wanted (word, position) using (position)
            join pg_namespace on nspname = word
        ),
        relations as (
            select position, tenant, nspname, is_own, relname, relkind, rolname, relrowsecurity, relforcerowsecurity,
                case when is_own then array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(relacl)
                    where grantee <> relowner
                    order by entry
                ) end as rights,
                array(
                    select array[attname::text, privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')]
                    from pg_attribute cross join aclexplode(attacl)
                    where is_own and attrelid = pg_class.oid and attacl is not null
                    order by attnum
                ) as column_rights,
                array(
                    select polname::text from pg_policy where polrelid = pg_class.oid order by polname
                ) as policies,
                relkind = 'S' and exists (
                    select from pg_depend
                    where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i')
                ) as is_part
            from spaces
            -- pg_class has no index by schema.
            join pg_depend on refclassid = 'pg_namespace'::regclass and refobjid = space
            join pg_class on classid = 'pg_class'::regclass and pg_class.oid = objid
            join pg_authid on pg_authid.oid = relowner
            where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                and not case when relname ~ '^socle_load_' then socle.is_staging(relname) else false end
        )
        select position::bigint, string_agg(line, E'\\n' order by line collate "C")
        from (
            select position, row(
                nspname, relname, relkind, rolname, rights,
                array(select column_rights[n][1] from generate_subscripts(column_rights, 1) as n),
                array(select column_rights[n][2] from generate_subscripts(column_rights, 1) as n),
                relrowsecurity, relforcerowsecurity, policies)::text as line
            from relations
            where (rolname <> tenant || case when is_own then '_owner' else '_share' end and not is_part)
                or relrowsecurity or relforcerowsecurity or policies <> '{}' or column_rights <> '{}'
                or rights <> case when relkind = 'S' then array['USAGE ' || tenant || '_write'] else array[
                    'DELETE ' || tenant || '_delete', 'INSERT ' || tenant || '_write', 'SELECT ' || tenant || '_read',
                    'TRUNCATE ' || tenant || '_delete', 'UPDATE ' || tenant || '_write'] end
        ) as lines
        group by position
        """
    }

    /// Reads what lies in schemas that are to go, by schema.
    ///
    /// **Cost** one query, whatever their number; none without any.
    package static func contents(
        of schemas: [Identifier], in database: borrowing Connection
    ) throws -> [String: InspectedTenant.Contents] {
        if schemas.isEmpty { return [:] }
        let found = try database.query(
            """
            select nspname::text,
                array(
                    select relname::text from pg_class
                    where relnamespace = pg_namespace.oid and relkind = 'v' and is_channel
                    order by relname
                ),
                array(
                    select pg_describe_object(classid, objid, objsubid) from pg_depend
                    where refclassid = 'pg_namespace'::regclass and refobjid = pg_namespace.oid and deptype = 'n'
                        and not (
                            classid = 'pg_class'::regclass and is_channel
                            and exists (select from pg_class where oid = objid and relkind = 'v')
                        )
                    order by 1
                )
            from pg_namespace
            cross join lateral (
                select exists (select from socle.schemas where schema_name = nspname and purpose = 'channel') as is_channel
            ) as purpose
            where nspname = any(\(schemas.map(\.text))::text[])
            """
        ) { row -> (String, InspectedTenant.Contents) in
            (try row[0], InspectedTenant.Contents(views: try row[1], others: try row[2]))
        }
        return Dictionary(found) { first, _ in first }
    }
}
