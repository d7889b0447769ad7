package import Postgres

extension SourceCatalog {
    /// Reads the catalogs, within one snapshot of the caller.
    ///
    /// **Cost** six queries, whatever the source holds.
    package static func read(_ source: borrowing Connection) throws -> SourceCatalog {
        var tables = try readTables(source)
        let places = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.oid, $0) })
        for (oid, column) in try readColumns(source) {
            if let place = places[oid] { tables[place].columns.append(column) }
        }
        for (oid, constraint) in try readConstraints(source) {
            if let place = places[oid] { tables[place].constraints.append(constraint) }
        }
        for (oid, index) in try readIndexes(source) {
            if let place = places[oid] { tables[place].indexes.append(index) }
        }
        let facts = try source.query(
            """
            select current_setting('server_version'), current_database()::text,
                pg_encoding_to_char(encoding)::text, datcollate::text, session_user::text,
                case when has_database_privilege(oid, 'connect') then pg_database_size(oid) end,
                (select count(*) from pg_largeobject_metadata)
            from pg_database where datname = current_database()
            """)
        let extensions = try source.query(
            "select extname::text, nspname::text from pg_extension join pg_namespace on pg_namespace.oid = extnamespace"
        ) { row -> (String, String) in (try row[0], try row[1]) }
        guard let row = facts.first else { throw AdoptionFailure.catalogEmpty }
        return SourceCatalog(
            version: try row[0], database: try row[1], encoding: try row[2], collation: try row[3], login: try row[4],
            bytes: try row[5], largeObjects: try row[6],
            extensions: Dictionary(extensions) { first, _ in first }, tables: tables, others: try readOthers(source))
    }

    /// What is nobody's but the client's: no schema of PostgreSQL, no member of an extension.
    private static let ownRelations: SQL = """
        relnamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
            and not exists (
                select from pg_depend
                where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
            )
        """

    private static func readTables(_ source: borrowing Connection) throws -> [SourceTable] {
        try source.query(
            """
            select pg_class.oid::bigint, nspname::text, relname::text, pg_get_userbyid(relowner)::text,
                obj_description(pg_class.oid, 'pg_class'), relkind = 'p', relispartition,
                case when relkind = 'p' then (select count(*) from pg_partition_tree(pg_class.oid) where isleaf) else 0 end,
                array(
                    select inhparent::regclass::text from pg_inherits
                    where inhrelid = pg_class.oid and not relispartition order by inhseqno
                ),
                case when relkind = 'p' then (
                    select coalesce(sum(greatest(leaf.reltuples, 0)), 0)::bigint
                    from pg_partition_tree(pg_class.oid) as part join pg_class as leaf on leaf.oid = part.relid
                    where isleaf
                ) else reltuples::bigint end,
                case when relkind = 'p' then (
                    select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint
                    from pg_partition_tree(pg_class.oid)
                ) else pg_total_relation_size(pg_class.oid) end,
                has_schema_privilege(relnamespace, 'usage') and has_any_column_privilege(pg_class.oid, 'select'),
                relrowsecurity and row_security_active(pg_class.oid)
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p') and \(sql: ownRelations)
            order by nspname, relname
            """
        ) { row in
            SourceTable(
                oid: try row[0], schema: try row[1], name: try row[2], owner: try row[3], comment: try row[4],
                isPartitioned: try row[5], isPartition: try row[6], partitions: try row[7], parents: try row[8],
                estimatedRows: try row[9], bytes: try row[10], isReadable: try row[11], hidesRows: try row[12])
        }
    }

    private static func readColumns(_ source: borrowing Connection) throws -> [(Int, SourceColumn)] {
        try source.query(
            """
            with recursive steps as (
                select oid as start, oid, typtype, typbasetype, typtypmod, 0 as depth, -1 as modifier from pg_type
                union all
                select start, base.oid, base.typtype, base.typbasetype, base.typtypmod, depth + 1, steps.typtypmod
                from steps join pg_type as base on base.oid = steps.typbasetype
                where steps.typtype = 'd'
            ),
            bases as (
                select start, oid, depth > 0 as is_domain, modifier from steps where typtype <> 'd'
            )
            select attrelid::bigint, attname::text, format_type(atttypid, atttypmod),
                below.typname::text,
                format_type(outer_base.oid, case when outer_base.is_domain then outer_base.modifier else atttypmod end),
                case when inner_base.is_domain then inner_base.modifier
                    when outer_base.is_domain then outer_base.modifier else atttypmod end,
                held.typcategory = 'A' and held.typelem <> 0, outer_base.is_domain or inner_base.is_domain,
                case when below.typtype = 'e' then 'enumeration'
                    when brought.extname is not null then 'extension'
                    when below.typnamespace = 'pg_catalog'::regnamespace and below.typtype in ('b', 'r', 'm') then 'server'
                    else 'own' end,
                brought.extname::text,
                array(select enumlabel::text from pg_enum where enumtypid = below.oid order by enumsortorder),
                attnotnull, pg_get_expr(adbin, adrelid), attidentity <> '', attgenerated <> '',
                col_description(attrelid, attnum), sequence.seqrelid is not null,
                case when sequence.seqrelid is not null and has_sequence_privilege(sequence.seqrelid, 'usage, select')
                    then coalesce(
                        pg_sequence_last_value(sequence.seqrelid) + sequence.seqincrement, sequence.seqstart)
                end,
                has_column_privilege(attrelid, attnum, 'select')
            from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join bases as outer_base on outer_base.start = atttypid
            join pg_type as held on held.oid = outer_base.oid
            join bases as inner_base
                on inner_base.start = case when held.typcategory = 'A' and held.typelem <> 0 then held.typelem else held.oid end
            join pg_type as below on below.oid = inner_base.oid
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            left join lateral (
                select extname from pg_depend join pg_extension on pg_extension.oid = refobjid
                where classid = 'pg_type'::regclass and objid = below.oid and deptype = 'e'
                limit 1
            ) as brought on true
            left join lateral (
                select pg_sequence.* from pg_depend join pg_sequence on seqrelid = objid
                where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and refobjid = attrelid
                    and refobjsubid = attnum and deptype in ('a', 'i')
                limit 1
            ) as sequence on true
            where relkind in ('r', 'p') and attnum > 0 and not attisdropped and \(sql: ownRelations)
            order by attrelid, attnum
            """
        ) { row in
            let type = SourceType(
                declared: try row[2], base: try row[3], written: try row[4], modifier: try row[5], isArray: try row[6],
                isDomain: try row[7], origin: SourceType.Origin(rawValue: try row[8]) ?? .own,
                extensionName: try row[9], labels: try row[10])
            let column = SourceColumn(
                name: try row[1], type: type, isNotNull: try row[11], defaultText: try row[12], isIdentity: try row[13],
                isGenerated: try row[14], comment: try row[15], nextValue: try row[17], hasSequence: try row[16],
                isReadable: try row[18])
            return (try row[0], column)
        }
    }

    private static func readConstraints(_ source: borrowing Connection) throws -> [(Int, SourceConstraint)] {
        try source.query(
            """
            select conrelid::bigint, contype::text, conname::text,
                array(
                    select attname::text from unnest(conkey) with ordinality as key (number, place)
                    join pg_attribute on attrelid = conrelid and attnum = number order by place
                ),
                nullif(confrelid, 0)::bigint,
                array(
                    select attname::text from unnest(confkey) with ordinality as key (number, place)
                    join pg_attribute on attrelid = confrelid and attnum = number order by place
                ),
                confdeltype::text, confupdtype::text, convalidated, condeferrable, condeferred
            from pg_constraint
            join pg_class on pg_class.oid = conrelid
            where contype in ('p', 'u', 'f') and conparentid = 0 and \(sql: ownRelations)
            order by conrelid, contype = 'f', conname
            """
        ) { row in
            let constraint = SourceConstraint(
                kind: SourceConstraint.Kind(rawValue: try row[1]) ?? .unique, name: try row[2], columns: try row[3],
                target: try row[4], targetColumns: try row[5], onDelete: try row[6], onUpdate: try row[7],
                isValidated: try row[8], isDeferrable: try row[9], isDeferred: try row[10])
            return (try row[0], constraint)
        }
    }

    private static func readIndexes(_ source: borrowing Connection) throws -> [(Int, SourceIndex)] {
        try source.query(
            """
            select indrelid::bigint, relname::text, amname::text, indisunique,
                array(
                    select attname::text from unnest(indkey::int2[]) with ordinality as key (number, place)
                    join pg_attribute on attrelid = indrelid and attnum = number
                    where place <= indnkeyatts order by place
                ),
                indexprs is null and indpred is null and indisvalid and indnatts = indnkeyatts
                    and not exists (
                        select from unnest(indclass::oid[]) as class join pg_opclass on pg_opclass.oid = class
                        where not opcdefault
                    ),
                pg_get_indexdef(indexrelid)
            from pg_index
            join pg_class on pg_class.oid = indexrelid
            join pg_am on pg_am.oid = relam
            where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
                and not relispartition and \(sql: ownRelations)
            order by indrelid, relname
            """
        ) { row in
            let index = SourceIndex(
                name: try row[1], method: try row[2], isUnique: try row[3], columns: try row[4], isPlain: try row[5],
                definition: try row[6])
            return (try row[0], index)
        }
    }
}
