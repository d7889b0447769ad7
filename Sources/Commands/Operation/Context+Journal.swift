import Journal
import Vocabulary

extension Context {
    /// Tells on standard error what a run of an operation does.
    func tell(_ event: JournalEvent) {
        switch event {
        case .opened(let number, let kind, let isResumed):
            note("operation \(number) (\(kind))\(isResumed ? ", begun before" : "")")
        case .began(let step, let description): note("\(step): \(description)")
        case .reported(let step, let detail): explain("\(step): \(detail)")
        case .done(let step): explain("\(step): done")
        case .undone(let step): note("\(step): undone")
        case .open(let way):
            if let way { Interruption.saying { note(way.sentence) } } else { Interruption.saying(nil) }
        case .stopped(let way): note(way.sentence)
        case .waiting(let step, let description): note("waits before \(step): \(description)")
        }
    }

    /// Tells how an operation stands after a run.
    func conclude(_ operation: Operation) {
        switch operation.state {
        case .waiting:
            note(
                """
                operation \(operation.number) waits: 'socle operation confirm \(operation.number)' ends it, \
                'socle operation undo \(operation.number)' takes it back
                """)
        default: note("operation \(operation.number) is \(operation.state.rawValue)")
        }
    }
}
