/// One row of a result, whose columns are read by name or by index.
///
///     let tenants = try connection.query("select id, name from socle.tenants") { row in
///         Tenant(id: try row["id"], name: try row["name"])
///     }
///
/// The type is the one that the place of the call wants; a column that may be
/// null is read as an `Optional`.
package struct Row {
    private let result: QueryResult
    private let index: Int

    init(_ index: Int, of result: QueryResult) {
        self.index = index
        self.result = result
    }

    /// The names of the columns, in their order.
    package var columns: [String] { result.columns }

    /// The value of the first column of that name.
    ///
    /// - Throws: ``PostgresFailure``, which names the column and the types but never the value.
    package subscript<Value: PostgresDecodable>(_ column: String) -> Value {
        get throws {
            guard let index = result.indexes[column] else {
                throw PostgresFailure.noSuchColumn(column, columns: columns)
            }
            return try self[index]
        }
    }

    /// The value of a column, counted from 0.
    ///
    /// - Throws: ``PostgresFailure``, which names the column and the types but never the value.
    package subscript<Value: PostgresDecodable>(_ column: Int) -> Value {
        get throws {
            precondition(
                columns.indices.contains(column), "A row of \(columns.count) columns has no column \(column)."
            )
            guard let bytes = result.bytes(row: index, column: column) else {
                guard let value = Value.fromNull else {
                    throw PostgresFailure.unexpectedNull(column: columns[column], wanted: "\(Value.self)")
                }
                return value
            }
            guard let text = String(validating: bytes, as: UTF8.self), let value = Value(postgresText: text)
            else {
                throw PostgresFailure.undecodable(
                    column: columns[column], wanted: "\(Value.self)", type: result.type(of: column))
            }
            return value
        }
    }

    /// The text of a column, counted from 0, as PostgreSQL writes it, or nil for null.
    package func text(_ column: Int) -> String? {
        precondition(
            columns.indices.contains(column), "A row of \(columns.count) columns has no column \(column).")
        return result.bytes(row: index, column: column).map { String(decoding: $0, as: UTF8.self) }
    }
}
