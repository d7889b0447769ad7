internal import Glibc
internal import Synchronization

/// Signals that would end or stop the program, held back until something is tidied up.
enum CaughtSignals {
    /// A signal came.
    struct Caught: Error {
        let signal: Int32
    }

    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

    private static let received = Atomic<Int32>(0)

    /// The end of the pipe into which the handler writes, or -1.
    private static let writeEnd = Atomic<Int32>(-1)

    /// The signal that came last.
    static var last: Int32 { received.load(ordering: .acquiring) }

    /// Runs the body; a signal on the way makes a descriptor readable, and does nothing else.
    ///
    /// What each signal does is as before when this returns or throws.
    static func whileCaught<Result: ~Copyable>(_ body: (_ wakeUp: Int32) throws -> Result) throws -> Result {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw SecretInputFailure.notHidden(reason: String(cString: strerror(errno)))
        }
        defer { for end in ends { close(end) } }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd.store(ends[1], ordering: .releasing)
        defer { writeEnd.store(-1, ordering: .releasing) }
        let before = signals.map { ($0, handle($0)) }
        defer {
            for case (let number, var old?) in before { sigaction(number, &old, nil) }
        }
        return try body(ends[0])
    }

    /// Holds a signal back.
    ///
    /// - Returns: what it did before, or nil for one that is ignored, which stays so.
    private static func handle(_ number: Int32) -> sigaction? {
        var old = sigaction()
        sigaction(number, nil, &old)
        if unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
            return nil
        }
        var new = sigaction()
        new.__sigaction_handler.sa_handler = remember
        sigemptyset(&new.sa_mask)
        sigaction(number, &new, nil)
        return old
    }

    private static let remember: @convention(c) (Int32) -> Void = { number in
        received.store(number, ordering: .releasing)
        var byte: UInt8 = 0
        _ = write(writeEnd.load(ordering: .acquiring), &byte, 1)
    }
}
