import Audit
import Cryptography
import FoundationEssentials
import Operations
import Vocabulary

/// `socle audit anchor`: a signed checkpoint of all chains, kept outside the database.
struct AnchorAudit: LeafCommand {
    let file: FilePath?
    let command: String?

    static let command = Command(
        "anchor", "Keep where every chain ends outside the database, signed.",
        Option("--file", FilePath.self, "A file to append to, in place of SOCLE_AUDIT_ANCHOR_FILE."),
        Option(
            "--command", String.self,
            "A command of the shell that takes the line on standard input, in place of SOCLE_AUDIT_ANCHOR_COMMAND."),
        discussion: """
            A superuser can write a chain anew; the checkpoint that lies where he cannot reach shows it. So let a \
            timer run this every few minutes, and keep the file on another machine or under 'chattr +a'. A checkpoint \
            is also made when no chain has changed, which shows that anchoring goes on. Ends with 1 when a chain no \
            longer reaches to where it was anchored.
            """,
        examples: [
            Example("socle audit anchor --file /var/log/socle/anchors.jsonl", "Append a checkpoint to a file."),
            Example("socle audit anchor --command /usr/local/bin/keep-anchor", "Give it to a program of your own."),
        ],
        make: Self.init(file:command:))

    func run(in context: Context) throws -> Ending {
        let anchor = try context.installation().anchorAudit(file: file?.text, command: command)
        if let number = anchor.deliveredLate {
            context.note("Checkpoint \(number), which an earlier run could not deliver, is delivered too.")
        }
        if anchor.beginsFile { context.note("The file begins with it; earlier checkpoints are in another one.") }
        if anchor.chains == 0 { context.note("No chain has changed since the checkpoint before.") }
        for retreat in anchor.retreats {
            let (anchored, number) = (retreat.anchored.head.sequence, retreat.anchored.anchor)
            let now = retreat.head.map { "ends otherwise at event \($0.sequence)" } ?? "is gone"
            context.note(
                "\(retreat.chain) \(now); checkpoint \(number) has it at event \(anchored)", style: .bad)
        }
        try context.present(
            [
                "checkpoint": .number(anchor.number), "anchored_at": .moment(anchor.anchoredAt),
                "chains": .number(anchor.chains),
            ] as Card)
        return anchor.retreats.isEmpty ? .success : .negative
    }
}

/// `socle audit public-key`: the key by which anybody checks the signatures of checkpoints.
struct ShowAuditKey: LeafCommand {
    static let command = Command(
        "public-key", "Write the key by which anybody checks checkpoints, in PEM.",
        discussion: """
            Give it to the auditor once, on a way of its own: who takes the key from the same place as the \
            checkpoints believes whoever wrote both.
            """,
        examples: [Example("socle audit public-key > audit.pem", "Keep the key for an auditor.")],
        make: Self.init)

    func run(in context: Context) throws -> Ending {
        try context.emit(context.installation().auditPublicKey().pem)
        return .success
    }
}
