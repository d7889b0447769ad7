package import Postgres
package import Vocabulary

/// An object of a database, found by its name.
package struct CheckedObject: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case schema, table, view, sequence, function
        case materializedView = "materialized view"
        case foreignTable = "foreign table"

        /// Whether it has columns.
        var isRelation: Bool { [.table, .view, .materializedView, .foreignTable].contains(self) }

        fileprivate init(relkind: String) {
            switch relkind {
            case "v": self = .view
            case "m": self = .materializedView
            case "S": self = .sequence
            case "f": self = .foreignTable
            default: self = .table
            }
        }
    }

    package let kind: Kind
    /// The server's number of it.
    package let number: Int
    package let schema: Identifier
    package let schemaNumber: Int
    /// The name as a statement writes it.
    package let quotedName: String
    /// The column that is meant, with its place; nil for the whole.
    package let column: Column?
    package let hasRowSecurity: Bool
    /// Whether policies run for the owner too.
    package let forcesRowSecurity: Bool

    package struct Column: Hashable, Sendable {
        package let name: Identifier
        package let place: Int
        /// As a statement writes it.
        package let type: String
    }

    /// The kind of list in which its rights stand.
    var rightsKind: ObjectRights.Kind {
        switch kind {
        case .schema: .schema
        case .function: .function
        default: .relation
        }
    }

    /// As people read it: `table a_data.places`, `column name of table …`.
    package var words: String {
        let object = "\(kind.rawValue) \(quotedName)"
        return column.map { "column \($0.name) of \(object)" } ?? object
    }

    /// Finds an object.
    ///
    /// **Runs as** provisioner. No query touches the object itself.
    ///
    /// - Throws: ``AccessFailure/unknownObject(_:database:)``.
    package static func find(
        _ name: ObjectName, in database: Identifier, _ data: borrowing Connection
    ) throws -> CheckedObject {
        guard let found = try look(for: name, data) else {
            throw AccessFailure.unknownObject(name.description, database: database.text)
        }
        return found
    }

    private static func look(for name: ObjectName, _ data: borrowing Connection) throws -> CheckedObject? {
        let schema = try data.first("select oid::bigint from pg_namespace where nspname = \(name.schema)") { row in
            try row[0] as Int
        }
        guard let schema else { return nil }
        guard let object = name.object else {
            return CheckedObject(
                kind: .schema, number: schema, schema: name.schema, schemaNumber: schema,
                quotedName: try data.first("select quote_ident(\(name.schema))") { row in try row[0] } ?? "",
                column: nil, hasRowSecurity: false, forcesRowSecurity: false)
        }
        if let arguments = name.arguments {
            // The server reads the types; they are bound, and no part of the statement.
            let wanted = "\(quotedText(name.schema)).\(quotedText(object))(\(arguments))"
            return try data.first(
                "select to_regprocedure(\(wanted))::oid::bigint, to_regprocedure(\(wanted))::text"
            ) { row -> CheckedObject? in
                guard let number: Int = try row[0] else { return nil }
                return CheckedObject(
                    kind: .function, number: number, schema: name.schema, schemaNumber: schema,
                    quotedName: try row[1], column: nil, hasRowSecurity: false, forcesRowSecurity: false)
            } ?? nil
        }
        return try data.first(
            """
            select pg_class.oid::bigint, relkind::text, format('%I.%I', \(name.schema)::text, relname),
                relrowsecurity, relforcerowsecurity, attname, attnum, format_type(atttypid, atttypmod)
            from pg_class
            left join pg_attribute
                on attrelid = pg_class.oid and attname = \(orNull: name.column) and attnum > 0 and not attisdropped
            where relnamespace = \(schema)::oid and relname = \(object)
                and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
            """
        ) { row -> CheckedObject? in
            let column: Identifier? = try row[5]
            if name.column != nil, column == nil { return nil }
            let place: Int? = try row[6]
            let type: String? = try row[7]
            return CheckedObject(
                kind: Kind(relkind: try row[1]), number: try row[0], schema: name.schema, schemaNumber: schema,
                quotedName: try row[2],
                column: column.flatMap { name in place.map { Column(name: name, place: $0, type: type ?? "text") } },
                hasRowSecurity: try row[3], forcesRowSecurity: try row[4])
        } ?? nil
    }

    private static func quotedText(_ name: Identifier) -> String {
        "\"\(name.text.replacing("\"", with: "\"\""))\""
    }
}
