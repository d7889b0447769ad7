import Compliance
import Operations
import Tenancy
import Vocabulary

/// `socle privacy erase`: takes a person out of a tenant's tables.
struct ErasePerson: LeafCommand {
    let tenant: TenantIdentifier
    let subject: SubjectInput
    let exceptions: [RelationName]
    let isDryRun: Bool

    static let command = Command(
        "erase", "Erase a person from a tenant's declared tables.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        SubjectInput.Choice(),
        RelationName.exceptions,
        Flag("--dry-run", "Carry everything out, count it, and take it back."),
        discussion: """
            The person is told by lines of 'column=value', as for 'export'. Each declared table is erased as its \
            columns say: the row goes, values become null, or a pseudonym; refused records of loads that name the \
            person are emptied, and materialized views made anew. It is one transaction with the event that proves it. \
            Refused under a legal hold, when a declared table is gone, and when an undeclared one has a column of a \
            subject's name. Backups end by their own retention.
            """,
        examples: [
            Example(
                "socle privacy erase rennes --subject-file person.txt --dry-run", "See how many rows would change."),
            Example("socle privacy erase rennes --subject-file person.txt", "Answer a request for erasure."),
        ],
        make: Self.init(tenant:subject:exceptions:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        // Read first, so that an unknown tenant is told before anybody is asked for a person.
        let configuration = try installation.tenantFolder.configuration(of: tenant)
        let request = PersonRequest(
            configuration: configuration, subject: try subject.read(context: context), exceptions: Set(exceptions))
        let report = try installation.erasePerson(request, isRehearsal: isDryRun)
        try context.present(
            [
                "erasure": [
                    "tenant": .text(tenant.text), "rehearsal": .bool(isDryRun), "subject": .list(report.subject),
                    "rows": .number(report.counts.map(\.rows).reduce(0, +)), "rejects": .number(report.rejects),
                    "copies": .list(report.copies.map(\.description)), "event": .number(report.event),
                ] as Card,
                "tables": Listing(
                    report.counts,
                    [
                        Column("table") { .text($0.table.description) },
                        Column("action") { .text($0.isDeletion ? "deleted" : "changed") },
                        Column("rows") { .number($0.rows) },
                    ]),
            ] as Report)
        return .success
    }
}
