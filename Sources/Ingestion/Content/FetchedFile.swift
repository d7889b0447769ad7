package import Formats
import Glibc
package import HTTPClient
package import Vocabulary

/// Bytes that can be read only once, in a file without a name, so that their size costs no memory.
package enum FetchedFile {
    /// How much is kept at most: a disk has more room than memory, and somebody else's answer has no end of its own.
    package static let limits = HTTPLimits(body: ByteCount(bytes: 16_000_000_000))

    /// Fetches an address into a file that ends with its last reader.
    ///
    /// - Throws: a failure of the client, or ``LoadFailure/cannotSpool(reason:)``.
    package static func fetch(_ address: HTTPAddress, limits: HTTPLimits) throws -> any ByteSource {
        let request = HTTPRequest(address, headers: ["Accept": "application/json, text/csv;q=0.9, */*;q=0.5"])
        return try spool(named: "\(address)") { keep in
            _ = try HTTPClient().send(request, limits: limits) { bytes in try keep(bytes) }
        }
    }

    /// Takes standard input to its end into a file that ends with its last reader.
    ///
    /// - Parameters:
    ///   - input: the descriptor that is read.
    ///   - limit: the most that is taken.
    /// - Throws: ``LoadFailure/cannotSpool(reason:)``, also for what is longer.
    package static func takeStandardInput(
        from input: Int32 = STDIN_FILENO, limit: ByteCount = limits.body
    ) throws -> any ByteSource {
        try spool(named: "standard input") { keep in
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
            defer { buffer.deallocate() }
            var total: Int64 = 0
            while true {
                let count = read(input, buffer.baseAddress, buffer.count)
                if count == 0 { return }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
                total += Int64(count)
                guard total <= limit.bytes else {
                    throw LoadFailure.cannotSpool(reason: "it has more than \(limit)")
                }
                try keep(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    /// - Parameter fill: gives all bytes to the closure that it is lent.
    private static func spool(
        named shown: String, fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> any ByteSource {
        let folder = folder(getenv("TMPDIR").map { String(cString: $0) })
        // Nobody guesses the name, and one that is there already is refused.
        let name = "\(folder)/socle-fetched-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        // Without its name from now on, so that an interrupted load leaves nothing behind.
        unlink(name)
        try fill { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        return try FileSource(path: "/proc/self/fd/\(descriptor)", name: shown)
    }

    /// Where such files lie: the folder that `TMPDIR` names when that is a whole path, else `/tmp`.
    static func folder(_ variable: String?) -> String {
        if let variable, variable.hasPrefix("/") { variable } else { "/tmp" }
    }
}
