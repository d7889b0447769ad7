internal import Cryptography
internal import Glibc

/// Asks a person at a terminal for a line that is not shown while it is typed.
///
/// The terminal is as it was before on every way out: the end, a failure, a
/// signal that ends the program, and one that stops it for a while.
enum HiddenPrompt {
    /// The longest line in bytes: what a terminal gets beyond 4,095 it throws away without a word.
    static let lineLimit = 4094

    /// Asks once.
    static func ask(_ question: String) throws -> SecretBytes {
        try withHiddenTerminal { terminal, wakeUp in
            try line(after: "\(question): ", on: terminal, wakeUp)
        }
    }

    /// Asks twice.
    ///
    /// - Throws: ``SecretInputFailure/different``.
    static func askTwice(_ question: String) throws -> SecretBytes {
        try withHiddenTerminal { terminal, wakeUp in
            let secret = try line(after: "\(question): ", on: terminal, wakeUp)
            let again = try line(after: "\(question) again: ", on: terminal, wakeUp)
            guard ConstantTime.areEqual(secret, again) else { throw SecretInputFailure.different }
            return secret
        }
    }

    // MARK: The terminal

    /// Runs the body while the terminal hides what is typed, and again from the start after the program was stopped.
    private static func withHiddenTerminal(
        _ body: (_ terminal: Int32, _ wakeUp: Int32) throws -> SecretBytes
    ) throws -> SecretBytes {
        while true {
            let signal: Int32
            do {
                return try CaughtSignals.whileCaught { wakeUp in
                    let own = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
                    defer { if own >= 0 { close(own) } }
                    let terminal = own >= 0 ? own : STDIN_FILENO
                    return try whileHiding(on: terminal) { try body(terminal, wakeUp) }
                }
            } catch let caught as CaughtSignals.Caught {
                signal = caught.signal
            }
            // The terminal, and what signals do, are as before by now: this one does what it always does.
            kill(getpid(), signal)
            // There is an afterwards when it stopped the program for a while, or when somebody else takes it.
            guard signal == SIGTSTP else { throw Interrupted(signal: signal) }
        }
    }

    private static func whileHiding(on terminal: Int32, _ body: () throws -> SecretBytes) throws -> SecretBytes {
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { throw notHidden(errno) }
        var hiding = before
        // The end of the line is shown, so that the next question stands on a line of its own.
        hiding.c_lflag &= ~tcflag_t(ECHO)
        hiding.c_lflag |= tcflag_t(ECHONL | ICANON | ISIG)
        // From here on, since a failure may come half way.
        defer { set(&before, on: terminal) }
        guard set(&hiding, on: terminal) else { throw notHidden(errno) }
        var now = termios()
        // It counts as done when a part of it could be done.
        guard tcgetattr(terminal, &now) == 0, now.c_lflag & tcflag_t(ECHO) == 0 else { throw notHidden(EIO) }
        return try body()
    }

    /// Throws away what was typed before: it was shown, or is the rest of an entry that ended early.
    @discardableResult
    private static func set(_ state: inout termios, on terminal: Int32) -> Bool {
        while tcsetattr(terminal, TCSAFLUSH, &state) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }

    private static func notHidden(_ code: Int32) -> SecretInputFailure {
        .notHidden(reason: String(cString: strerror(code)))
    }

    // MARK: The line

    private static func line(after question: String, on terminal: Int32, _ wakeUp: Int32) throws -> SecretBytes {
        show(question, on: terminal)
        return try SecretBytes(capacity: lineLimit + 2) { buffer in
            var count = 0
            while count < buffer.count {
                do {
                    try wait(for: terminal, or: wakeUp)
                } catch {
                    show("\n", on: terminal)
                    throw error
                }
                let arrived = read(terminal, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if arrived == 0 { return count }
                if arrived > 0 {
                    count += arrived
                    if buffer[count - 1] == UInt8(ascii: "\n"), count - 1 <= lineLimit { return count - 1 }
                } else if errno != EINTR, errno != EAGAIN {
                    throw SecretInputFailure.unreadable("the terminal", reason: String(cString: strerror(errno)))
                }
            }
            throw SecretInputFailure.lineTooLong(limit: lineLimit)
        }
    }

    private static func wait(for terminal: Int32, or wakeUp: Int32) throws {
        var descriptors = [
            pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
        ]
        // A signal that interrupts this has written to the pipe by then.
        while poll(&descriptors, 2, -1) < 0, errno == EINTR {}
        if descriptors[1].revents != 0 { throw CaughtSignals.Caught(signal: CaughtSignals.last) }
    }

    private static func show(_ text: String, on terminal: Int32) {
        var text = text
        // Who does not see the question can still answer it.
        _ = text.withUTF8 { write(terminal, $0.baseAddress, $0.count) }
    }
}
