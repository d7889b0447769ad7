/// Results as a table in Markdown, as `docs/benchmarks.md` has it.
struct ResultTable {
    private static let titles = ["what", "ours", "peer", "ratio", "target"]

    private var rows: [[String]] = [titles]

    init(_ measurements: [Measurement]) {
        for one in measurements {
            let mark = one.isReached == false ? ", missed" : ""
            rows.append([
                one.what, one.unit.text(one.ours), one.peer.map(one.unit.text) ?? "",
                one.ratio.map { decimals($0, 2) } ?? "",
                one.target.map { $0.text + mark } ?? "",
            ])
        }
    }

    /// The table's lines; figures stand to the right.
    var lines: [String] {
        let widths = Self.titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let rule = widths.enumerated().map { column, width in
            column == 0 ? String(repeating: "-", count: width) : String(repeating: "-", count: width - 1) + ":"
        }
        return ([rows[0], rule] + rows.dropFirst()).map { row in
            let cells = zip(row.indices, zip(row, widths)).map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }
            return "| \(cells.joined(separator: " | ")) |"
        }
    }
}
