import Threads

/// The batches between the one thread that reads and those that send.
///
/// There are only so many of them, so that reading waits for sending and the
/// memory of a load is that of the batches. The first failure ends all.
final class BatchQueue: Sendable {
    private struct State {
        var empty: [Handed<SentBatch>]
        var full: [Handed<SentBatch>] = []
        var isEnded = false
        var failure: (any Error)?
        var sentRows = 0
    }

    private let monitor: Monitor<State>

    init(_ batches: [Handed<SentBatch>]) {
        monitor = Monitor(State(empty: batches))
    }

    /// A batch to fill; nil after a failure.
    func nextEmpty() -> Handed<SentBatch>? {
        monitor.wait { state -> Handed<SentBatch>?? in
            if state.failure != nil { return .some(nil) }
            return state.empty.popLast().map(Optional.some)
        }
    }

    /// Hands a filled batch to whoever sends first.
    func send(_ batch: Handed<SentBatch>) {
        monitor.update { $0.full.append(batch) }
    }

    /// The next batch to send, in the order of reading; nil at the end, and after a failure.
    func nextFull() -> Handed<SentBatch>? {
        monitor.wait { state -> Handed<SentBatch>?? in
            if state.failure != nil { return .some(nil) }
            if !state.full.isEmpty { return state.full.removeFirst() }
            return state.isEnded ? .some(nil) : nil
        }
    }

    /// Takes a batch back that was sent, or never filled.
    func giveBack(_ batch: Handed<SentBatch>, sentRows: Int = 0) {
        monitor.update { state in
            state.empty.append(batch)
            state.sentRows += sentRows
        }
    }

    /// Says that nothing more comes.
    func end() {
        monitor.update { $0.isEnded = true }
    }

    /// Ends everything; the first failure is the one that counts.
    func fail(_ failure: any Error) {
        monitor.update { state in
            if state.failure == nil { state.failure = failure }
        }
    }

    /// What ended everything, if something did.
    var failure: (any Error)? { monitor.update { $0.failure } }

    /// How many batches wait to be sent.
    var waiting: Int { monitor.update { $0.full.count } }
}
