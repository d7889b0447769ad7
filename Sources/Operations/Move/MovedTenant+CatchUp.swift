import Backup
import FoundationEssentials
import Postgres
import Vocabulary

extension MovedTenant {
    /// Brings over what changed since the copy; writers wait, so that nothing changes meanwhile.
    ///
    /// - Returns: the tables that were copied again, as they are now.
    func copyWrittenTables() throws -> [TableContent] {
        let source = try source()
        let written = try TableTouches.written(schemas, in: source)
        return try withOwner { ownSource, ownTarget, _ in
            try ownTarget.writeValuesPlainly()
            let contents = try source.transaction(.repeatableRead.readOnly) { source -> [TableContent] in
                try source.writeValuesPlainly()
                let tables = try CopiedTable.list(in: schemas, source).filter { written.contains($0.oid) }
                if tables.isEmpty { return [] }
                return try ownTarget.transaction { ownTarget in
                    let keys = try ForeignKey.touching(tables, in: ownTarget)
                    for key in keys { try ownTarget.execute(key.dropping) }
                    let targets = tables.map { table -> SQL in "only \(identifier: table.schema, table.name)" }
                    try ownTarget.execute("truncate \(sql: targets.joined())")
                    let contents = try tables.map { try copy($0, from: source, to: ownTarget) }
                    for key in keys { try ownTarget.execute(key.adding) }
                    return contents
                }
            }
            _ = try StructureFacts.copySequences(in: schemas, from: ownSource, to: ownTarget)
            if !contents.isEmpty { try StructureFacts.refreshViews(in: schemas, asIn: source, ownTarget) }
            return contents
        }
    }
}

/// A foreign key that keeps a table from being emptied, taken away and made again.
private struct ForeignKey {
    let dropping: SQL
    let adding: SQL

    /// The keys of or to some tables, in the order in which they can be dropped.
    static func touching(_ tables: [CopiedTable], in target: borrowing Connection) throws -> [ForeignKey] {
        let names = tables.map { (schema: $0.schema.text, name: $0.name.text) }
        return try target.query(
            """
            with own as (
                select pg_class.oid from unnest(\(names.map(\.schema))::text[], \(names.map(\.name))::text[])
                    as own (schema_name, table_name)
                join pg_namespace on nspname = schema_name::name
                join pg_class on relnamespace = pg_namespace.oid and relname = table_name::name
            ),
            -- A key of a partitioned table is known by its parts too; the key of the whole is what is dropped.
            reached (oid, parent) as (
                select pg_constraint.oid, conparentid from pg_constraint
                where contype = 'f' and (conrelid in (select oid from own) or confrelid in (select oid from own))
            ),
            roots as (
                select coalesce((
                    with recursive up (oid, parent) as (
                        select reached.oid, reached.parent
                        union all
                        select above.oid, above.conparentid from up join pg_constraint as above on above.oid = up.parent
                    )
                    select oid from up where parent = 0
                ), reached.oid) as oid
                from reached
            )
            select nspname::text, relname::text, conname::text, pg_get_constraintdef(pg_constraint.oid)
            from pg_constraint
            join pg_class on pg_class.oid = conrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where pg_constraint.oid in (select oid from roots)
            order by 1, 2, 3
            """
        ) { row in
            let schema: Identifier = try row[0]
            let table: Identifier = try row[1]
            let name: Identifier = try row[2]
            // The server's own words for its own constraint, in the rights of the owner.
            let definition: String = try row[3]
            return ForeignKey(
                dropping: "alter table \(identifier: schema, table) drop constraint \(identifier: name)",
                adding: """
                    alter table \(identifier: schema, table) add constraint \(identifier: name) \(raw: definition)
                    """)
        }
    }
}
