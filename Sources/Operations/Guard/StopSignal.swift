import Glibc

/// A word to stop that wakes every thread that waits for it.
package final class StopSignal: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        // Without a pipe nobody is woken early, and a second signal ends the program.
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Says it; the byte is never read, so that everybody sees it.
    package func raise() {
        var byte: UInt8 = 0
        _ = write(writeEnd, &byte, 1)
    }

    var isRaised: Bool { wait(seconds: 0) }

    /// Waits so long, or until the word is said.
    ///
    /// - Returns: whether it is said.
    @discardableResult
    func wait(seconds: Double) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            var descriptor = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            let count = poll(&descriptor, 1, Int32(max(0, left.rounded(.up))))
            if count > 0 { return true }
            if count == 0 || left <= 0 { return false }
        }
    }
}
