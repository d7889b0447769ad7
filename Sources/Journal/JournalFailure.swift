import FoundationEssentials
package import Vocabulary

/// Why an operation cannot be begun, resumed, undone or confirmed.
package enum JournalFailure: Failure, Equatable {
    case held(Operation)
    case unfinished(Operation)
    case otherArguments(Operation)
    case unknownOperation(number: Int)
    case unknownKind(number: Int, kind: String)
    case otherProgram(number: Int, kind: String)
    case over(Operation)
    case pastReturn(Operation, step: String)
    case waits(Operation)
    case notWaiting(Operation)
    case lost(number: Int)

    /// Why nothing can be begun while an operation is not over.
    package init(inTheWay open: Operation) {
        self = open.isHeld ? .held(open) : open.state == .waiting ? .waits(open) : .unfinished(open)
    }

    package var code: FailureCode {
        switch self {
        case .held: "JRN101"
        case .unfinished: "JRN102"
        case .otherArguments: "JRN103"
        case .unknownOperation: "JRN104"
        case .unknownKind: "JRN105"
        case .otherProgram: "JRN106"
        case .over: "JRN107"
        case .pastReturn: "JRN108"
        case .waits: "JRN109"
        case .notWaiting: "JRN110"
        case .lost: "JRN111"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .held: .busy
        case .unfinished, .otherArguments, .over, .pastReturn, .waits, .notWaiting, .lost: .conflict
        case .unknownOperation: .notFound
        case .unknownKind, .otherProgram: .configuration
        }
    }

    package var message: String {
        switch self {
        case .held(let operation):
            """
            operation \(operation.number) (\(operation.kind)) of \(operation.owner) is under way since \
            \(operation.startedAt.formatted(.iso8601)) by \(operation.holder)
            """
        case .unfinished(let operation):
            """
            operation \(operation.number) (\(operation.kind)) of \(operation.owner), begun \
            \(operation.startedAt.formatted(.iso8601)), is \(operation.isUndoing ? "half undone" : "not finished")
            """
        case .otherArguments(let operation):
            "operation \(operation.number) (\(operation.kind)) of \(operation.owner) was begun with other arguments"
        case .unknownOperation(let number): "there is no operation \(number)"
        case .unknownKind(let number, let kind):
            "operation \(number) is of kind \(quoted(kind)), which this program does not know"
        case .otherProgram(let number, let kind):
            "operation \(number) (\(kind)) was begun by a program whose steps or arguments are others"
        case .over(let operation): "operation \(operation.number) (\(operation.kind)) is \(operation.state.rawValue)"
        case .pastReturn(let operation, let step):
            "operation \(operation.number) (\(operation.kind)) cannot be undone any more: step '\(step)' was begun"
        case .waits(let operation):
            "operation \(operation.number) (\(operation.kind)) of \(operation.owner) waits to be confirmed"
        case .notWaiting(let operation):
            "operation \(operation.number) (\(operation.kind)) does not wait to be confirmed"
        case .lost(let number): "operation \(number) is no longer held by this process"
        }
    }

    package var detail: String? {
        switch self {
        case .unfinished(let operation), .otherArguments(let operation):
            operation.failure.map { "it stopped with: \($0)" } ?? "last worked on by \(operation.holder)"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .held: "Wait until it ends; 'socle operation list' shows it."
        case .unfinished(let operation), .otherArguments(let operation): operation.wayOn.advice
        case .unknownOperation: "'socle operation list --all' shows every operation."
        case .unknownKind, .otherProgram: "Use the release with which it was begun, or a newer one."
        case .pastReturn(let operation, _), .notWaiting(let operation):
            "Run 'socle operation resume \(operation.number)'."
        case .waits(let operation):
            "Run 'socle operation confirm \(operation.number)', or 'socle operation undo \(operation.number)'."
        case .lost: "See 'socle operation show'; another run may have taken it."
        case .over: nil
        }
    }
}

extension Operation {
    /// Whose operation it is, in words.
    fileprivate var owner: String {
        if let tenant { return "tenant '\(tenant)'" }
        return tenantID.map { "tenant \($0.uuidString.lowercased())" } ?? "the platform"
    }
}
