import Formats
package import Postgres
package import Vocabulary

/// The table that a load fills, as the database has it.
package struct TargetTable: Hashable, Sendable {
    /// A column with its type as `format_type` writes it.
    package struct Column: Hashable, Sendable {
        package let name: String
        package let type: String
    }

    package let schema: Identifier
    package let name: Identifier
    /// The columns that a load can fill, in their order.
    package let columns: [Column]

    /// The table as it is named to people.
    var text: String { "\(schema).\(name)" }

    /// Reads a table from the catalog.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: ``LoadFailure/notATable(_:)`` when the name belongs to something else.
    package static func inspect(schema: Identifier, name: Identifier, in connection: borrowing Connection) throws
        -> TargetTable?
    {
        let kind: String? = try connection.first(
            """
            select relkind::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(schema) and relname = \(name)
            """
        ) { row in try row[0] }
        guard let kind else { return nil }
        guard kind == "r" || kind == "p" else { throw LoadFailure.notATable("\(schema).\(name)") }
        let columns = try connection.query(
            """
            select attname, format_type(atttypid, atttypmod)
            from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(schema) and relname = \(name) and attnum > 0 and not attisdropped
                and attgenerated = ''
            order by attnum
            """
        ) { row in Column(name: try row[0], type: try row[1]) }
        return TargetTable(schema: schema, name: name, columns: columns)
    }
}
