import Operations
import Tenancy
import Vocabulary

/// `socle tenant drift`: what somebody changed by hand.
struct DriftTenants: LeafCommand {
    let selection: TenantSelection
    let isDeep: Bool

    static let command = Command(
        "drift", "Name each change by hand since tenants were last applied.",
        TenantSelection.Choice(allByDefault: true, "Take every registered tenant; so it is without a name."),
        Flag("--deep", "Try each password of the vault against what the server has."),
        discussion: """
            What was declared when a tenant was last applied lies in the registry, so that a file that was edited since \
            is no drift. Ends with 0 when there is none and with 2 when there is some; 'socle tenant apply' mends it, but \
            for objects made by hand, which are for people to look at.
            """,
        examples: [Example("socle tenant drift --all --deep --output json", "For a nightly check.")],
        make: Self.init(selection:isDeep:))

    func run(in context: Context) throws -> Ending {
        var failures = FailureList()
        let drifts = try context.installation().drift(of: selection.named, isDeep: isDeep, failures: &failures)
        let lines = drifts.flatMap { drift in drift.findings.map { (drift.tenant, $0) } }
        // What the others are is told first, so that a server that is gone hides nothing.
        if !drifts.isEmpty || failures.isEmpty { try present(lines, in: context) }
        let handmade = lines.count { $0.1.isHandmade }
        if handmade > 0 {
            context.note(
                """
                \(counted(handmade, "object")) made by hand: 'socle tenant apply' leaves \(handmade == 1 ? "it" : "them"); \
                look at each, and drop it where nobody needs it
                """, style: .caution)
        }
        try failures.throwIfAny()
        return lines.isEmpty ? .success : .difference
    }

    private func present(_ lines: [(TenantIdentifier, TenantDrift.Finding)], in context: Context) throws {
        try context.present(
            Listing(
                lines, empty: "No drift.",
                [
                    Column("tenant") { .text($0.0.text) },
                    Column("object") { .text($0.1.object) },
                    Column("field") { .text($0.1.field) },
                    Column("declared") { .text($0.1.declared) },
                    Column("found") { .text($0.1.found) },
                    Column("remedy") { .text($0.1.remedy) },
                ]))
    }
}
