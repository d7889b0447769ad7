import Postgres
import Vocabulary

extension InspectedTenant {
    /// Something in the tenant's schemas, on its tables or in its own database that no declaration, no load and no login
    /// of the tenant makes.
    package struct HandmadeObject: Hashable, Sendable {
        /// What it is, as PostgreSQL calls it: `function`, `trigger`, `type`.
        package internal(set) var kind: String
        /// Its name with its schema or its table, in quotes where SQL asks for them.
        package internal(set) var identity: String

        /// What a person does about it.
        var remedy: String {
            switch kind {
            case "schema": "drop it, or move what it holds into the schema of a declared theme"
            case "table", "view", "materialized view", "sequence":
                "drop it, or move it into one of the tenant's schemas"
            default: "drop it where nobody needs it"
            }
        }

        /// What it is, with its name in quotes.
        var shown: String { "\(kind) \(quoted(identity))" }
    }
}

extension InspectedTenant.HandmadeObject: FactDecodable {
    init(from columns: inout FactColumns) throws {
        kind = try columns.word()
        identity = try columns.word()
    }

    /// Reads what somebody made by hand in schemas of some tenants, as lines.
    ///
    /// Tables, views and sequences are not meant: they are compared by owner and rights. Types, collations, statistics
    /// and dictionaries are a tenant's to make and then belong to its owner; functions, rules and triggers never are.
    static func query(_ tenants: WantedNames, _ spaces: WantedNames) -> SQL {
        """
        with spaces as materialized (
            select position, pg_namespace.oid as space, pg_authid.oid as maker
            from unnest(\(sql: tenants.lines)) with ordinality as line (words, position)
            join unnest(\(sql: spaces.lines)) with ordinality as other (names, position) using (position)
            cross join unnest(string_to_array(names, ' ')) as word
            join pg_namespace on nspname = word
            left join pg_authid on rolname = split_part(words, ' ', 1) || '_owner'
        ),
        inside as materialized (
            select position, maker, classid, objid
            from spaces
            join pg_depend on refclassid = 'pg_namespace'::regclass and refobjid = space and deptype = 'n'
        ),
        found as (
            select position, classid, objid
            from inside
            where not exists (
                    -- What an extension brought, and what PostgreSQL makes for a type by itself.
                    select from pg_depend as member
                    where (member.classid, member.objid) = (inside.classid, inside.objid)
                        and member.deptype in ('e', 'i')
                )
                and case classid
                    when 'pg_class'::regclass then (select relkind = 'f' from pg_class where oid = objid)
                    -- Rights to come are compared as such.
                    when 'pg_default_acl'::regclass then false
                    else true
                end
                and not (
                    classid in (
                        'pg_type'::regclass, 'pg_collation'::regclass, 'pg_statistic_ext'::regclass,
                        'pg_ts_dict'::regclass, 'pg_ts_config'::regclass
                    )
                    and exists (
                        select from pg_shdepend as owned
                        where dbid = (select oid from pg_database where datname = current_database())
                            and (owned.classid, owned.objid, owned.deptype, refobjid)
                                = (inside.classid, inside.objid, 'o', maker)
                    )
                )
            union all
            -- A move watches by a trigger of its own who writes.
            select position, 'pg_trigger'::regclass, pg_trigger.oid
            from inside
            join pg_trigger on classid = 'pg_class'::regclass and tgrelid = inside.objid
            where not tgisinternal and tgparentid = 0 and tgfoid <> 'socle.note_touch()'::regprocedure
            union all
            select position, 'pg_rewrite'::regclass, pg_rewrite.oid
            from inside
            join pg_rewrite on classid = 'pg_class'::regclass and ev_class = inside.objid
            where rulename <> '_RETURN'
            union
            -- What takes changes of its tables elsewhere, or brings some.
            select position, 'pg_publication'::regclass, prpubid
            from inside
            join pg_publication_rel on classid = 'pg_class'::regclass and prrelid = inside.objid
            union
            select position, 'pg_publication'::regclass, pnpubid
            from spaces
            join pg_publication_namespace on pnnspid = space
            union
            -- One of all tables is told with the first of the tenants.
            select 1, 'pg_publication'::regclass, oid from pg_publication where puballtables
            union
            select position, 'pg_subscription'::regclass, srsubid
            from inside
            join pg_subscription_rel on classid = 'pg_class'::regclass and srrelid = inside.objid
        )
        select position::bigint, string_agg(line, E'\\n' order by line collate "C")
        from (
            select position, row(type, identity)::text as line
            from found cross join pg_identify_object(classid, objid, 0)
        ) as lines
        group by position
        """
    }

    /// Reads what somebody made by hand elsewhere in a tenant's own database, as lines.
    ///
    /// There is nothing in such a database but the platform's schemas, those of the tenant and what extensions brought.
    ///
    /// - Parameters:
    ///   - position: the tenant's place among those that are asked about, from 1.
    ///   - spaces: the schemas of each of these.
    static func strayQuery(_ position: Int, _ spaces: WantedNames) -> SQL {
        let extensions = (Tenancy.DataSide.extensions + ["pgaudit"]).joined(separator: " ")
        return """
            with found as (
                select 'pg_namespace'::regclass as classid, oid as objid
                from pg_namespace
                where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'socle', 'catalogue')
                    and nspname not in (select schema_name::name from socle.schemas)
                    and nspname not in (select word from unnest(\(sql: spaces.arrays)) as wanted (word, position))
                union all
                select classid, objid
                from pg_depend
                where refclassid = 'pg_namespace'::regclass and refobjid = 'public'::regnamespace and deptype = 'n'
                    and classid not in ('pg_default_acl'::regclass, 'pg_extension'::regclass)
                union all
                select 'pg_extension'::regclass, oid
                from pg_extension
                where extname <> all(string_to_array(\(literal: extensions), ' '))
                    and extnamespace = 'public'::regnamespace
                union all
                select 'pg_publication'::regclass, oid from pg_publication where not puballtables
                union all
                select 'pg_subscription'::regclass, oid
                from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())
            )
            select \(literal: String(position))::bigint, string_agg(line, E'\\n' order by line collate "C")
            from (
                select row(type, identity)::text as line
                from found cross join pg_identify_object(classid, objid, 0)
                where not exists (
                    -- What an extension brought, and what belongs to something else by itself.
                    select from pg_depend as member
                    where (member.classid, member.objid) = (found.classid, found.objid)
                        and member.deptype in ('e', 'i', 'a')
                )
            ) as lines
            having count(*) > 0
            """
    }
}
