internal import Glibc

/// A file that only its owner may read and that gets its name when it is whole; an existing one stays.
struct NewPrivateFile: ~Copyable {
    private static let bufferLimit = 1 << 18

    /// `O_TMPFILE`, a macro that Swift does not see: a file that has no name yet.
    private static let nameless = 0o20000000 | O_DIRECTORY

    let path: String
    private let descriptor: Int32
    /// The name beside the file's own, where the file system knows no file without a name.
    private let temporary: String?
    private var buffer: [UInt8] = []

    /// - Throws: AUD301 when there is such a file, AUD302.
    init(_ path: String) throws {
        var facts = stat()
        if lstat(path, &facts) == 0 { throw AuditFailure.fileExists(path: path) }
        var temporary: String?
        var file = open(Self.folder(of: path), Self.nameless | O_WRONLY | O_CLOEXEC, 0o600)
        if file < 0 {
            let name = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).new"
            file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            temporary = name
        }
        guard file >= 0 else { throw Self.failure(path) }
        self.path = path
        self.descriptor = file
        self.temporary = temporary
    }

    deinit {
        if let temporary { unlink(temporary) }
        close(descriptor)
    }

    mutating func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.bufferLimit { try flush() }
    }

    /// Brings the bytes to the disk and gives them their name.
    mutating func finish() throws {
        try flush()
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw Self.failure(path) }
        let source = temporary ?? "/proc/self/fd/\(descriptor)"
        guard linkat(AT_FDCWD, source, AT_FDCWD, path, temporary == nil ? AT_SYMLINK_FOLLOW : 0) == 0 else {
            if errno == EEXIST { throw AuditFailure.fileExists(path: path) }
            throw Self.failure(path)
        }
        let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure(path) }
    }

    private mutating func flush() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { written += count }
            guard count > 0 || errno == EINTR else { throw Self.failure(path) }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ path: String) -> AuditFailure {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}
