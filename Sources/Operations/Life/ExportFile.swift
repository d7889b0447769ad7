import Cryptography
import Glibc
import Tenancy

/// A new file of mode 0600 that counts and digests what is written.
struct ExportFile: ~Copyable {
    let path: String
    private(set) var byteCount = 0
    private let descriptor: Int32
    private var digest: SHA256?

    /// - Throws: ``LifeFailure/cannotWrite(path:reason:)``, also when there is such a file.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        digest = try SHA256()
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        close(descriptor)
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count > 0 || errno == EINTR else { throw Self.failure(path) }
            if count > 0 { rest = rest.dropFirst(count) }
        }
        try digest?.update(Array(bytes))
        byteCount += bytes.count
    }

    mutating func write(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try write($0) }
    }

    /// Brings the bytes to the disk.
    ///
    /// - Returns: their SHA-256 as text.
    mutating func finish() throws -> String {
        guard fsync(descriptor) == 0, let digest = digest.take() else { throw Self.failure(path) }
        return Hex.text(try digest.finish())
    }

    private static func failure(_ path: String) -> LifeFailure {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}
