import Adoption
import Cryptography
import Ingestion
import Journal
import Operations
import Vocabulary

/// `socle tenant adopt`: makes a client's existing database a tenant's.
struct AdoptTenant: LeafCommand {
    let tenant: TenantIdentifier
    let source: String
    let themes: [ChosenTheme]
    let plan: FilePath?
    let reports: DirectoryPath?
    let maxRejects: RejectBudget
    let readsPassword: Bool
    let passwordFile: FilePath?
    let isDryRun: Bool

    static let command = Command(
        "adopt", "Take over a client's existing database.",
        Argument("TENANT", TenantIdentifier.self, "The tenant, declared by its file.", completion: .tenants),
        Option(
            required: "--from", String.self, "The client's database, such as postgresql://login@host/database.",
            placeholder: "ADDRESS"),
        Option(
            repeated: "--schema", ChosenTheme.self,
            "The theme that a schema of the source becomes; 'data' for tables of no theme."),
        Option("--plan", FilePath.self, "The plan to follow, made by --dry-run and edited by you."),
        Option("--to", DirectoryPath.self, "The folder of the reports; one in the state folder when not given."),
        Option(
            "--max-rejects", RejectBudget.self, default: .usual,
            "How many rows of a table may be refused: rows, or a share such as 5%."),
        Flag("--password-stdin", "Read the source's password from standard input."),
        Option("--password-file", FilePath.self, "Read the source's password from a file."),
        Flag("--dry-run", "Look at the source, write reports and plan, and change nothing."),
        discussion: """
            Audit, cleaning, structure, data, validation and documentation each write a report in Markdown and JSON. \
            The source is read in one snapshot and never written; its functions, triggers and views are described \
            and never run. Rows go to the tenant's own schemas batch by batch, unseen until all are there and were \
            compared on both sides; a run that was cut short goes on where it was. Without a password option, libpq's \
            password file is asked.
            """,
        examples: [
            Example(
                "socle tenant adopt rennes --from postgresql://lecture@db.example.org/metier --dry-run",
                "See what is there and what would be taken."),
            Example(
                "socle tenant adopt rennes --from postgresql://lecture@db.example.org/metier --plan plan.yml",
                "Take over what the plan says."),
        ],
        make: Self.init(tenant:source:themes:plan:reports:maxRejects:readsPassword:passwordFile:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        var request = Installation.AdoptionRequest(tenant: tenant, source: try SourceAddress(source))
        request.themes = themes.map { ($0.schema, $0.theme) }
        request.budget = maxRejects
        request.reports = reports?.text
        request.planFile = plan?.text
        return isDryRun ? try preview(request, installation, context) : try adopt(request, installation, context)
    }

    private func preview(
        _ request: Installation.AdoptionRequest, _ installation: Installation, _ context: Context
    ) throws -> Ending {
        var password: String?
        if let secret = try self.password(context) { password = try secret.revealedText() }
        let bar = ProgressLine(context)
        let outlook: Installation.AdoptionOutlook
        do {
            defer { bar.clear() }
            outlook = try installation.previewAdoption(request, password: password) { table, place, count in
                bar.show("audit: \(place + 1) of \(counted(count, "table")), \(quoted(table.title))")
            }
        }
        try context.present(
            Listing(
                outlook.audit.findings, empty: "There is nothing to say of the source.",
                [
                    Column("severity") { .text($0.severity.rawValue) },
                    Column("kind") { .text($0.kind) },
                    Column("object") { .text($0.object) },
                    Column("evidence") { .text($0.evidence) },
                    Column("what_is_done") { .text($0.consequence) },
                ]))
        context.note("reports: \(outlook.reports)")
        if let file = outlook.planFile { context.note("plan: \(file), to be edited and given with --plan") }
        return .success
    }

    private func adopt(
        _ request: Installation.AdoptionRequest, _ installation: Installation, _ context: Context
    ) throws -> Ending {
        let bar = ProgressLine(context)
        let outcome: (operation: Operation, reports: String)
        do {
            defer { bar.clear() }
            outcome = try installation.adopt(request, password: try password(context)) { event in
                guard case .reported(let step, let detail) = event else {
                    bar.clear()
                    return context.tell(event)
                }
                bar.show("\(step): \(Self.words(detail))")
            }
        }
        context.conclude(outcome.operation)
        context.note("reports: \(outcome.reports)")
        return .success
    }

    /// How far a step is, in words.
    private static func words(_ detail: JSON) -> String {
        var words: [String] = []
        if case .string(let table) = detail["table"] { words.append(quoted(table)) }
        if case .number(let rows) = detail["rows"] { words.append(counted(Int(rows) ?? 0, "row")) }
        return words.joined(separator: ", ")
    }

    private func password(_ context: Context) throws -> SecretBytes? {
        guard readsPassword || passwordFile != nil else { return nil }
        return try SecretInput(file: passwordFile, isExact: false).read(
            "Password of the source", isConfirmed: false, context: context)
    }
}

/// A schema of the source and the theme that it becomes, as `schema=theme`.
struct ChosenTheme: ArgumentValue {
    let schema: String
    let theme: String

    init(argument text: String) throws {
        guard let sign = text.lastIndex(of: "="), sign != text.startIndex, text.index(after: sign) != text.endIndex
        else {
            throw UnreadableArgument(expected: "a schema and its theme, such as public=logement")
        }
        schema = String(text[..<sign])
        theme = String(text[text.index(after: sign)...])
    }

    var argumentText: String { "\(schema)=\(theme)" }
    static var placeholder: String? { "SCHEMA=THEME" }
}
