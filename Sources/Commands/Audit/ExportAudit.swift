import Audit
import Operations
import Vocabulary

/// `socle audit export`: chains as a file that an auditor checks without the platform.
struct ExportAudit: LeafCommand {
    let selection: ChainSelection
    let file: FilePath

    static let command = Command(
        "export", "Write a tenant's chains to a file that can be checked without the platform.",
        ChainSelection.Choice(hasAll: false),
        Option(required: "--to", FilePath.self, "The new file, which only you will be able to read."),
        discussion: """
            JSON Lines, as docs/audit.md says. The file is there when it is whole; an existing one is never replaced.
            """,
        examples: [Example("socle audit export rennes --to rennes.jsonl", "Write all chains of a tenant.")],
        make: Self.init(selection:file:))

    func run(in context: Context) throws -> Ending {
        let counts = try context.installation().exportAudit(selection, to: file.text)
        try context.present(
            Listing(
                counts, empty: "There is no chain.",
                [
                    Column("database") { .text($0.chain.database.text) },
                    Column("events") { .number($0.events) },
                    Column("segments") { .number($0.segments) },
                    Column("last") { .number(Int($0.head.sequence)) },
                ]))
        return .success
    }
}
