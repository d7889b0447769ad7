import Formats
import Vocabulary

/// A plan for people, with the first values of every column; for programs the plan alone.
struct ShownPlan: Presentable {
    private let report: Report
    let json: JSON

    /// - Throws: what reading the first rows throws.
    init(_ plan: SourcePlan, of source: any ByteSource) throws {
        var sections: [(String, any Presentable)] = [("source", Self.card(plan, source.name))]
        for (index, table) in plan.tables.enumerated() {
            let name = plan.tables.count == 1 ? "table" : "table_\(index + 1)"
            sections.append((name, Self.card(table)))
            let examples = try Self.firstValues(plan, index + 1, source)
            sections.append((name + "_columns", Self.listing(table, examples)))
        }
        report = Report(sections)
        json = plan.json
    }

    func lines(on terminal: Terminal?) -> [String] { report.lines(on: terminal) }

    private static func card(_ plan: SourcePlan, _ file: String) -> Card {
        var encoding = plan.encoding.rawValue
        if let fallback = plan.fallbackEncoding { encoding += ", some lines \(fallback.rawValue)" }
        var entries: [(String, Cell)] = [("file", .text(file)), ("encoding", .text(encoding))]
        switch plan.format {
        case .delimited(let dialect) where dialect.starts != nil:
            let starts = dialect.starts?.map(String.init).joined(separator: ", ") ?? ""
            entries += [
                ("format", .text("fixed width, fields begin at \(starts)")),
                ("line_end", .text(dialect.lineEnd.rawValue)),
            ]
        case .delimited(let dialect):
            entries += [
                (
                    "format",
                    .text(
                        "delimited by \(dialect.delimiterName)\(dialect.isWrapped ? ", lines quoted as a whole" : "")")
                ),
                (
                    "quote",
                    dialect.quote.map { .text("\(String(Unicode.Scalar($0))), \(dialect.escape.rawValue)") } ?? .absent
                ),
                ("line_end", .text(dialect.lineEnd.rawValue)),
            ]
        case .json(.lines): entries.append(("format", .text("jsonl, one object after another")))
        case .json(let layout): entries.append(("format", .text(layout.words)))
        }
        entries.append(("evidence", .text(plan.evidence.joined(separator: "\n"))))
        return Card(entries)
    }

    private static func card(_ table: TablePlan) -> Card {
        let bounds = table.bounds
        var entries: [(String, Cell)] = []
        if let name = table.name { entries.append(("name", .text(name))) }
        if let titles = bounds.titles { entries.append(("titles", .text(lines(titles)))) }
        entries.append(("header", bounds.header.map { .text(lines($0)) } ?? .absent))
        if let row = bounds.codeRow { entries.append(("codes", .text("line \(row)"))) }
        let last = bounds.lastDataRow ?? bounds.lastFoundRow
        let end = bounds.lastDataRow == nil ? ", the end of the file" : ""
        if let last, last >= bounds.firstDataRow {
            entries.append(("data", .text("lines \(bounds.firstDataRow) to \(last)\(end)")))
        } else {
            entries.append(("data", table.width == 0 ? .text("all of the file") : .absent))
        }
        if !bounds.totals.isEmpty {
            let shown = bounds.totals.prefix(12).map(String.init).joined(separator: ", ")
            let more = bounds.totals.count > 12 ? " and \(bounds.totals.count - 12) more" : ""
            entries.append(("totals", .text((bounds.totals.count == 1 ? "line " : "lines ") + shown + more)))
        }
        if let footer = bounds.footer { entries.append(("footer", .text(lines(footer)))) }
        entries.append(("evidence", .text(table.evidence.joined(separator: "\n"))))
        return Card(entries)
    }

    private static func lines(_ rows: ClosedRange<Int>) -> String {
        rows.count == 1 ? "line \(rows.lowerBound)" : "lines \(rows.lowerBound) to \(rows.upperBound)"
    }

    private static func listing(_ table: TablePlan, _ examples: [String]) -> Listing {
        Listing(
            zip(table.columns, examples).map { ($0, $1) }, empty: "There are no columns.",
            [
                Column("name") { .text($0.0.name) },
                Column("type") { .text($0.0.type.sql) },
                Column("meaning") { .text($0.0.meaning?.rawValue) },
                Column("values") { .text($0.1) },
                Column("label") { .text($0.0.label.isEmpty ? nil : $0.0.label) },
            ])
    }

    /// The first different values of every column as they will be loaded, on one short line.
    private static func firstValues(_ plan: SourcePlan, _ number: Int, _ source: any ByteSource) throws -> [String] {
        let reader = try plan.reader(of: source, table: number)
        var batch = RowBatch(target: 16 * 1024)
        guard try reader.read(into: &batch) else { return plan.tables[number - 1].columns.map { _ in "" } }
        let rows = batch.cells.prefix(50)
        return reader.columns.indices.map { column in
            var values: [String] = []
            for row in rows {
                guard let value = row[column], !values.contains(value) else { continue }
                values.append(value.count > 24 ? value.prefix(23) + "…" : value)
                if values.count == 3 { break }
            }
            return values.joined(separator: " · ")
        }
    }
}
