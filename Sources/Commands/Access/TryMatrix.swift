import Access
import Operations
import Vocabulary

/// `socle access matrix`: every login against everything that is not its own.
struct TryMatrix: LeafCommand {
    let tenants: [TenantIdentifier]
    let sample: RowLimit?
    let file: FilePath?

    static let command = Command(
        "matrix", "Try every login against everything that is not its own.",
        Option(
            repeated: "--tenant", TenantIdentifier.self,
            "Hold this tenant alone against all others, and them against it.",
            completion: .tenants),
        Option(
            "--sample", RowLimit.self,
            "Draw so many tenants at random: to be held against each other, or against those named."),
        Option(
            "--to", FilePath.self,
            "Keep the evidence in a new file: Markdown, or JSON when its name ends in .json."),
        discussion: """
            Each login enters with its own password and tries every verb on every object of every other tenant and of \
            the platform; each statement is rolled back. It sets the roles of others, enters their databases, and asks \
            PostgreSQL for what docs/isolation.md does not grant. The catalog's own answers, for groups and the runtime \
            too, are compared with that. Ends with 2 when anything got through that is not documented.
            """,
        examples: [
            Example("socle access matrix", "Try everything."),
            Example("socle access matrix --sample 20 --to matrix.md", "Try twenty tenants, and keep the evidence."),
        ],
        make: Self.init(tenants:sample:file:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let line = ProgressLine(context)
        var number = 0
        let report = try installation.accessMatrix(of: tenants, sample: sample?.count) { login in
            number += 1
            line.show("\(number): \(login)")
        }
        line.clear()
        if let file { try installation.keepEvidence(report, in: file.text) }
        try context.present(
            [
                "matrix": [
                    "databases": .number(report.places.count), "tenants": .number(report.tenants.count),
                    "sample": .text(
                        report.sample.map { "\($0.tenants.count) of \($0.of)" }
                            ?? report.focus.map { "\($0.tenants.count) against \($0.neighbours) of \($0.of)" }),
                    "logins": .number(report.logins.count), "groups": .number(report.groups.count),
                    "objects": .number(report.objectCount), "verbs": .list(report.verbs.sorted()),
                    "attempts": .number(report.attempts), "entries": .number(report.entries),
                    "rights_asked": .number(report.asked), "metadata_questions": .number(report.probes),
                    "documented": .number(report.documented),
                    "findings": .number(report.findings.count, style: report.isSound ? .good : .bad),
                ] as Card,
                "refusals": Listing(
                    report.refusals.sorted { $0.key < $1.key },
                    [Column("sqlstate") { .text($0.key) }, Column("count") { .number($0.value) }]),
                "findings": Listing(
                    report.findings, empty: "Nothing was reached that is not documented.",
                    [
                        Column("kind") { .text($0.kind.rawValue, style: .bad) },
                        Column("login") { .text($0.login) },
                        Column("database") { .text($0.place.description) },
                        Column("object") { .text($0.object) },
                        Column("right") { .text($0.right) },
                        Column("detail") { .text($0.detail) },
                    ]),
            ] as Report)
        if let scope = report.scope { context.note(scope) }
        return report.isSound ? .success : .difference
    }
}
