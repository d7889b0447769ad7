import Audit
import FoundationEssentials
import Operations
import Vocabulary

/// `socle audit verify`: whether chains are as they were written, and as long.
struct VerifyAudit: LeafCommand {
    let selection: ChainSelection
    let anchors: [FilePath]
    let publicKeys: [FilePath]

    static let command = Command(
        "verify", "Prove that chains are as they were written, and as long.",
        ChainSelection.Choice(allByDefault: true),
        Option(
            repeated: "--anchors", FilePath.self,
            "A file of checkpoints to compare with; that of SOCLE_AUDIT_ANCHOR_FILE when not given."),
        Option(
            repeated: "--public-key", FilePath.self,
            "A key in PEM that may have signed them; those of the vault when not given."),
        discussion: """
            Every hash is computed here from the stored bytes. Integrity says that nothing in a chain was changed; \
            completeness that its end is there, which only checkpoints kept elsewhere can tell. Ends with 1 when a \
            chain is broken or not complete, or a checkpoint is not genuine or missing.
            """,
        examples: [
            Example("socle audit verify", "Prove every chain, by the checkpoints of the settings."),
            Example(
                "socle audit verify rennes --anchors anchors.jsonl --public-key audit.pem",
                "Prove a tenant's chains by an auditor's own copies."),
        ],
        make: Self.init(selection:anchors:publicKeys:))

    private struct Line<Finding: Sendable>: Sendable {
        let chain: AuditChain
        let finding: Finding
    }

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let owners = try installation.auditOwners()
        let verification = try installation.verifyAudit(
            selection, anchorFiles: anchors.map(\.text), publicKeyFiles: publicKeys.map(\.text))
        let verdicts = verification.chains
        let name: @Sendable (AuditChain) -> Cell = { .text(owners[$0.tenantID] ?? $0.tenantID.uuidString.lowercased()) }
        var sections: [(String, any Presentable)] = [
            (
                "chains",
                Listing(
                    verdicts, empty: "There is no chain.",
                    [
                        Column("database") { .text($0.chain.database.text) },
                        Column("tenant") { name($0.chain) },
                        Column("events") { .number($0.events) },
                        Column("sealed") { .number(Int($0.sealed)) },
                        Column("last") { .number(Int($0.last)) },
                        Column("integrity") {
                            $0.isIntact ? .text("intact", style: .good) : .text("broken", style: .bad)
                        },
                        Column("completeness") { $0.completeness.cell },
                        Column("anchored") { .number($0.anchored.map { Int($0.head.sequence) }) },
                    ])
            )
        ]
        if let anchors = verification.anchors {
            sections.append(
                (
                    "checkpoints",
                    [
                        "count": .number(anchors.count), "first": .number(anchors.first),
                        "last": .number(anchors.last), "last_at": .moment(anchors.lastAt),
                        "verdict": anchors.isSound
                            ? .text("genuine", style: .good) : .text("faulty", style: .bad),
                        "faults": .lines(anchors.faults.map { "\($0)" }),
                    ] as Card
                ))
        }
        let faults = verdicts.flatMap { verdict in
            (verdict.integrity.kept.map { ("integrity", $0) } + verdict.missing.kept.map { ("completeness", $0) })
                .map { Line(chain: verdict.chain, finding: $0) }
        }
        if !faults.isEmpty {
            sections.append(
                (
                    "faults",
                    Listing(
                        faults,
                        [
                            Column("database") { .text($0.chain.database.text) },
                            Column("tenant") { name($0.chain) },
                            Column("sequence") { .number(Int($0.finding.1.sequence)) },
                            Column("verdict") { .text($0.finding.0) },
                            Column("fault") { .text("\($0.finding.1)") },
                        ])
                ))
        }
        let steps = verdicts.flatMap { verdict in
            verdict.clockSteps.map { Line(chain: verdict.chain, finding: $0) }
        }
        if !steps.isEmpty {
            sections.append(
                (
                    "clock_went_back",
                    Listing(
                        steps,
                        [
                            Column("database") { .text($0.chain.database.text) },
                            Column("tenant") { name($0.chain) },
                            Column("sequence") { .number(Int($0.finding.sequence)) },
                            Column("seconds") { .decimal(Double($0.finding.microseconds) / 1e6) },
                        ])
                ))
        }
        try context.present(Report(sections))
        for verdict in verdicts {
            let hidden = verdict.integrity.hiddenCount + verdict.missing.hiddenCount
            if hidden > 0 { context.note("\(hidden) more faults of \(verdict.chain) are not shown") }
        }
        return verification.isSound ? .success : .negative
    }
}

extension Cell {
    /// Texts of which people see each on a line of its own.
    fileprivate static func lines(_ texts: [String]) -> Cell {
        .value(.array(texts.map(JSON.string)), shownAs: texts.isEmpty ? "-" : texts.joined(separator: "\n"))
    }
}

extension ChainVerdict.Faults {
    /// How many there are beside those that are kept.
    fileprivate var hiddenCount: Int { count - kept.count }
}

extension ChainVerdict.Completeness {
    fileprivate var cell: Cell {
        switch self {
        case .complete: .text("complete", style: .good)
        case .neverAnchored: .text("never anchored", style: .caution)
        case .incomplete: .text("incomplete", style: .bad)
        case .notCompared: .text("not compared", style: .caution)
        }
    }
}
