import Audit
import FoundationEssentials
import Operations
import Vocabulary

/// `socle audit purge`: seals and takes away events whose time is over.
struct PurgeAudit: LeafCommand {
    let selection: ChainSelection
    let isDryRun: Bool

    static let command = Command(
        "purge", "Take away events whose time is over, in segments that keep the chain provable.",
        ChainSelection.Choice(),
        Flag("--dry-run", "Count them and change nothing."),
        discussion: """
            Events of the class access are kept for 12 months, of control for 3 years, of proof for 7 years; the \
            database refuses to let one go before. Each purge leaves an event of the class proof.
            """,
        examples: [Example("socle audit purge --all", "What a monthly timer runs.")],
        make: Self.init(selection:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let owners = try installation.auditOwners()
        var purged: [ExpiredEvents] = []
        // What is done is told also when a later chain fails.
        defer {
            try? context.present(
                Listing(
                    purged, empty: "The time of no event is over.",
                    [
                        Column("database") { .text($0.chain.database.text) },
                        Column("tenant") {
                            .text(owners[$0.chain.tenantID] ?? $0.chain.tenantID.uuidString.lowercased())
                        },
                        Column("segments") { .number($0.segments) },
                        Column("access") { .number($0.accessCount) },
                        Column("control") { .number($0.controlCount) },
                        Column("proof") { .number($0.proofCount) },
                        Column("earliest") { .moment($0.earliest) },
                        Column("latest") { .moment($0.latest) },
                    ]))
        }
        try installation.purgeAudit(selection, isDryRun: isDryRun) { purged.append($0) }
        return .success
    }
}
