import Formats
import FoundationEssentials
import Ingestion
import Operations
import Vocabulary

/// `socle load run`: loads a file or an address.
struct RunLoad: LeafCommand {
    let tenant: TenantIdentifier
    let source: String
    let theme: Theme?
    let table: String?
    let mode: LoadMode
    let key: [String]
    let deletesMissing: Bool
    let evolution: EvolutionRule
    let connections: Int
    let maxRejects: RejectBudget
    let types: [DeclaredType]
    let path: String?
    let entry: String?
    let isForced: Bool
    let startsAnew: Bool

    static let command = Command(
        "run", "Load a file or an address into a table of a tenant.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument(
            "SOURCE", String.self, "The file, or an address that begins with http:// or https://.", completion: .files),
        Option("--theme", Theme.self, "The theme of the table; without one it has none."),
        Option(
            "--table", String.self, "The name of the table; that of the source when not given.", placeholder: "NAME"),
        Option("--mode", LoadMode.self, default: .replace, "What becomes of the rows that are there."),
        Option(
            repeated: "--key", String.self, "A column by which merge and history know a row, and which others measure.",
            placeholder: "COLUMN"),
        Flag("--delete-missing", "With merge and history: rows that the source does not hold are deleted, or ended."),
        Option(
            "--evolution", EvolutionRule.self, default: .freeze,
            "What becomes of columns that only the source or only the table has."),
        Option(
            "--connections", Int.self, default: 2, "How many connections send rows at most.", placeholder: "COUNT"),
        Option(
            "--max-rejects", RejectBudget.self, default: .usual,
            "How many records may be refused: rows, or a share such as 5%."),
        Option(repeated: "--type", DeclaredType.self, "The type of a column, such as price=numeric(12,2)."),
        Option(
            "--path", String.self, "Where the array of objects lies in a JSON text, such as results.",
            placeholder: "PATH"),
        Option(
            "--entry", String.self, "The file that is meant in an archive of several, such as 'data/*.csv'.",
            placeholder: "PATH"),
        Flag("--force", "Load even when the same content is in the table already."),
        Flag("--no-resume", "Send all rows anew, also those that a load left behind when it was cut short."),
        discussion: """
            Encoding, delimiter and types are found out from the whole of the source. Codes keep their leading zeros. \
            A column is a number or a date when all its values are, or when --type says so; records that do not fit \
            are kept as rejects, and above the budget nothing changes. Readers see the table as \
            it was until the load is complete.
            """,
        examples: [
            Example(
                "socle load rennes ventes.csv --theme logement", "Load an Excel export into rennes_logement.ventes."),
            Example(
                "socle load rennes http://127.0.0.1:8080/equipements --theme equipements",
                "Load what an API answers."),
        ],
        isStandIn: true,
        make: Self.init(
            tenant:source:theme:table:mode:key:deletesMissing:evolution:connections:maxRejects:types:path:entry:
            isForced:
            startsAnew:))

    func run(in context: Context) throws -> Ending {
        let origin = try Origin(source)
        let names = TenantNames(tenant)
        var request = LoadRequest(
            origin: origin, schema: theme.map(names.themeSchema) ?? names.dataSchema,
            table: try tableName(for: origin))
        request.mode = mode
        request.key = key
        request.deletesMissing = deletesMissing
        request.evolution = evolution
        request.connections = connections
        request.resumes = !startsAnew
        request.budget = maxRejects
        request.isForced = isForced
        request.types = Dictionary(types.map { ($0.column, $0.type) }) { _, last in last }
        request.options.entry = entry
        if let path { request.options.path = JSONPath(text: path) }
        let bar = ProgressLine(context)
        let report: LoadReport
        do {
            defer { bar.clear() }
            report = try context.installation().load(request, for: tenant) { tally in bar.show(tally) }
        }
        for sentence in report.notes { context.note(sentence, style: .caution) }
        try context.present(Card(report))
        return .success
    }

    private func tableName(for origin: Origin) throws -> Identifier {
        if let table { return try Identifier(table) }
        let name = ColumnName.clean(origin.stem)
        guard !name.isEmpty else { throw LoadFailure.noTableName(source: "\(origin)") }
        return try Identifier(name)
    }
}

extension LoadMode: ArgumentValue {}

extension EvolutionRule: ArgumentValue {}

/// The type of a column, as `column=type`.
struct DeclaredType: ArgumentValue {
    let column: String
    let type: ColumnType

    init(argument text: String) throws {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex,
            let type = try? ColumnType(sql: String(text[text.index(after: sign)...]))
        else { throw UnreadableArgument(expected: "a column and its type, such as price=numeric(12,2)") }
        column = String(text[..<sign])
        self.type = type
    }

    var argumentText: String { "\(column)=\(type.sql)" }
    static var placeholder: String? { "COLUMN=TYPE" }
}

extension RejectBudget: ArgumentValue {
    package init(argument text: String) throws {
        if text.hasSuffix("%"), let share = Double(text.dropLast()), (0...100).contains(share) {
            self = .percent(share)
        } else if let rows = Int(text), rows >= 0 {
            self = .rows(rows)
        } else {
            throw UnreadableArgument(expected: "a number of rows, or a share such as 5%")
        }
    }

    package var argumentText: String {
        switch self {
        case .rows(let rows): String(rows)
        case .percent(let share): (share == share.rounded() ? String(Int(share)) : String(share)) + "%"
        }
    }

    package static var placeholder: String? { "COUNT" }
}

extension Card {
    /// What a load did, for a person and for a job's log.
    fileprivate init(_ report: LoadReport) {
        let seconds =
            Double(report.duration.components.seconds)
            + Double(report.duration.components.attoseconds) / 1e18
        self.init([
            ("outcome", .text(report.outcome.rawValue)),
            ("table", .text("\(report.schema).\(report.table)")),
            ("records", .number(report.tally?.records)),
            ("loaded", .number(report.tally?.loaded)),
            ("rejected", .number(report.tally?.rejected)),
            ("ignored", .number(report.tally?.ignored)),
            ("published", .text(report.way)),
            ("inserted", .number(report.insertedRows)),
            ("updated", .number(report.updatedRows)),
            ("deleted", .number(report.deletedRows)),
            ("resumed", .number(report.resumedRows)),
            ("connections", .number(report.connections)),
            ("columns", .number(report.plan.tables[0].columns.count)),
            ("size", .size(ByteCount(bytes: Int64(report.byteCount)))),
            ("seconds", .decimal((seconds * 1000).rounded() / 1000)),
            ("rows_per_second", .number(report.rowsPerSecond)),
            ("quality", .decimal(report.quality?.total.map { ($0 * 10).rounded() / 10 })),
            ("load", .text(report.loadID.uuidString.lowercased())),
        ])
    }
}
