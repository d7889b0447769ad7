package import Postgres

/// An object that rights are tried on.
package struct TrialObject: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case schema, table, view, sequence, function
    }

    package let kind: Kind
    package let schema: String
    /// The name as a statement writes it.
    package let name: String
    /// A column that takes a value, with its type.
    package let column: String?
    package let columnType: String?
    /// A call of the function, whose arguments are made of a row of `pg_class`.
    package let call: String?

    /// Lists what lies in some schemas, and the schemas.
    ///
    /// **Runs as** provisioner; no query touches the objects themselves.
    package static func list(in schemas: [String], _ data: borrowing Connection) throws -> [TrialObject] {
        try data.query(
            """
            select kind, schema_name, object, column_name, column_type, arguments
            from socle.trial_objects(\(schemas)::text[])
            order by schema_name, kind, object
            """
        ) { row in
            TrialObject(
                kind: Kind(rawValue: try row[0]) ?? .table, schema: try row[1], name: try row[2],
                column: try row[3], columnType: try row[4], call: try row[5])
        }
    }

    /// The object as reports name it: `schema a_data`, `a_data.places`.
    package var label: String { kind == .schema ? "schema \(name)" : name }
}
