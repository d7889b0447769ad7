package import Postgres
package import Vocabulary

/// A table whose rows are copied as they lie: an ordinary one, or a part of one that is partitioned.
package struct CopiedTable: Hashable, Sendable {
    package let schema: Identifier
    package let name: Identifier
    /// The table's own number in its database.
    package let oid: Int64
    /// The columns that are copied; those that PostgreSQL generates are not.
    package let columns: [Identifier]
    /// What it takes on disk with indexes and TOAST, in bytes.
    package let size: Int64

    /// Schema and name, for readers.
    package var description: String { "\(schema).\(name)" }

    /// Whose rows are copied: the tables of some schemas, by name.
    package static func list(in schemas: [Identifier], _ connection: borrowing Connection) throws -> [CopiedTable] {
        try connection.query(
            """
            select nspname::text, relname::text, pg_class.oid::bigint,
                array(
                    select attname::text from pg_attribute
                    where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
                    order by attnum
                ),
                pg_total_relation_size(pg_class.oid)
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind = 'r' and nspname::text = any(\(schemas.map(\.text))::text[])
            order by nspname, relname
            """
        ) { row in
            CopiedTable(
                schema: try row[0], name: try row[1], oid: try row[2], columns: try row[3], size: try row[4])
        }
    }

    /// The table and its columns as COPY names them.
    package var target: SQL {
        // A table may consist of generated columns alone, or of none.
        if columns.isEmpty { return "\(identifier: schema, name)" }
        let list = columns.map { column -> SQL in "\(identifier: column)" }.joined()
        return "\(identifier: schema, name) (\(sql: list))"
    }

    /// Gives the rows to a closure, one a piece, as COPY writes them.
    ///
    /// **Runs as** whoever may read the table; nothing is planned, so that no code of a tenant's runs.
    @discardableResult
    package func read(
        from connection: borrowing Connection, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        try connection.copyOut("copy \(sql: target) to stdout", body)
    }
}

extension Connection {
    /// Makes values be written the same on every server, whatever its settings are.
    package borrowing func writeValuesPlainly() throws {
        try execute(
            """
            select set_config(name, value, false)
            from (values ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'), ('extra_float_digits', '3'),
                ('bytea_output', 'hex'), ('lc_monetary', 'C'), ('xmloption', 'content'), ('search_path', ''),
                ('row_security', 'off'), ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'))
                as wanted (name, value)
            """)
    }
}
