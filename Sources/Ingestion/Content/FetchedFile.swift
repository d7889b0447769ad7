package import Formats
import Glibc
package import HTTPClient

/// The body of an answer in a file without a name, so that its size costs no memory.
package enum FetchedFile {
    /// Fetches an address into a file that ends with its last reader.
    ///
    /// - Throws: a failure of the client, or ``LoadFailure/cannotSpool(reason:)``.
    package static func fetch(_ address: HTTPAddress, limits: HTTPLimits) throws -> any ByteSource {
        var path = Array("/tmp/socle-fetched-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(descriptor)
            unlink(name)
        }
        let request = HTTPRequest(address, headers: ["Accept": "application/json, text/csv;q=0.9, */*;q=0.5"])
        _ = try HTTPClient().send(request, limits: limits) { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                guard count > 0 else { throw LoadFailure.cannotSpool(reason: String(cString: strerror(errno))) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        return NamedSource(try FileSource(path: name), name: "\(address)")
    }
}

/// A source under another name than its file's.
private final class NamedSource: ByteSource {
    let name: String
    private let source: FileSource

    init(_ source: FileSource, name: String) {
        self.source = source
        self.name = name
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try source.read(into: buffer) }
    func rewind() throws { try source.rewind() }
}
