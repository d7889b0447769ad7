import Formats
import FoundationEssentials
import Ingestion
import Operations
import Vocabulary

/// `socle load run`: loads a file, an address or a declared source.
struct RunLoad: LeafCommand {
    let tenant: TenantIdentifier
    let source: String
    let isDeclared: Bool
    let theme: Theme?
    let table: TableName?
    let plan: FilePath?
    let tableNumber: Int?
    let rules: LoadRules
    let isForced: Bool
    let startsAnew: Bool
    let isDryRun: Bool
    let patience: WaitingTime?
    let isQuiet: Bool
    let progress: ProgressForm?

    static let command = Command(
        "run", "Load a file, an address or a declared source into a table of a tenant.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument(
            "SOURCE", String.self,
            "The file, - for standard input, an address that begins with http:// or https://, or a declared source.",
            completion: .sources(orFiles: true)),
        Flag("--declared", "SOURCE is a declared source, whatever file is called so."),
        Option("--theme", Theme.self, "The theme of the table; without one it has none."),
        Option(
            "--table", TableName.self, "The name of the table; that of the source when not given."),
        Option("--plan", FilePath.self, "The plan to follow, as 'sniff --write' made it; drift from it is told."),
        Option(
            "--table-number", Int.self, "Which table of the source, or of the plan, from 1.", placeholder: "NUMBER"),
        LoadRules.Options(),
        Flag("--force", "Load even when the same content is in the table already."),
        Flag("--no-resume", "Send all rows anew, also those that a load left behind when it was cut short."),
        Flag("--dry-run", "Show plan, drift, what would become of the table and the first rejects; write nothing."),
        Option("--wait", WaitingTime.self, "How long another load of the table is waited for; not at all otherwise."),
        Flag("--quiet", "Say nothing when all went well, and one line when something is to be known."),
        Option(
            "--progress", ProgressForm.self,
            "How progress is told on standard error; a bar on a terminal, else events, one JSON object a line."),
        discussion: """
            Encoding, delimiter and types are found out from the whole of the source. Codes keep their leading zeros. \
            A column is a number or a date when all its values are, or when --type says so; records that do not fit \
            are kept as rejects, and above the budget nothing changes. Readers see the table as \
            it was until the load is complete.

            A SOURCE that holds a slash is a path. Any other word is a declared source or a file of the current \
            folder, and refused when it is both. What a declared source says of table, mode and the rest holds unless \
            an option says otherwise for this run.
            """,
        examples: [
            Example(
                "socle load rennes ventes.csv --theme logement", "Load an Excel export into rennes_logement.ventes."),
            Example(
                "socle load rennes http://127.0.0.1:8080/equipements --theme equipements",
                "Load what an API answers."),
            Example("socle load rennes equipements --dry-run", "See what the declared source would bring tonight."),
        ],
        isStandIn: true,
        make: Self.init(
            tenant:source:isDeclared:theme:table:plan:tableNumber:rules:isForced:startsAnew:isDryRun:patience:isQuiet:
            progress:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let requests = try requests(installation)
        if rules.deletesMissing == true, requests.contains(where: { !$0.mode.needsKey }) {
            throw CommandFailure.needs("--delete-missing", other: "'--mode' is merge or history")
        }
        if isDryRun {
            for request in requests { try rehearse(request, installation, context) }
            return .success
        }
        var reports: [LoadReport] = []
        for request in requests { reports.append(try load(request, installation, context)) }
        if isQuiet { return .success }
        if reports.count == 1 {
            try context.present(Card(reports[0]))
        } else {
            try context.present(Listing(reports))
        }
        return .success
    }

    // MARK: - What is to be loaded

    /// One request for each file; several only of a declared source that takes all that is there.
    private func requests(_ installation: Installation) throws -> [LoadRequest] {
        let given = try plan.map { try SourcePlan(reading: FileSource(path: $0.text)) }
        switch try LoadTarget(source, isDeclared: isDeclared, of: tenant, in: installation) {
        case .origin(let origin):
            let names = TenantNames(tenant)
            let schema = theme.map(names.themeSchema) ?? names.dataSchema
            return [request(origin, schema, try tableName(for: origin), rules, given)]
        case .declared(let source, let kept):
            var source = source
            if let theme { source.theme = theme }
            if let table { source.table = table }
            let declared = { (origin: Origin) in
                var request = request(
                    origin, source.schema(of: tenant), source.table, rules.leading(over: source.rules), given ?? kept)
                request.declaredAs = source.name
                if let contract = source.contract { request.contract = contract.contract(of: tenant) }
                return request
            }
            do {
                return try source.origins(from: installation.sourceRoot).map(declared)
            } catch let failure as SourceFailure where !isDryRun {
                // What was not delivered is a night without rows, which history tells of.
                installation.recordRefusal(of: declared(.file(path: "\(source.place)")), for: tenant, failure)
                throw failure
            }
        }
    }

    private func request(
        _ origin: Origin, _ schema: Identifier, _ table: TableName, _ rules: LoadRules, _ plan: SourcePlan?
    ) -> LoadRequest {
        var request = LoadRequest(origin: origin, schema: schema, table: table.identifier)
        request.follow(rules)
        request.keptPlan = plan
        request.tableNumber = tableNumber ?? 1
        request.resumes = !startsAnew
        request.isForced = isForced
        request.patience = patience?.duration ?? .zero
        return request
    }

    private func tableName(for origin: Origin) throws -> TableName {
        if let table { return table }
        let name = ColumnName.clean(origin.stem)
        guard !name.isEmpty else { throw LoadFailure.noTableName(source: "\(origin)") }
        return try TableName(name)
    }

    // MARK: - Loading

    private func load(_ request: LoadRequest, _ installation: Installation, _ context: Context) throws -> LoadReport {
        let meter = LoadMeter(context, progress ?? (isQuiet ? .nothing : nil))
        meter.start(request, of: tenant)
        let report: LoadReport
        do {
            defer { meter.clear() }
            report = try installation.load(request, for: tenant) { meter.show($0) }
        } catch {
            meter.fail(error)
            throw error
        }
        let drift = report.drift.map { "drift: \($0)" }
        if isQuiet {
            // A file that lies there as it did says nothing, how it differs from its plan included.
            let notes = (report.isAsItLay ? [] : drift) + report.concerns
            if !notes.isEmpty { context.note(([report.summary] + notes).joined(separator: "; "), style: .caution) }
        } else {
            for sentence in drift + report.notes { meter.note(sentence) }
            meter.finish(report)
        }
        return report
    }

    private func rehearse(_ request: LoadRequest, _ installation: Installation, _ context: Context) throws {
        let meter = LoadMeter(context, progress ?? (context.standardError.terminal == nil || isQuiet ? .nothing : .bar))
        let rehearsal: Rehearsal
        do {
            defer { meter.clear() }
            rehearsal = try installation.rehearse(request, for: tenant) { meter.show($0) }
        }
        try context.present(ShownRehearsal(rehearsal))
        if let refusal = rehearsal.refusal { throw refusal }
    }
}
