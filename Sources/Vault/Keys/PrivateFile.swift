internal import Cryptography
internal import FoundationEssentials
internal import Glibc

/// A file that only its owner may read, replaced whole or not at all.
struct PrivateFile {
    /// How the name of a file ends that is being written and has not yet its own.
    static let temporarySuffix = ".new"

    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The folder that the file lies in.
    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Reads a file up to a limit in bytes.
    ///
    /// - Returns: nil when there is no such file.
    /// - Throws: what `isNotPrivate` gives when the file is a link, is not
    ///   regular, belongs to someone else, or lets others read; VLT401.
    func read(limit: Int, isNotPrivate: VaultFailure) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            if errno == ELOOP { throw isNotPrivate }
            throw failure("read")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read") }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { throw isNotPrivate }
        guard status.st_size <= limit else {
            throw VaultFailure.file(path: path, operation: "read", reason: "more than \(limit) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { Descriptor(number: descriptor).read(into: $0) }
        guard let count else { throw failure("read") }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Writes beside the file, brings the bytes to the disk, and only then gives them the name.
    ///
    /// - Parameter erasing: whether the bytes of the file before are overwritten where they lie, as
    ///   far as the file system writes in place
    /// - Returns: false when nothing may be replaced and the file exists.
    /// - Throws: VLT401; the file is then as it was.
    @discardableResult
    func write(
        _ bytes: borrowing some BorrowableBytes & ~Copyable, mode: mode_t = 0o600, replacing: Bool = true,
        erasing: Bool = false
    ) throws -> Bool {
        try bytes.withBytes { bytes in
            try write(mode: mode, replacing: replacing, erasing: erasing) { descriptor in
                guard descriptor.write(bytes) else { throw failure("written") }
            }
        }
    }

    /// As ``write(_:mode:replacing:erasing:)``, with bytes that a closure writes; nothing stays when it throws.
    @discardableResult
    func write(
        mode: mode_t = 0o600, replacing: Bool = true, erasing: Bool = false, _ body: (Descriptor) throws -> Void
    ) throws -> Bool {
        let old = erasing ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1
        defer { if old >= 0 { close(old) } }
        let temporary = try TemporaryFile(for: self, in: folder, replacing: replacing)
        try body(temporary.descriptor)
        let number = temporary.descriptor.number
        // The mode that was given to open is lessened by the umask.
        guard fchmod(number, mode) == 0, fsync(number) == 0 else { throw failure("written") }
        if replacing {
            try temporary.replace()
        } else {
            guard try temporary.appear() else { return false }
        }
        try Self.synchronize(folder: folder)
        if old >= 0 { try erase(old) }
        return true
    }

    /// Gives the file another name, which may be taken, and brings it to the disk.
    ///
    /// - Parameter erasing: whether the bytes of the file that had the name are overwritten, as in writing
    func rename(to other: PrivateFile, erasing: Bool = false) throws {
        let old = erasing ? open(other.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1
        defer { if old >= 0 { close(old) } }
        guard Glibc.rename(path, other.path) == 0 else { throw failure("renamed") }
        try Self.synchronize(folder: other.folder)
        if old >= 0 { try other.erase(old) }
    }

    /// Makes a folder beside, which nobody else may enter, to be given this name by ``rename(to:erasing:)``.
    func makeTemporaryFolder() throws -> String {
        let temporary = try temporaryPath()
        guard mkdir(temporary, 0o700) == 0 else { throw failure("made") }
        return temporary
    }

    /// Removes what a writer of this file or folder that was killed has left behind.
    ///
    /// - Precondition: nobody is writing it.
    func removeTemporaries() throws {
        let prefix = "\(path.dropFirst(folder.count).drop { $0 == "/" })."
        for name in try KeyStoreFolder(folder).names()
        where name.hasPrefix(prefix) && name.hasSuffix(Self.temporarySuffix) {
            try PrivateFile("\(folder)/\(name)").remove()
        }
    }

    /// Takes the file or folder away, if it is there.
    func remove() throws {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR else { throw failure("removed") }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw failure("removed")
        }
    }

    /// A name beside the file that nobody else has.
    private func temporaryPath() throws -> String {
        "\(path).\(Hex.text(try RandomBytes.make(count: 8)))\(Self.temporarySuffix)"
    }

    /// Brings the names in a folder to the disk.
    static func synchronize(folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PrivateFile(folder).failure("written") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw PrivateFile(folder).failure("written") }
    }

    /// The system's last failure with this file.
    func failure(_ operation: String) -> VaultFailure {
        .file(path: path, operation: operation, reason: String(cString: strerror(errno)))
    }

    /// Overwrites the bytes of a file that has lost its name.
    ///
    /// - Parameter old: open for reading, since the file may have been closed to writing
    private func erase(_ old: Int32) throws {
        var status = stat()
        guard fstat(old, &status) == 0, fchmod(old, 0o600) == 0 else { throw failure("erased") }
        let descriptor = open("/proc/self/fd/\(old)", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("erased") }
        defer { close(descriptor) }
        let noise = try RandomBytes.make(count: Int(status.st_size))
        guard noise.withBytes(Descriptor(number: descriptor).write), fsync(descriptor) == 0 else {
            throw failure("erased")
        }
    }
}
