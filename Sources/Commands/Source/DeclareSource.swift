import Formats
import Ingestion
import Operations
import Tenancy
import Vocabulary

/// `socle source declare`: makes a source that a tenant loads by name, out of a file.
struct DeclareSource: LeafCommand {
    let tenant: TenantIdentifier
    let file: String
    let name: String?
    let from: String?
    let theme: Theme?
    let table: TableName?
    let tableNumber: Int?
    let schedule: String?
    let rules: LoadRules
    let isDryRun: Bool

    static let command = Command(
        "declare", "Declare a source of a tenant: sniff a file, and write declaration and plan.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("FILE", String.self, "A file of the source, or its address.", completion: .files),
        Option("--name", String.self, "The name of the source; that of the file when not given.", placeholder: "NAME"),
        Option(
            "--from", String.self,
            "Where it lies every time, such as '/srv/depot/ventes_*.csv'; FILE itself when not given.",
            placeholder: "PLACE"),
        Option("--theme", Theme.self, "The theme of the table; without one it has none."),
        Option(
            "--table", TableName.self, "The name of the table; that of the source when not given."),
        Option(
            "--table-number", Int.self, "Which table of the file the source is, from 1; its plan has no other.",
            placeholder: "NUMBER"),
        Option(
            "--schedule", String.self, "When it is loaded, as cron has it, such as '15 2 * * *'.",
            placeholder: "EXPRESSION"),
        LoadRules.Options(),
        Flag("--dry-run", "Show the declaration and write nothing."),
        discussion: """
            The declaration and its plan lie in tenants/ENVIRONMENT/TENANT/sources/, and are edited there. \
            'socle load run TENANT NAME' loads it, 'socle source schedule' gives the lines for cron.
            """,
        examples: [
            Example(
                "socle source declare rennes ventes.csv --theme logement --schedule '15 2 * * *'",
                "Load ventes.csv every night at a quarter past two."),
            Example(
                "socle source declare rennes depot/ventes_2024-01.csv --name ventes --from '/srv/depot/ventes_*.csv'",
                "Load the file that was delivered last."),
        ],
        make: Self.init(tenant:file:name:from:theme:table:tableNumber:schedule:rules:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let themes = try installation.tenantFolder.configuration(of: tenant).themes
        if let theme, !themes.contains(theme) { throw SourceFailure.unknownTheme(theme, known: themes) }
        let origin = try Origin(file)
        let name = try SourceName(name ?? ColumnName.clean(origin.stem))
        if case .standardInput = origin, from == nil { throw CommandFailure.missing(["--from"], usage: nil) }
        let place = try SourcePlace(from ?? wholePath(of: origin))
        var source = DeclaredSource(
            name: name, place: place, theme: theme, table: try table ?? TableName(name.text), rules: rules)
        source.schedule = try schedule.map { try CronExpression($0) }
        let folder = installation.sources(of: tenant)
        let plan = try source.sniffed(origin, tableNumber: tableNumber ?? 1)
        for warning in plan.warnings { context.note(warning, style: .caution) }
        // What is written is first read as it will be, so that nothing wrong is ever there.
        try source.requireReadable(as: folder.file(of: name))
        if isDryRun {
            try context.emit(source.text())
            return .success
        }
        let files = try folder.add(source, plan)
        context.note("The source stands in \(files[0]), its plan in \(files[1]).")
        try context.present(
            Card([
                ("name", .text(name.text)),
                ("table", .text("\(source.schema(of: tenant)).\(source.table)")),
                ("mode", .text((rules.mode ?? .replace).rawValue)),
                ("columns", .number(plan.tables[0].columns.count)),
                ("schedule", .text(source.schedule?.text)),
                ("from", .text("\(source.place)")),
            ]))
        return .success
    }

    /// The file from the root of the machine, since cron starts elsewhere.
    private func wholePath(of origin: Origin) throws -> String {
        if case .file(let path) = origin { try DirectoryPath(argument: path).absoluteText } else { file }
    }
}
