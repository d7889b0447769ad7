import Journal
import Operations

/// `socle operation list`: what is under way, waits or stopped.
struct ListOperations: LeafCommand {
    let showsAll: Bool
    let limit: RowLimit

    static let command = Command(
        "list", "List operations that are under way, that stopped, or that wait to be confirmed.",
        Flag("--all", "Those that are over too."),
        Option("--limit", RowLimit.self, default: RowLimit(100), "How many at most."),
        discussion: "The newest come first.", make: Self.init(showsAll:limit:))

    func run(in context: Context) throws -> Ending {
        let operations = try context.installation().operations(openOnly: !showsAll, limit: limit.count)
        try context.present(
            Listing(
                operations, empty: showsAll ? "There was never an operation." : "No operation is open.",
                [
                    Column("operation") { .number($0.number) },
                    Column("kind") { .text($0.kind) },
                    Column("tenant") { .text($0.tenant) },
                    Column("state") { .text($0.progress) },
                    Column("holder") { .text($0.holder) },
                    Column("started_at") { .time($0.startedAt) },
                    Column("ended_at") { .time($0.endedAt) },
                ]))
        return .success
    }
}

extension Operation {
    /// The state as people ask for it: who died is not running.
    var progress: String {
        switch state {
        case .running where !isHeld: isUndoing ? "undoing, died" : "died"
        case .running: isUndoing ? "undoing" : "running"
        case .failed: isUndoing ? "undoing, failed" : "failed"
        case .waiting, .completed, .undone: state.rawValue
        }
    }
}
