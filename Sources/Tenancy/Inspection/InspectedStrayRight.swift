import Postgres

extension InspectedTenant {
    /// A right that somebody gave a role of the tenant on what is no tenant's: the platform's, PostgreSQL's, the database.
    package struct StrayRight: Hashable, Sendable {
        /// Who has it.
        package internal(set) var role: String
        /// What it is on, as GRANT has it: `table`, `routine`, `schema`, `database`.
        package internal(set) var kind: String
        /// Its name, in quotes where SQL asks for them.
        package internal(set) var object: String
        /// `SELECT`, `EXECUTE`, each in the order of their bytes.
        package internal(set) var privileges: [String]

        /// What it lets the role do, in words.
        var shown: String {
            "\(privileges.joined(separator: ", ").lowercased()) on \(kind) \(object)"
        }
    }
}

extension InspectedTenant.StrayRight: FactDecodable {
    init(from columns: inout FactColumns) throws {
        role = try columns.word()
        kind = try columns.word()
        object = try columns.word()
        privileges = try columns.texts() ?? []
    }

    /// Reads the rights that roles of some tenants have where they belong to nobody, as lines.
    ///
    /// What lies in schemas of tenants is looked at by whose they are. The objects are asked and not the roles, since
    /// they do not grow in number with the tenants.
    ///
    /// - Parameters:
    ///   - roles: those of each tenant.
    ///   - spaces: the schemas of each tenant.
    ///   - asksDatabase: whether the database itself is everybody's; a tenant's own is inspected as such.
    static func query(_ roles: WantedNames, _ spaces: WantedNames, asksDatabase: Bool) -> SQL {
        """
        with spaces as materialized (
            select oid as space from pg_namespace
            where nspname not in (select schema_name::name from socle.schemas)
                and nspname not in (select word from unnest(\(sql: spaces.arrays)) as wanted (word, position))
        ),
        objects as (
            select 'pg_class'::regclass as catalog, pg_class.oid as object, relacl as acl
            from spaces join pg_class on relnamespace = space where relacl is not null
            union all
            select 'pg_class'::regclass, attrelid, attacl
            from pg_attribute join pg_class on pg_class.oid = attrelid join spaces on relnamespace = space
            where attacl is not null
            union all
            select 'pg_proc'::regclass, pg_proc.oid, proacl
            from spaces join pg_proc on pronamespace = space where proacl is not null
            union all
            select 'pg_type'::regclass, pg_type.oid, typacl
            from spaces join pg_type on typnamespace = space where typacl is not null
            union all
            select 'pg_namespace'::regclass, space, nspacl
            from spaces join pg_namespace on oid = space where nspacl is not null
            union all
            select 'pg_database'::regclass, oid, datacl from pg_database
            where datacl is not null and datname = current_database() and \(raw: String(asksDatabase))
            union all
            select 'pg_language'::regclass, oid, lanacl from pg_language where lanacl is not null
            union all
            select 'pg_foreign_data_wrapper'::regclass, oid, fdwacl from pg_foreign_data_wrapper where fdwacl is not null
            union all
            select 'pg_foreign_server'::regclass, oid, srvacl from pg_foreign_server where srvacl is not null
            union all
            select 'pg_tablespace'::regclass, oid, spcacl from pg_tablespace where spcacl is not null
            union all
            select 'pg_parameter_acl'::regclass, oid, paracl from pg_parameter_acl where paracl is not null
        ),
        granted as materialized (
            select rolname, catalog, object, array_agg(distinct privilege_type order by privilege_type) as list
            from objects cross join aclexplode(acl) join pg_authid on pg_authid.oid = grantee
            group by rolname, catalog, object
        ),
        found as (
            select position, granted.*
            from unnest(\(sql: roles.arrays)) as wanted (word, position)
            join granted on rolname = word
        )
        select position::bigint, string_agg(line, E'\\n' order by line collate "C")
        from (
            select position, row(
                rolname,
                case
                    when catalog = 'pg_proc'::regclass then 'routine'
                    when type in ('table', 'view', 'materialized view', 'foreign table') then 'table'
                    when type = 'server' then 'foreign server'
                    when type = 'foreign-data wrapper' then 'foreign data wrapper'
                    when type = 'parameter ACL' then 'parameter'
                    else type
                end,
                identity, list)::text as line
            from found cross join pg_identify_object(catalog, object, 0)
        ) as lines
        group by position
        """
    }
}
