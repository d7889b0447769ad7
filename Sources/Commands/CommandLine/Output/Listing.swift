package import Vocabulary

/// A result of many rows.
///
/// **Shape** for programs an array of objects, one a row, members in the order of the columns.
///
/// ```swift
/// try context.present(Listing(tenants, empty: "No tenant is declared.", [
///     Column("tenant") { .text($0.identifier.text) },
///     Column("tier") { .text($0.tier.rawValue) },
///     Column("storage") { .size($0.storage) },
/// ]))
/// ```
package struct Listing: Presentable {
    private let names: [String]
    private let table: Table
    private let empty: String?

    /// - Parameter empty: the sentence that stands in place of a table without rows, or nothing at all when it is
    ///   empty; programs ask for JSON.
    package init<Row>(_ rows: some Sequence<Row>, empty: String? = nil, _ columns: [Column<Row>]) {
        let cells = rows.map { row in columns.map { $0.cell(row) } }
        self.names = columns.map(\.name)
        self.empty = empty
        self.table = Table(
            headers: columns.enumerated().map { index, column in
                let isNumeric = cells.contains { $0[index].isNumber }
                return Table.Header(
                    title: column.title, alignment: column.alignment ?? (isNumeric ? .right : .left))
            },
            rows: cells)
    }

    package func lines(on terminal: Terminal?) -> [String] {
        if table.rows.isEmpty, let empty { return empty.isEmpty ? [] : [empty] }
        return table.lines(on: terminal)
    }

    package var json: JSON {
        .array(table.rows.map { row in .object(zip(names, row).map { JSON.Member($0, $1.json) }) })
    }
}
