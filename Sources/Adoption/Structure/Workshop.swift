package import Postgres
package import Vocabulary

/// The tables of the tenant in which an adoption works, unseen by the tenant's readers until it is done.
///
/// Made and changed by the tenant's own ETL login, which acts as the owner: no superuser touches what a source's
/// names and values were made into. The ledger lies beside the rows, so that one transaction writes both.
package struct Workshop: Sendable {
    package let operation: Int
    package let design: AdoptionDesign
    package let names: TenantNames

    package init(operation: Int, design: AdoptionDesign, names: TenantNames) {
        self.operation = operation
        self.design = design
        self.names = names
    }

    /// Where batches are written down: `<tenant>_data.socle_adopt_<operation>_batches`.
    var batches: SQL { relation("batches") }
    /// Rows that could not be taken, with what was wrong.
    var rejects: SQL { relation("rejects") }
    /// Which relation each table is, so that nothing else is ever dropped.
    var made: SQL { relation("made") }

    private func relation(_ suffix: String) -> SQL {
        "\(identifier: names.dataSchema, Identifier(derived: "socle_adopt_\(operation)_\(suffix)"))"
    }

    func staging(_ table: AdoptedTable) -> SQL { "\(identifier: table.schema, table.staging(operation))" }

    /// Whether the workshop is there.
    package func isOpen(_ target: borrowing Connection) throws -> Bool {
        let name = "socle_adopt_\(operation)_made"
        return try target.first(
            """
            select exists (
                select from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
                where nspname = \(names.dataSchema.text) and relname = \(name)
            )
            """
        ) { row in try row[0] } ?? false
    }

    // MARK: Structure

    /// Makes ledger and empty tables, all or none; finds them made when it is called again.
    package func build(_ target: borrowing Connection) throws {
        if try isOpen(target) { return }
        try target.transaction { target in
            try target.execute(
                "create table \(sql: made) (table_number integer primary key, relation oid not null)")
            try target.execute(
                """
                create table \(sql: batches) (
                    table_number integer not null, batch integer not null, last_key text[], is_last boolean not null,
                    rows_read bigint not null, rows_loaded bigint not null, rows_rejected bigint not null,
                    bytes_read bigint not null, read_digest text not null, loaded_digest text not null,
                    changes bigint[] not null, primary key (table_number, batch)
                )
                """)
            try target.execute(
                """
                create table \(sql: rejects) (
                    table_number integer not null, row_number bigint not null, column_name text, raw_value text,
                    reason text not null, raw_line text not null, primary key (table_number, row_number)
                )
                """)
            for name in [made, batches, rejects] { try close(name, target) }
            for table in design.tables {
                let name = staging(table)
                let columns = table.columns.map { $0.definition(in: table.schema) }.joined()
                try target.execute("create table \(sql: name) (\(sql: columns))")
                try close(name, target)
                try comment(table, target)
                try target.execute(
                    """
                    insert into \(sql: made)
                    values (\(table.number)::integer, \(literal: name.text)::pg_catalog.regclass)
                    """)
            }
        }
    }

    /// Takes away what the default rights gave to the tenant's groups.
    private func close(_ table: SQL, _ target: borrowing Connection) throws {
        try target.execute(
            """
            revoke all on table \(sql: table)
            from \(identifier: names.read), \(identifier: names.write), \(identifier: names.delete)
            """)
    }

    private func open(_ table: SQL, _ target: borrowing Connection) throws {
        try target.execute("grant select on table \(sql: table) to \(identifier: names.read)")
        try target.execute("grant insert, update on table \(sql: table) to \(identifier: names.write)")
        try target.execute("grant delete, truncate on table \(sql: table) to \(identifier: names.delete)")
    }

    private func comment(_ table: AdoptedTable, _ target: borrowing Connection) throws {
        let name = staging(table)
        if let text = table.source.comment { try target.execute("comment on table \(sql: name) is \(literal: text)") }
        for column in table.columns {
            let label = column.source.name == column.name.text ? nil : column.source.name
            let text = commentText([label, column.source.comment])
            guard !text.isEmpty else { continue }
            try target.execute("comment on column \(sql: name).\(identifier: column.name) is \(literal: text)")
        }
    }

    // MARK: Publication

    /// Gives every table its name and opens it to the tenant's groups, in one moment.
    package func publish(_ target: borrowing Connection) throws {
        try target.transaction { target in
            for table in design.tables {
                guard let place = try place(of: table, target), place == table.staging(operation).text else { continue }
                do {
                    try target.execute("alter table \(sql: staging(table)) rename to \(identifier: table.name)")
                } catch SQLState.duplicateTable {
                    throw AdoptionFailure.targetExists(table.title, source: table.source.title)
                }
                try open("\(identifier: table.schema, table.name)", target)
            }
        }
    }

    /// Takes the names away again, so that nobody sees the tables.
    package func withdraw(_ target: borrowing Connection) throws {
        guard try isOpen(target) else { return }
        try target.transaction { target in
            for table in design.tables {
                guard try place(of: table, target) == table.name.text else { continue }
                let name: SQL = "\(identifier: table.schema, table.name)"
                try close(name, target)
                try target.execute("alter table \(sql: name) rename to \(identifier: table.staging(operation))")
            }
        }
    }

    /// The present name of the relation that was made for a table, nil when somebody dropped it.
    private func place(of table: AdoptedTable, _ target: borrowing Connection) throws -> String? {
        try target.first(
            """
            select relname::text from pg_catalog.pg_class join \(sql: made) as made on made.relation = pg_class.oid
            where table_number = \(table.number)::integer
                and relnamespace = (select oid from pg_catalog.pg_namespace where nspname = \(table.schema.text))
            """
        ) { row in try row[0] }
    }

    /// Drops every table that was made, and the ledger.
    package func clear(_ target: borrowing Connection) throws {
        guard try isOpen(target) else { return }
        try target.transaction { target in
            for table in design.tables {
                guard let name = try place(of: table, target) else { continue }
                // Foreign keys of one point at another of them.
                try target.execute("drop table \(identifier: table.schema, Identifier(name)) cascade")
            }
            try close(target)
        }
    }

    /// Drops the ledger, after which only the tables themselves are left.
    package func close(_ target: borrowing Connection) throws {
        try target.execute("drop table \(sql: made), \(sql: batches), \(sql: rejects)")
    }
}
