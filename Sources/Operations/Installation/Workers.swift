import Glibc
import Synchronization
import Threads
package import Vocabulary

/// Runs a closure over items on several threads, first come first served.
///
/// What goes wrong with one item keeps no other waiting; all of it is told at
/// the end. Each thread makes what it works with itself, such as a connection.
package enum Workers {
    /// Works through items.
    ///
    /// - Parameters:
    ///   - threads: how many at most; one works on the caller's own thread.
    ///   - work: is given the thread's queue, from which it takes item after item until there is none.
    /// - Returns: what went wrong, in no order.
    package static func run<Item: Sendable>(
        _ items: [Item], threads: Int, _ work: @Sendable (Queue<Item>) throws -> Void
    ) -> FailureList {
        let queue = Queue(items)
        let count = max(1, min(threads, items.count))
        if count == 1 {
            queue.work(work)
            return queue.failures
        }
        withoutActuallyEscaping(work) { work in
            let threads = (0..<count).compactMap { _ in Thread { queue.work(work) } }
            // Without any thread of its own the work is done here.
            if threads.isEmpty { queue.work(work) }
            for thread in threads { thread.join() }
        }
        return queue.failures
    }

    /// Turns items into others, in their order, on as many threads as the machine has processors.
    package static func map<Item: Sendable, Output: Sendable>(
        _ items: [Item], _ turned: @Sendable (Item) -> Output
    ) -> [Output] {
        // A thread costs more than a few items.
        guard items.count > itemsForThread else { return items.map(turned) }
        let batches = stride(from: 0, to: items.count, by: itemsForThread).map {
            $0..<min($0 + itemsForThread, items.count)
        }
        let outputs = Mutex<[Int: [Output]]>([:])
        _ = run(batches, threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) { queue in
            while let batch = queue.next() {
                let found = items[batch].map(turned)
                outputs.withLock { $0[batch.lowerBound] = found }
            }
        }
        return outputs.withLock { found in batches.flatMap { found[$0.lowerBound] ?? [] } }
    }

    private static let itemsForThread = 200

    /// Begins something on a thread of its own.
    package static func ahead(_ work: @escaping @Sendable () throws -> Void) -> Ahead {
        Ahead(work)
    }

    /// Something that was begun on a thread of its own.
    package final class Ahead: Sendable {
        private let failure = Mutex<(any Error)?>(nil)
        private let thread: Mutex<Thread?>

        fileprivate init(_ work: @escaping @Sendable () throws -> Void) {
            thread = Mutex(nil)
            let body: @Sendable () -> Void = {
                do {
                    try work()
                } catch {
                    self.failure.withLock { $0 = error }
                }
            }
            let started = Thread(body)
            if started == nil { body() }
            thread.withLock { $0 = started }
        }

        /// Waits until it is done.
        ///
        /// - Throws: what it threw.
        package func wait() throws {
            thread.withLock { thread in
                thread?.join()
                thread = nil
            }
            if let failure = failure.withLock({ $0 }) { throw failure }
        }
    }

    /// The items that wait, and what went wrong with those that do not.
    package final class Queue<Item: Sendable>: Sendable {
        private struct State {
            var waiting: ArraySlice<Item>
            var failures = FailureList()
        }

        private let state: Mutex<State>

        fileprivate init(_ items: [Item]) {
            state = Mutex(State(waiting: items[...]))
        }

        /// The next item, nil when there is none.
        package func next() -> Item? {
            state.withLock { $0.waiting.popFirst() }
        }

        /// Keeps what went wrong with an item and lets the others go on.
        package func report(_ failure: any Error) {
            state.withLock { state in
                if let list = failure as? FailureList {
                    state.failures.append(contentsOf: list)
                } else if let failure = failure as? any Failure {
                    state.failures.append(failure)
                } else {
                    state.failures.append(UnexpectedWorkerFailure(reason: "\(failure)"))
                }
            }
        }

        fileprivate var failures: FailureList { state.withLock { $0.failures } }

        fileprivate func work(_ work: (Queue) throws -> Void) {
            do {
                try work(self)
            } catch {
                report(error)
            }
        }
    }
}

/// Something that no module foresaw.
private struct UnexpectedWorkerFailure: Failure {
    let reason: String

    var code: FailureCode { "OPE117" }
    var kind: FailureKind { .internal }
    var message: String { reason }
}
