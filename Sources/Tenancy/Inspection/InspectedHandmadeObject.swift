import Postgres
import Vocabulary

extension InspectedTenant {
    /// Something in the tenant's schemas or on its tables that no declaration, no load and no login of the tenant makes.
    package struct HandmadeObject: Hashable, Sendable {
        /// What it is, as PostgreSQL calls it: `function`, `trigger`, `type`.
        package internal(set) var kind: String
        /// Its name with its schema or its table, in quotes where SQL asks for them.
        package internal(set) var identity: String

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
            from \(sql: tenants.lines) with ordinality as line (words, position)
            join \(sql: spaces.lines) with ordinality as other (names, position) using (position)
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
        )
        select position::bigint, string_agg(line, E'\\n' order by line collate "C")
        from (
            select position, row(type, identity)::text as line
            from found cross join pg_identify_object(classid, objid, 0)
        ) as lines
        group by position
        """
    }
}
