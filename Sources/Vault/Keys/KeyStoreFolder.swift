internal import FoundationEssentials
internal import Glibc

/// The files of a key store by their names, without any key.
struct KeyStoreFolder: Sendable {
    /// The check values that may lie in a key store.
    enum CheckValue: String {
        /// Of the root key that the store belongs to.
        case present = "root.check"
        /// Of the root key that a rotation under way leads to.
        case next = "root.next"
        /// Of the root key before the last rotation, to tell it by when it comes back.
        case previous = "root.previous"
    }

    private static let keysSuffix = ".keys"

    /// The longest file, in bytes: ten thousand versions of a key.
    private static let fileLimit = 1 << 20

    let path: String

    init(_ path: String) {
        self.path = path
    }

    func file(_ check: CheckValue) -> PrivateFile {
        PrivateFile("\(path)/\(check.rawValue)")
    }

    func file(of tenant: UUID) -> PrivateFile {
        PrivateFile("\(path)/\(Self.name(of: tenant))")
    }

    /// The name of a tenant's key file.
    static func name(of tenant: UUID) -> String { "\(tenant.lowercased)\(keysSuffix)" }

    /// The tenant of a key file's name, or nil for any other name.
    private static func tenant(of name: String) -> UUID? {
        guard name.hasSuffix(keysSuffix), let tenant = UUID(uuidString: String(name.dropLast(keysSuffix.count)))
        else { return nil }
        return Self.name(of: tenant) == name ? tenant : nil
    }

    /// A file that a backup may bring back, or nil for a name that is none of a key store.
    func file(named name: String) -> PrivateFile? {
        if name == CheckValue.present.rawValue { return file(.present) }
        return Self.tenant(of: name).map(file(of:))
    }

    /// Reads a check value, or returns nil when there is none.
    func bytes(_ check: CheckValue) throws -> [UInt8]? {
        try file(check).read(limit: Self.fileLimit, isNotPrivate: .keyStore(folder: path, .notPrivate))
    }

    /// Reads a tenant's key file, or returns nil when there is none.
    func bytes(of tenant: UUID) throws -> [UInt8]? {
        try file(of: tenant).read(limit: Self.fileLimit, isNotPrivate: .keyFile(tenant: tenant, .notPrivate))
    }

    /// Writes a tenant's key file.
    ///
    /// - Parameters:
    ///   - replacing: whether there is one already; what is new leaves nothing when the writer is killed.
    ///   - erasing: whether the bytes of the file before are overwritten where they lie
    /// - Throws: VLT203 for a file that would be too long to be read again.
    func write(_ bytes: [UInt8], of tenant: UUID, replacing: Bool = true, erasing: Bool = false) throws {
        guard bytes.count <= Self.fileLimit else { throw VaultFailure.keyFile(tenant: tenant, .full) }
        let file = file(of: tenant)
        guard try file.write(bytes, replacing: replacing, erasing: erasing) else {
            errno = EEXIST
            throw file.failure("written")
        }
    }

    /// The tenants with a key file, in the order of their UUIDs.
    func tenants() throws -> [UUID] {
        try names().compactMap(Self.tenant(of:))
    }

    /// Removes what writers that were killed have left behind: it may hold keys that are destroyed since.
    ///
    /// - Precondition: the lock is held, so that nobody is writing.
    func removeLeftovers() throws {
        for name in try names() where name.hasSuffix(PrivateFile.temporarySuffix) {
            try PrivateFile("\(path)/\(name)").remove()
        }
    }

    /// - Throws: VLT201 when the folder is missing, no folder, someone else's, or open to others.
    func requirePrivate() throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw errno == ENOENT
                ? VaultFailure.keyStore(folder: path, .missing) : PrivateFile(path).failure("read")
        }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { throw VaultFailure.keyStore(folder: path, .notPrivate) }
    }

    /// The names of all files, in order.
    func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw PrivateFile(path).failure("read")
        }
    }
}
