import FoundationEssentials
package import Postgres
package import Vocabulary

/// What a data database holds of a tenant, as the server wrote it.
package struct DataSide: Equatable, Sendable {
    /// Whether the database is there with every migration; nothing else was looked at if not.
    let isPrepared: Bool
    /// Whether the database has a row of the tenant.
    let isKnown: Bool
    /// Schemas that are there or registered, as lines.
    let schemasText: String
    /// The tenant's rows of `socle.logins`, as lines of login and purpose in the order of their bytes.
    let loginsText: String
    /// Rows of `pg_default_acl`, as lines.
    let defaultRightsText: String
    /// Relations that are not as they shall be, as lines.
    let relationsText: String
    /// Rights of the tenant's roles on what is no tenant's, as lines.
    let strayRightsText: String
    /// What somebody made by hand in the tenant's schemas, as lines; empty when it was not asked.
    var handmadeObjectsText = ""
    /// Extensions that are missing or not where they belong, as lines of name and schema; empty when it was not asked.
    var misplacedExtensionsText = ""

    /// Extensions that every data database has, each in the schema `public`.
    package static let extensions = ["pg_trgm", "postgis", "unaccent"]

    /// What there is in a database that is not there, or not up to date.
    package static let none = DataSide(
        isPrepared: false, isKnown: false, schemasText: "", loginsText: "", defaultRightsText: "", relationsText: "",
        strayRightsText: "")

    /// Reads what a data database holds of some tenants, in their order.
    ///
    /// **Runs as** provisioner. **Cost** five queries, whatever their number; seven when looked at thoroughly.
    ///
    /// - Parameters:
    ///   - isThorough: whether to look for what no plan could put right, such as functions made by hand. What is the
    ///     database's own is told with the first of the tenants.
    ///   - defaultRights: gives what ``defaultRights(of:_:in:)`` does, when another connection asks for it.
    package static func inspect(
        _ desired: [DesiredTenant], _ bases: [BaseSide], thoroughly isThorough: Bool = false,
        defaultRights: (() throws -> [String])? = nil,
        in database: borrowing Connection
    ) throws -> [DataSide] {
        let count = desired.count
        let spaces = WantedNames(zip(desired, bases).map { $0.schemaNames(held: $1) })
        let tenants = WantedNames(
            zip(desired, bases).map { [$0.identifier.text, $1.registration?.tenantID.uuidString ?? "-"] })
        let known = try knowledge(count: count, tenants, in: database)
        let schemas = try ServerSide.texts(count: count, schemasQuery(tenants, spaces), in: database)
        let roles = WantedNames(zip(desired, bases).map { $0.roleNames(held: $1) })
        let relations = try ServerSide.texts(count: count, relationsQuery(tenants, spaces), in: database)
        let strays = try ServerSide.texts(
            count: count,
            InspectedTenant.StrayRight.query(roles, spaces, asksDatabase: !desired.contains(where: \.hasOwnDatabase)),
            in: database)
        let rights = try defaultRights?() ?? Self.defaultRights(of: desired, bases, in: database)
        var sides = (0..<count).map {
            DataSide(
                isPrepared: true, isKnown: known[$0].isKnown, schemasText: schemas[$0], loginsText: known[$0].logins,
                defaultRightsText: rights[$0], relationsText: relations[$0],
                strayRightsText: strays[$0])
        }
        if isThorough, count > 0 {
            let handmade = try ServerSide.texts(
                count: count, InspectedTenant.HandmadeObject.query(tenants, spaces), in: database)
            for index in sides.indices { sides[index].handmadeObjectsText = handmade[index] }
            sides[0].misplacedExtensionsText = try misplacedExtensions(in: database)
        }
        return sides
    }

    private static func misplacedExtensions(in database: borrowing Connection) throws -> String {
        try database.first(
            """
            select coalesce(string_agg(name || ' ' || coalesce(nspname, ''), E'\\n' order by name collate "C"), '')
            from unnest(\(extensions)::text[]) as name
            left join pg_extension on extname = name
            left join pg_namespace on pg_namespace.oid = extnamespace
            where nspname is distinct from 'public'
            """
        ) { row -> String in try row[0] } ?? ""
    }

    /// Reads with which rights objects to come will be made, as lines of each tenant; the costliest question of all.
    ///
    /// **Runs as** provisioner. **Cost** one query, whatever their number.
    package static func defaultRights(
        of desired: [DesiredTenant], _ bases: [BaseSide], in database: borrowing Connection
    ) throws -> [String] {
        let roles = WantedNames(zip(desired, bases).map { $0.roleNames(held: $1) })
        let spaces = WantedNames(zip(desired, bases).map { $0.schemaNames(held: $1) })
        return try ServerSide.texts(count: desired.count, defaultRightsQuery(roles, spaces), in: database)
    }

    private static func knowledge(
        count: Int, _ tenants: WantedNames, in database: borrowing Connection
    ) throws -> [(isKnown: Bool, logins: String)] {
        var known = Array(repeating: (isKnown: false, logins: ""), count: count)
        let rows = try database.query(
            """
            with found as materialized (
                select position, tenant_id
                from unnest(string_to_array(\(tenants.text), E'\\n')) with ordinality as line (words, position)
                join socle.tenants on identifier = split_part(words, ' ', 1)
                    and tenant_id::text = lower(split_part(words, ' ', 2))
            ),
            logins as (
                select tenant_id, string_agg(login_name || ' ' || purpose, E'\\n' order by login_name collate "C") as list
                from socle.logins where tenant_id in (select tenant_id from found) group by tenant_id
            )
            select position, list from found left join logins using (tenant_id)
            """
        ) { row -> (Int, String?) in (try row[0], try row[1]) }
        for (position, logins) in rows { known[position - 1] = (true, logins ?? "") }
        return known
    }

    private static func schemasQuery(_ tenants: WantedNames, _ spaces: WantedNames) -> SQL {
        """
        with wanted as (
            select position, word from unnest(\(sql: spaces.arrays)) as wanted (word, position)
            union
            select position, schema_name::name
            from unnest(string_to_array(\(tenants.text), E'\\n')) with ordinality as line (words, position)
            join socle.tenants on identifier = split_part(words, ' ', 1)
            join socle.schemas using (tenant_id)
        )
        select position, string_agg(
            json_build_array(
                word, owner.rolname, purpose,
                array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(nspacl)
                    where grantee <> nspowner
                        -- What shares and channels give their readers is theirs to say.
                        and not (privilege_type = 'USAGE' and grantee <> 0 and not is_grantable
                            and ((purpose = 'share' and word like '%\\_share')
                                or (purpose = 'channel'
                                    and grantee = (select oid from pg_authid where rolname = nspname))))
                    order by entry
                ))::text, E'\\n' order by word collate "C")
        from wanted
        left join pg_namespace on nspname = word
        left join pg_authid as owner on owner.oid = nspowner
        left join socle.schemas on schema_name = word
        where nspname is not null or schema_name is not null
        group by position
        """
    }

    private static func defaultRightsQuery(_ roles: WantedNames, _ spaces: WantedNames) -> SQL {
        """
        with roles as materialized (
            select position, oid as role
            from unnest(\(sql: roles.arrays)) as wanted (word, position)
            join pg_authid on rolname = word
        ),
        spaces as materialized (
            select position, oid as space
            from unnest(\(sql: spaces.arrays)) as wanted (word, position)
            join pg_namespace on nspname = word
        ),
        found as (
            select position, oid from roles join pg_default_acl on defaclrole = role
            union
            -- Whoever else has opened what he may make here; by the only index that knows it.
            select position, objid
            from spaces
            join pg_depend on refclassid = 'pg_namespace'::regclass and refobjid = space
            where classid = 'pg_default_acl'::regclass
        )
        select position, string_agg(line, E'\\n' order by line collate "C")
        from (
            select position, json_build_array(
                maker.rolname, nspname, defaclobjtype,
                array(
                    select (privilege_type || case when is_grantable then '* ' else ' ' end
                        || coalesce(nullif(grantee, 0)::regrole::text, '')) collate "C" as entry
                    from aclexplode(defaclacl)
                    where grantee <> defaclrole
                    order by entry
                ))::text as line
            from found
            join pg_default_acl using (oid)
            join pg_authid as maker on maker.oid = defaclrole
            left join pg_namespace on pg_namespace.oid = defaclnamespace
        ) as lines
        group by position
        """
    }

    private static func relationsQuery(_ tenants: WantedNames, _ spaces: WantedNames) -> SQL {
        """
        with tenants as materialized (
            select position, split_part(words, ' ', 1) as tenant
            from unnest(string_to_array(\(tenants.text), E'\\n')) with ordinality as line (words, position)
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
        select position, string_agg(line, E'\\n' order by line collate "C")
        from (
            select position, json_build_array(
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
