/// A column of a listing: its name, and how a row gives its cell.
package struct Column<Row>: Sendable {
    /// The name of the value for programs: `row_count`.
    let name: String

    /// The words above the column.
    let title: String

    /// The side on which the cells stand; by default numbers right, others left.
    let alignment: Alignment?

    let cell: @Sendable (Row) -> Cell

    package init(
        _ name: String, title: String? = nil, alignment: Alignment? = nil,
        _ cell: @escaping @Sendable (Row) -> Cell
    ) {
        self.name = name
        self.title = title ?? Self.title(for: name)
        self.alignment = alignment
        self.cell = cell
    }

    private static func title(for name: String) -> String {
        String(name.map { $0 == "_" ? " " : $0 }).uppercased()
    }
}
