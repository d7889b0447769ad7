internal import Glibc
internal import Synchronization

/// Ctrl-C and requests to terminate, for commands that must tidy up first.
///
/// Without it either signal ends the program at once, which suits commands
/// whose every step is a transaction. A second signal always does.
package enum Interruption {
    /// Runs the body; a signal on the way calls `cancel`, on a thread of its own.
    ///
    /// - Throws: ``Interrupted`` after a signal, whatever the body then threw or gave back.
    package static func cancelling<Result>(
        with cancel: @escaping @Sendable () -> Void, _ body: () throws -> Result
    ) throws -> Result {
        try throwIfInterrupted()
        startWatching()
        cancellation.withLock { $0 = cancel }
        defer { cancellation.withLock { $0 = nil } }
        do {
            let result = try body()
            try throwIfInterrupted()
            return result
        } catch {
            try throwIfInterrupted()
            throw error
        }
    }

    /// Has something said when a signal ends the program, which it then does at once; nothing more when nil.
    package static func saying(_ words: (@Sendable () -> Void)?) {
        guard let words else { return cancellation.withLock { $0 = nil } }
        startWatching()
        cancellation.withLock {
            $0 = {
                words()
                // The handler restored what the signal does.
                kill(getpid(), received.load(ordering: .acquiring))
            }
        }
    }

    private static let cancellation = Mutex<(@Sendable () -> Void)?>(nil)

    /// The signal that came, or zero.
    private static let received = Atomic<Int32>(0)

    /// The ends of the pipe through which the handler wakes the watcher, or -1.
    private static let readEnd = Atomic<Int32>(-1)
    private static let writeEnd = Atomic<Int32>(-1)

    private static func throwIfInterrupted() throws {
        let signal = received.load(ordering: .acquiring)
        if signal != 0 { throw Interrupted(signal: signal) }
    }

    /// Starts the one thread that waits for a signal; the handler itself may only write a byte.
    private static func startWatching() {
        guard writeEnd.load(ordering: .acquiring) == -1 else { return }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd.store(ends[0], ordering: .releasing)
        writeEnd.store(ends[1], ordering: .releasing)
        var thread = pthread_t()
        guard pthread_create(&thread, nil, watchForSignals, nil) == 0 else { return }
        pthread_detach(thread)
        signal(SIGINT, remember)
        signal(SIGTERM, remember)
    }

    private static let remember: @convention(c) (Int32) -> Void = { number in
        // The second time nobody waits: the signal does what it does by itself.
        signal(number, SIG_DFL)
        received.store(number, ordering: .releasing)
        var byte: UInt8 = 0
        _ = write(writeEnd.load(ordering: .acquiring), &byte, 1)
    }

    /// Waits for the handler's bytes, for as long as the program runs.
    fileprivate static func watch() {
        let descriptor = readEnd.load(ordering: .acquiring)
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) != 0 {
            if let cancel = cancellation.withLock({ $0 }) {
                cancel()
            } else {
                // Nothing is to be tidied up just now, and the handler restored what the signal does.
                kill(getpid(), received.load(ordering: .acquiring))
            }
        }
    }
}

/// The watcher as a thread begins: a function of C, which has no context.
private func watchForSignals(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Interruption.watch()
    return nil
}
