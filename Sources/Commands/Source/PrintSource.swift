import Formats
import Ingestion
import Vocabulary

/// `socle source cat`: prints the rows of a file that a load would load.
struct PrintSource: LeafCommand {
    /// How rows are printed.
    enum Format: String, CaseIterable, ArgumentValue {
        case csv, jsonl
    }

    let file: String
    let table: Int
    let isRaw: Bool
    let format: Format
    let plan: FilePath?
    let path: String?
    let entry: String?

    static let command = Command(
        "cat", "Print the rows of a file that a load would load.",
        Argument(
            "FILE", String.self, "The file, - for standard input, or an address that begins with http:// or https://.",
            completion: .files),
        Option("--table", Int.self, default: 1, "Which table of the file, from 1."),
        Flag("--text", "Every cell as the text it is written as, and no row refused."),
        Option("--format", Format.self, default: .csv, "CSV of RFC 4180, or one JSON object a line."),
        Option("--plan", FilePath.self, "The plan to follow, as 'sniff --write' made it; else the file is sniffed."),
        SourceOptions.path,
        SourceOptions.entry,
        discussion: """
            The first line of CSV has the names of the columns, with '--text' the labels of the source. No value is an \
            empty field, an empty text one in quotes. Titles, totals and remarks are no rows; records that a load would \
            refuse are told of on standard error; on a terminal or with '--verbose' so are those that were mended, such as \
            a code that got its zeros back.
            """,
        examples: [
            Example("socle source cat ventes.csv --format jsonl", "See the values with their types."),
            Example("socle source cat ventes.csv --text", "See the cells as they are written."),
        ],
        make: Self.init(file:table:isRaw:format:plan:path:entry:))

    func run(in context: Context) throws -> Ending {
        let source = try Origin(file).open()
        let plan = try followedPlan(of: source)
        let found = try plan.table(table)
        if case .delimited = plan.format, isRaw {
            try printRaw(RawRows(plan, of: source, table: table), in: context)
        } else {
            let names = isRaw ? found.columns.map(\.name) : []
            let texts = Dictionary(names.map { ($0, ColumnType.text(limit: nil)) }) { first, _ in first }
            try printValues(plan.reader(of: source, table: table, types: texts), in: context)
        }
        return .success
    }

    private func followedPlan(of source: any ByteSource) throws -> SourcePlan {
        if let plan { return try SourcePlan(reading: FileSource(path: plan.text)) }
        var options = SniffOptions()
        if let path { options.path = JSONPath(text: path) }
        options.entry = entry
        return try SourcePlan(sniffing: source, options: options)
    }

    private func printRaw(_ rows: RawRows, in context: Context) throws {
        var output = RowOutput(context)
        if format == .csv { try output.write(csv: rows.labels) }
        while let cells = try rows.next() {
            switch format {
            case .csv: try output.write(csv: cells.map { $0.isEmpty ? nil : $0 })
            case .jsonl:
                let labels = rows.labels
                let members = cells.enumerated().map { index, cell in
                    let label = index < labels.count ? labels[index] : ""
                    return JSON.Member(label.isEmpty ? "column_\(index + 1)" : label, .string(cell))
                }
                try output.write(line: JSON.object(members).description)
            }
        }
        try output.finish()
    }

    private func printValues(_ reader: any TableReader, in context: Context) throws {
        var output = RowOutput(context)
        let names = reader.columns.map(\.name)
        if format == .csv { try output.write(csv: names) }
        var batch = RowBatch()
        var first: Reject?
        var repairs: [Repair.Kind: Repair] = [:]
        while try reader.read(into: &batch) {
            for cells in batch.cells {
                switch format {
                case .csv: try output.write(csv: cells)
                case .jsonl:
                    let members = zip(reader.columns, cells).map { column, cell in
                        JSON.Member(column.name, Self.value(cell, column.type))
                    }
                    try output.write(line: JSON.object(members).description)
                }
            }
            first = first ?? batch.rejects.first
            repairs.merge(batch.repairs.map { ($0.kind, $0) }) { first, _ in first }
        }
        try output.finish()
        // Rows are all there; a pipe that is only to have them is not told every night.
        if context.standardError.terminal != nil || context.options.isVerbose {
            for kind in Repair.Kind.allCases {
                guard let repair = repairs[kind] else { continue }
                context.note(Self.sentence(repair, count: reader.tally.repairs[kind]))
            }
        }
        if let first {
            let place = first.column.map { ", column \($0)" } ?? ""
            context.note(
                "\(counted(reader.tally.rejected, "record")) would be refused, the first on line \(first.line)\(place): "
                    + first.reason.description, style: .caution)
        }
    }

    /// What was done about so many records, of which this is the first.
    private static func sentence(_ repair: Repair, count: Int) -> String {
        let place = repair.column.map { ", column \($0)" } ?? ""
        let cell = repair.value.map { ": \(quoted($0))" } ?? ""
        return "\(count == 1 ? "1 record" : "\(count) records"): \(repair.kind.description), "
            + "\(count == 1 ? "" : "the first ")on line \(repair.line)\(place)\(cell)"
    }

    /// A cell of a row as a value of JSON.
    private static func value(_ cell: String?, _ type: ColumnType) -> JSON {
        guard let cell else { return .null }
        switch type {
        case .smallint, .integer, .bigint, .numeric, .real, .double:
            return cell.utf8.contains { $0 > UInt8(ascii: "9") && $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
                ? .string(cell) : .number(cell)
        case .boolean: return .bool(cell == "t")
        case .json, .jsonb: return (try? JSON(parsing: Array(cell.utf8), name: "")) ?? .string(cell)
        case .text, .date, .time, .timestamp, .timestampWithZone, .uuid: return .string(cell)
        }
    }
}
