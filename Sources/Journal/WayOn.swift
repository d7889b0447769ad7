/// How to go on with an operation that is not over.
package struct WayOn: Hashable, Sendable {
    /// The operation's number.
    package let operation: Int
    /// Whether its undoing has begun, so that it can only be undone.
    package internal(set) var isUndoing: Bool
    /// Whether a step was begun that nothing takes back, so that it can only be finished.
    package internal(set) var isPastReturn: Bool

    /// What to run, as a hint says it.
    var advice: String {
        if isUndoing { return "Run 'socle operation undo \(operation)'." }
        if isPastReturn { return "Run 'socle operation resume \(operation)'; it cannot be undone any more." }
        return "Run 'socle operation resume \(operation)', or 'socle operation undo \(operation)'."
    }

    /// What to run, as somebody is told whose run has just ended.
    package var sentence: String {
        if isUndoing {
            return "operation \(operation) is half undone: 'socle operation undo \(operation)' goes on"
        }
        let resuming = "operation \(operation) is not finished: 'socle operation resume \(operation)' goes on"
        return isPastReturn
            ? "\(resuming); it cannot be undone any more"
            : "\(resuming), 'socle operation undo \(operation)' takes it back"
    }
}

extension Operation {
    /// How to go on with it.
    package var wayOn: WayOn { WayOn(operation: number, isUndoing: isUndoing, isPastReturn: isPastReturn) }
}
