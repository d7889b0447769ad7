package import Formats
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

    /// The types that lead over those of a plan, since the table was there first.
    ///
    /// - Throws: ``LoadFailure/columnsDiffer(table:missing:unknown:)`` or ``LoadFailure/unfillable(table:column:type:)``.
    package func leadingTypes(for plan: TablePlan, declared: [String: ColumnType]) throws -> [String: ColumnType] {
        let own = Set(columns.map(\.name))
        let read = Set(plan.columns.map(\.name))
        guard own == read else {
            throw LoadFailure.columnsDiffer(
                table: "\(schema).\(name)", missing: own.subtracting(read).sorted(),
                unknown: read.subtracting(own).sorted())
        }
        return try Dictionary(
            uniqueKeysWithValues: columns.map { column in
                guard let type = try? ColumnType(sql: column.type) else {
                    throw LoadFailure.unfillable(table: "\(schema).\(name)", column: column.name, type: column.type)
                }
                if let wanted = declared[column.name], wanted != type {
                    throw LoadFailure.typeDiffers(
                        table: "\(schema).\(name)", column: column.name, type: column.type, declared: wanted.sql)
                }
                return (column.name, type)
            })
    }
}

extension TablePlan {
    /// The plan with declared types in place of those that were found out.
    ///
    /// - Throws: ``FormatFailure`` for a name that is none of the plan's columns.
    func declaring(_ types: [String: ColumnType], of source: String) throws -> TablePlan {
        var plan = self
        for (name, type) in types.sorted(by: { $0.key < $1.key }) {
            guard let index = columns.firstIndex(where: { $0.name == name }) else {
                throw FormatFailure.unknownColumn(source, column: name, known: columns.map(\.name))
            }
            plan.columns[index].type = type
            plan.columns[index].evidence.append("the type was declared")
        }
        return plan
    }

    /// The names and types of the columns as a `create table` takes them.
    func columnDefinitions() throws -> SQL {
        try columns.map { column -> SQL in
            "\(identifier: try Identifier(column.name)) \(raw: column.type.sql)"
        }.joined()
    }

    /// The names of the columns, in the order in which rows are read.
    func columnNames() throws -> SQL {
        try columns.map { column -> SQL in "\(identifier: try Identifier(column.name))" }.joined()
    }
}
