import Compliance
import FoundationEssentials
import Operations
import Vocabulary

/// `socle privacy consent`: what persons agreed to and took back.
enum ConsentCommands {
    static let command = Command.group(
        "consent", "Keep what persons agreed to and took back.",
        [RecordConsent.command, WithdrawConsent.command, ListConsents.command, ConsentHistory.command])

    static let tenant = Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants)
    static let purpose = Option(required: "--purpose", String.self, "What it is about.", placeholder: "TEXT")
    static let evidence = Option(
        "--evidence", String.self, "Where the proof is kept, such as the number of a form; no data on the person.",
        placeholder: "REFERENCE")
    static let time = Option("--at", PastMoment.self, "When the person said so; now when not given.")
}

/// `socle privacy consent record`.
struct RecordConsent: LeafCommand {
    let tenant: TenantIdentifier
    let purpose: String
    let subject: SubjectInput
    let evidence: String?
    let time: PastMoment?

    static let command = Command(
        "record", "Record that a person agreed to a purpose.",
        ConsentCommands.tenant, ConsentCommands.purpose, SubjectInput.Choice(), ConsentCommands.evidence,
        ConsentCommands.time,
        discussion: """
            The ledger keeps a keyed digest of the identifier that is read, and no identifier; the same text gives the \
            same digest. Rows are added and never changed.
            """,
        examples: [
            Example(
                "echo zoe@example.org | socle privacy consent record rennes --purpose lettre --evidence F-2041",
                "Record a consent.")
        ],
        make: Self.init(tenant:purpose:subject:evidence:time:))

    func run(in context: Context) throws -> Ending {
        let number = try context.installation().recordConsent(
            .given, to: purpose, by: subject.read(context: context), of: tenant, evidence: evidence, at: time?.date)
        context.note("consent \(number) is recorded")
        return .success
    }
}

/// `socle privacy consent withdraw`.
struct WithdrawConsent: LeafCommand {
    let tenant: TenantIdentifier
    let purpose: String
    let subject: SubjectInput
    let evidence: String?
    let time: PastMoment?

    static let command = Command(
        "withdraw", "Record that a person took a consent back.",
        ConsentCommands.tenant, ConsentCommands.purpose, SubjectInput.Choice(), ConsentCommands.evidence,
        ConsentCommands.time, make: Self.init(tenant:purpose:subject:evidence:time:))

    func run(in context: Context) throws -> Ending {
        let number = try context.installation().recordConsent(
            .withdrawn, to: purpose, by: subject.read(context: context), of: tenant, evidence: evidence, at: time?.date)
        context.note("withdrawal \(number) is recorded")
        return .success
    }
}

/// `socle privacy consent list`.
struct ListConsents: LeafCommand {
    let tenant: TenantIdentifier

    static let command = Command(
        "list", "Show how many persons stand how, by purpose.", ConsentCommands.tenant, make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                context.installation().consents(of: tenant), empty: "No consent is recorded.",
                [
                    Column("purpose") { .text($0.purpose) },
                    Column("given") { .number($0.given) },
                    Column("withdrawn") { .number($0.withdrawn) },
                    Column("last_at") { .time($0.lastAt) },
                ]))
        return .success
    }
}

/// `socle privacy consent history`.
struct ConsentHistory: LeafCommand {
    let tenant: TenantIdentifier
    let subject: SubjectInput

    static let command = Command(
        "history", "Show everything that was recorded of a person.", ConsentCommands.tenant, SubjectInput.Choice(),
        make: Self.init(tenant:subject:))

    func run(in context: Context) throws -> Ending {
        let records = try context.installation().consentHistory(of: subject.read(context: context), of: tenant)
        try context.present(
            Listing(
                records, empty: "Nothing is recorded of this person.",
                [
                    Column("number") { .number($0.number) },
                    Column("purpose") { .text($0.purpose) },
                    Column("state") { .text($0.state.rawValue) },
                    Column("occurred_at") { .time($0.occurredAt) },
                    Column("evidence") { .text($0.evidence) },
                    Column("recorded_by") { .text($0.recordedBy) },
                ]))
        return .success
    }
}

/// A moment that is not to come: a day, from its beginning in UTC, or a time in UTC.
struct PastMoment: ArgumentValue {
    let date: Date

    init(argument text: String) throws {
        let moment = try Moment(argument: text).date
        // A day is read as its end elsewhere.
        date = text.hasSuffix("Z") ? moment : moment.addingTimeInterval(-86_400)
        guard date <= Date() else { throw UnreadableArgument(expected: "a day or a time that is not to come") }
    }

    var argumentText: String { date.formatted(.iso8601) }
    static var placeholder: String? { "TIME" }
}
