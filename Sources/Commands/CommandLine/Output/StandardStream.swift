internal import Glibc

/// Standard output or standard error of the process, written without a buffer.
package struct StandardStream: TextStream {
    private let descriptor: Int32
    package let terminal: Terminal?

    private init(descriptor: Int32, environment: [String: String]) {
        self.descriptor = descriptor
        terminal = isatty(descriptor) == 1 ? Self.terminal(at: descriptor, environment) : nil
    }

    package static func output(_ environment: [String: String]) -> StandardStream {
        StandardStream(descriptor: STDOUT_FILENO, environment: environment)
    }

    package static func error(_ environment: [String: String]) -> StandardStream {
        StandardStream(descriptor: STDERR_FILENO, environment: environment)
    }

    package func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(bytes: UnsafeRawBufferPointer($0)) }
    }

    package func write(bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let written = Glibc.write(descriptor, start, rest.count)
            if written >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            } else if errno == EPIPE {
                throw ReaderLeft()
            } else if errno == EAGAIN {
                // Somebody made the stream non-blocking; waiting is what blocking would do.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                throw CommandFailure.unwritable(reason: String(cString: strerror(errno)))
            }
        }
    }

    /// **Source** colours by [NO_COLOR](https://no-color.org).
    private static func terminal(at descriptor: Int32, _ environment: [String: String]) -> Terminal {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let wantsColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        return Terminal(width: isKnown ? Int(size.ws_col) : 80, hasColour: wantsColour)
    }
}
