/// What the rows of a table are like.
package struct TableFacts: Codable, Hashable, Sendable {
    package var rows: Int
    /// By name of column.
    package var columns: [String: ColumnFacts]
    /// Rows that another row repeats whole; nil when there is a key, or the table is too large to tell.
    package var repeatedRows: Int?

    package init(rows: Int, columns: [String: ColumnFacts] = [:], repeatedRows: Int? = nil) {
        self.rows = rows
        self.columns = columns
        self.repeatedRows = repeatedRows
    }

    /// The facts of a column, none when it was not looked at.
    package subscript(column column: String) -> ColumnFacts { columns[column] ?? ColumnFacts() }
}
