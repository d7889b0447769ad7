import Journal
import Operations
import Vocabulary

/// `socle operation show`: an operation and its steps.
struct ShowOperation: LeafCommand {
    let number: Int

    static let command = Command(
        "show", "Show an operation and its steps.", Argument("NUMBER", Int.self, "The operation."),
        make: Self.init(number:))

    func run(in context: Context) throws -> Ending {
        let (operation, steps) = try context.installation().operation(number)
        try context.present(Report(operation: operation, steps: steps))
        return .success
    }
}

extension Report {
    /// An operation as people look at it: what it is, then its steps.
    init(operation: Operation, steps: [Operation.StepRecord]) {
        let card: Card = [
            "operation": .number(operation.number),
            "kind": .text(operation.kind),
            "tenant": .text(operation.tenant),
            "state": .text(operation.progress),
            "holder": .text(operation.holder),
            "started_at": .time(operation.startedAt),
            "ended_at": .time(operation.endedAt),
            "failure": .text(operation.failure),
            "arguments": .text(operation.arguments),
        ]
        let listing = Listing(
            steps,
            [
                Column("step") { .text($0.name) },
                Column("state") { .text($0.state.rawValue) },
                Column("started_at") { .time($0.startedAt) },
                Column("ended_at") { .time($0.endedAt) },
                Column("detail") { step in
                    step.detail.map { .value($0, shownAs: $0.description) } ?? .absent
                },
            ])
        self = ["operation": card, "steps": listing]
    }
}
