internal import Postgres
internal import Vocabulary

/// Which rows of a table one batch takes: those behind a key, or all.
struct BatchRange {
    /// Rows of one batch of a table that has a key to go by.
    static let rows = 20_000

    private let table: AdoptedTable
    private let readsAnyBytes: Bool
    /// Columns of the source by which batches follow each other; empty when the table is one batch.
    let keys: [SourceColumn]

    /// Types whose order is PostgreSQL's own, so that reading them runs nobody's code.
    private static let orderly: Set<String> = [
        "int2", "int4", "int8", "numeric", "date", "timestamp", "timestamptz", "uuid", "text", "varchar", "bpchar",
        "bool", "time",
    ]

    /// - Parameter readsAnyBytes: whether the source has no encoding.
    init(_ table: AdoptedTable, readsAnyBytes: Bool) {
        self.table = table
        self.readsAnyBytes = readsAnyBytes
        let columns = table.source.primaryKey?.columns.compactMap(table.source.column) ?? []
        let isOrderly = columns.allSatisfy { column in
            !column.type.isDomain && column.type.origin == .server && !column.type.isArray && column.isReadable
                && Self.orderly.contains(column.type.base)
        }
        let isDeferred = table.source.primaryKey?.isDeferrable ?? false
        keys = isOrderly && !isDeferred ? columns : []
    }

    /// How a query is copied: a database without an encoding gives its bytes as they are.
    private func copying(_ query: SQL) -> SQL {
        let encoding: SQL = readsAnyBytes ? " (encoding 'SQL_ASCII')" : ""
        return "copy (\(sql: query)) to stdout\(sql: encoding)"
    }

    /// The statement that writes the rows behind a key, with the key's own values behind the columns.
    func copy(after last: [String]?) throws -> SQL {
        let names = try keys.map { key -> SQL in "\(identifier: try Identifier(key.name))" }
        let columns = try table.columns.map { try $0.reading } + names
        var query: SQL = "select \(sql: columns.joined()) from \(sql: try table.source.relation)"
        if let last, !keys.isEmpty {
            let values = zip(last, keys).map { value, key -> SQL in "\(literal: value)::\(raw: Self.cast(key))" }
            query = "\(sql: query) where (\(sql: names.joined())) > (\(sql: values.joined()))"
        }
        if !keys.isEmpty {
            query = "\(sql: query) order by \(sql: names.joined()) limit \(raw: String(Self.rows))"
        }
        return copying(query)
    }

    private static func cast(_ key: SourceColumn) -> String {
        // A fixed length would cut the value that is compared with.
        ["bpchar", "varchar"].contains(key.type.base) ? key.type.base : "pg_catalog.\(key.type.base)"
    }

    /// The statement that writes every row as it was read, for a digest.
    func readAgain() throws -> SQL {
        let columns = try table.columns.map { try $0.reading }.joined()
        return copying("select \(sql: columns) from \(sql: try table.source.relation)")
    }
}
