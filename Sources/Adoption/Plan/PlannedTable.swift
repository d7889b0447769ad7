/// A table of the source in a plan.
package struct PlannedTable: Codable, Hashable, Sendable {
    /// The table's schema and name in the source.
    package var schema: String
    package var table: String
    package var take: Bool
    /// Why it is not taken.
    package var reason: String?
    /// Theme of the tenant; nil for tables that belong to none.
    package var theme: String?
    package var name: String
    package var columns: [PlannedColumn]
    /// Names of keys, foreign keys and indexes of the source that are not made again.
    package var leave: [String]

    package init(
        schema: String, table: String, take: Bool = true, reason: String? = nil, theme: String? = nil, name: String,
        columns: [PlannedColumn], leave: [String] = []
    ) {
        self.schema = schema
        self.table = table
        self.take = take
        self.reason = reason
        self.theme = theme
        self.name = name
        self.columns = columns
        self.leave = leave
    }

    package var title: String { "\(schema).\(table)" }

    package var takenColumns: [PlannedColumn] { columns.filter(\.take) }

    /// What a column of the source is called, nil when it is not taken.
    package func name(of column: String) -> String? {
        columns.first { $0.column == column && $0.take }?.name
    }
}
