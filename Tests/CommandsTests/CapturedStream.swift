import Commands
import Synchronization

/// A stream that keeps what is written to it, and can say that nobody reads any more.
final class CapturedStream: TextStream {
    let terminal: Terminal?
    private let failure: (any Error)?
    private let kept = Mutex("")

    init(terminal: Terminal? = nil, failure: (any Error)? = nil) {
        self.terminal = terminal
        self.failure = failure
    }

    var text: String { kept.withLock { $0 } }

    func write(_ text: String) throws {
        if let failure { throw failure }
        kept.withLock { $0 += text }
    }

    func write(bytes: UnsafeRawBufferPointer) throws {
        try write(String(decoding: bytes, as: UTF8.self))
    }
}
