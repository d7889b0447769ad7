package import Formats
import Glibc
package import HTTPClient

/// The body of an answer in a file without a name, so that its size costs no memory.
package enum FetchedFile {
    /// Fetches an address into a file that ends with its last reader.
    ///
    /// - Throws: a failure of the client, or ``LoadFailure/cannotSpool(reason:)``.
    package static func fetch(_ address: HTTPAddress, limits: HTTPLimits) throws -> any ByteSource {
        let folder = folder(getenv("TMPDIR").map { String(cString: $0) })
        // Nobody guesses the name, and one that is there already is refused.
        let name = "\(folder)/socle-fetched-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        // Without its name from now on, so that an interrupted load leaves nothing behind.
        unlink(name)
        let request = HTTPRequest(address, headers: ["Accept": "application/json, text/csv;q=0.9, */*;q=0.5"])
        _ = try HTTPClient().send(request, limits: limits) { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                guard count > 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        return try FileSource(path: "/proc/self/fd/\(descriptor)", name: "\(address)")
    }

    /// Where such files lie: the folder that `TMPDIR` names when that is a whole path, else `/tmp`.
    static func folder(_ variable: String?) -> String {
        if let variable, variable.hasPrefix("/") { variable } else { "/tmp" }
    }
}
