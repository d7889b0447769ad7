import Audit
import FoundationEssentials
import Operations
import Vocabulary

extension AuditClass: ArgumentValue {}

/// `socle audit list`: the events of some chains.
struct ListAudit: LeafCommand {
    let selection: ChainSelection
    let `class`: AuditClass?
    let action: String?
    let since: Beginning?
    let limit: RowLimit

    static let command = Command(
        "list", "Show what was done, the newest first.",
        ChainSelection.Choice(allByDefault: true),
        Option("--class", AuditClass.self, "Only events of this class."),
        Option("--action", String.self, "Only events of this action, such as 'secret.opened'."),
        Option("--since", Beginning.self, "Only events of this day or moment and later."),
        Option("--limit", RowLimit.self, default: RowLimit(50), "How many are shown at most."),
        examples: [
            Example("socle audit list rennes --since 2027-01-01", "Show what was done for a tenant this year."),
            Example("socle audit list --class access", "Show who opened secrets."),
        ],
        make: Self.init(selection:class:action:since:limit:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let owners = try installation.auditOwners()
        let filter = AuditFilter(class: `class`, action: action, since: since?.date)
        let events = try installation.auditEvents(selection, filter, limit: limit.count)
        try context.present(
            Listing(
                events, empty: "Nothing of that was done.",
                [
                    Column("occurred_at") { .moment($0.event.occurredAt) },
                    Column("database") { .text($0.database.text) },
                    Column("tenant") { .text(owners[$0.event.tenantID] ?? $0.event.tenantID.uuidString.lowercased()) },
                    Column("sequence") { .number(Int($0.event.sequence)) },
                    Column("class") { .text($0.event.class) },
                    Column("actor") { .text($0.event.actor) },
                    Column("action") { .text($0.event.action) },
                    Column("object") { .text($0.event.object) },
                    Column("detail") { .text($0.event.detail) },
                ]))
        return .success
    }
}

extension Cell {
    /// A moment of the audit: by the microsecond for programs, by the second for people.
    static func moment(_ microseconds: Int64?) -> Cell {
        guard let microseconds else { return .absent }
        let text = auditTime(microseconds)
        return .value(.string(text), shownAs: "\(text.prefix(19))Z")
    }
}
