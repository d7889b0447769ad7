import Journal
import Operations

/// `socle operation resume`: goes on where a run died or failed.
struct ResumeOperation: LeafCommand {
    let number: Int

    static let command = Command(
        "resume", "Go on with an operation whose process died or whose step failed.",
        Argument("NUMBER", Int.self, "The operation."),
        discussion: """
            It runs with the arguments of its first run. One whose undoing was begun is undone further. The command \
            by which it was begun does the same when it is given once more.
            """,
        make: Self.init(number:))

    func run(in context: Context) throws -> Ending {
        context.conclude(try context.installation().resumeOperation(number, watch: context.tell))
        return .success
    }
}

/// `socle operation undo`: takes back what the steps of an operation did.
struct UndoOperation: LeafCommand {
    let number: Int

    static let command = Command(
        "undo", "Take back what the steps of an operation did, the last first.",
        Argument("NUMBER", Int.self, "The operation."),
        discussion: "Once it was begun, an undoing can only be finished: by the same command, or by 'resume'.",
        make: Self.init(number:))

    func run(in context: Context) throws -> Ending {
        context.conclude(try context.installation().undoOperation(number, watch: context.tell))
        return .success
    }
}

/// `socle operation confirm`: lets an operation that waits take its last steps.
struct ConfirmOperation: LeafCommand {
    let number: Int

    static let command = Command(
        "confirm", "Let an operation that waits take its last steps, for good.",
        Argument("NUMBER", Int.self, "The operation."), make: Self.init(number:))

    func run(in context: Context) throws -> Ending {
        context.conclude(
            try context.installation().resumeOperation(number, confirmed: true, watch: context.tell))
        return .success
    }
}
