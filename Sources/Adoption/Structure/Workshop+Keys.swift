package import Postgres
internal import Vocabulary

extension Workshop {
    /// Makes keys, indexes and foreign keys over the rows, table by table; what is there already is left.
    ///
    /// - Throws: ``AdoptionFailure/keyBroken(_:columns:rows:)`` or ``AdoptionFailure/orphans(_:columns:target:rows:)``.
    package func makeKeys(_ target: borrowing Connection, progress: (AdoptedTable) throws -> Void) throws {
        for table in design.tables {
            try progress(table)
            try target.transaction { target in
                for key in table.keys where try !hasRelation(key.name, in: table.schema, target) {
                    try make(key, of: table, target)
                }
                for index in table.indexes where try !hasRelation(index.name, in: table.schema, target) {
                    try make(index, of: table, target)
                }
                try continueNumbers(of: table, target)
            }
        }
        for table in design.tables {
            try target.transaction { target in
                for key in table.foreignKeys where try !hasConstraint(key.name, of: table, target) {
                    try make(key, of: table, target)
                }
                try target.execute("analyze \(sql: staging(table))")
            }
        }
    }

    private func list(_ names: [Identifier]) -> SQL {
        names.map { name -> SQL in "\(identifier: name)" }.joined()
    }

    private func make(_ key: AdoptedKey, of table: AdoptedTable, _ target: borrowing Connection) throws {
        let columns = list(key.columns)
        let kind: SQL = key.isPrimary ? "primary key" : "unique"
        let timing: SQL = key.isDeferrable ? (key.isDeferred ? " deferrable initially deferred" : " deferrable") : ""
        do {
            try target.transaction { target in
                _ = try target.execute(
                    """
                    alter table \(sql: staging(table)) add constraint \(identifier: key.name)
                    \(sql: kind) (\(sql: columns))\(sql: timing)
                    """)
            }
        } catch SQLState.uniqueViolation {
            throw try broken(table, key.columns, target)
        } catch SQLState.notNullViolation {
            throw AdoptionFailure.keyHasNulls(table.title, columns: key.columns.map(\.text))
        }
    }

    private func make(_ index: AdoptedIndex, of table: AdoptedTable, _ target: borrowing Connection) throws {
        let unique: SQL = index.isUnique ? "unique " : ""
        do {
            try target.transaction { target in
                _ = try target.execute(
                    """
                    create \(sql: unique)index \(identifier: index.name) on \(sql: staging(table))
                    using \(raw: index.method) (\(sql: list(index.columns)))
                    """)
            }
        } catch SQLState.uniqueViolation {
            throw try broken(table, index.columns, target)
        }
    }

    /// Counts what repeats, so that the failure says how bad it is and shows no value.
    private func broken(_ table: AdoptedTable, _ columns: [Identifier], _ target: borrowing Connection) throws
        -> AdoptionFailure
    {
        let rows: Int? = try target.first(
            """
            select coalesce(sum(repeats - 1), 0)::bigint
            from (
                select count(*) as repeats from \(sql: staging(table)) group by \(sql: list(columns))
            ) as values_seen
            """
        ) { row in try row[0] }
        return .keyBroken(table.title, columns: columns.map(\.text), rows: rows ?? 0)
    }

    private static let actions: [String: SQL] = [
        "a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default",
    ]

    private func make(_ key: AdoptedForeignKey, of table: AdoptedTable, _ target: borrowing Connection) throws {
        guard let parent = design.tables.first(where: { $0.number == key.targetNumber }) else { return }
        let timing: SQL = key.isDeferrable ? (key.isDeferred ? " deferrable initially deferred" : " deferrable") : ""
        do {
            try target.transaction { target in
                _ = try target.execute(
                    """
                    alter table \(sql: staging(table)) add constraint \(identifier: key.name)
                    foreign key (\(sql: list(key.columns)))
                    references \(sql: staging(parent)) (\(sql: list(key.targetColumns)))
                    on delete \(sql: Self.actions[key.onDelete] ?? "no action")
                    on update \(sql: Self.actions[key.onUpdate] ?? "no action")\(sql: timing)
                    """)
            }
        } catch SQLState.foreignKeyViolation {
            let pairs = zip(key.columns, key.targetColumns).map { own, other -> SQL in
                "child.\(identifier: own) = parent.\(identifier: other)"
            }.joined(separator: " and ")
            let filled = key.columns.map { name -> SQL in "child.\(identifier: name) is not null" }
                .joined(separator: " and ")
            let orphans: Int? = try target.first(
                """
                select count(*) from \(sql: staging(table)) as child
                where \(sql: filled) and not exists (
                    select from \(sql: staging(parent)) as parent where \(sql: pairs)
                )
                """
            ) { row in try row[0] }
            throw AdoptionFailure.orphans(
                table.title, columns: key.columns.map(\.text), target: parent.title, rows: orphans ?? 0)
        }
    }

    /// Lets numbers go on behind the source's last one, or behind the highest that came.
    private func continueNumbers(of table: AdoptedTable, _ target: borrowing Connection) throws {
        for column in table.columns where column.continues {
            let highest: Int =
                try target.first(
                    "select coalesce(max(\(identifier: column.name)), 0)::bigint from \(sql: staging(table))"
                ) { row in try row[0] } ?? 0
            // A number that is the last of its type has none behind it.
            let (after, isOver) = highest.addingReportingOverflow(1)
            let next = max(column.source.nextValue ?? 1, isOver ? highest : after, 1)
            guard next <= column.lastNumber else { continue }
            try target.execute(
                """
                alter table \(sql: staging(table)) alter column \(identifier: column.name)
                restart with \(raw: String(next))
                """)
        }
    }

    private func hasRelation(_ name: Identifier, in schema: Identifier, _ target: borrowing Connection) throws -> Bool {
        try target.first(
            """
            select exists (
                select from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
                where nspname = \(schema.text) and relname = \(name.text)
            )
            """
        ) { row in try row[0] } ?? false
    }

    private func hasConstraint(_ name: Identifier, of table: AdoptedTable, _ target: borrowing Connection) throws
        -> Bool
    {
        try target.first(
            """
            select exists (
                select from pg_catalog.pg_constraint join \(sql: made) as made on made.relation = conrelid
                where table_number = \(table.number)::integer and conname = \(name.text)
            )
            """
        ) { row in try row[0] } ?? false
    }
}

extension AdoptedColumn {
    /// The highest number that the type holds.
    fileprivate var lastNumber: Int {
        switch type.sql {
        case "smallint": Int(Int16.max)
        case "integer": Int(Int32.max)
        default: Int.max
        }
    }
}
