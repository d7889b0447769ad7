internal import Cryptography
package import FoundationEssentials
internal import Glibc

/// The folder of the tenants' wrapped keys, outside PostgreSQL.
///
/// A backup of the database does not hold it, so that a tenant's secrets end
/// with its key file. It has a backup of its own, kept for a short time.
///
/// **Shape** `root.check`, `<tenant UUID>.keys` for each tenant, `lock`; docs/envelope.md.
package struct KeyStore: Sendable {
    private static let checkName = "root.check"
    private static let keysSuffix = ".keys"

    /// The longest key file, in bytes: some hundred versions.
    private static let fileLimit = 1 << 16

    package let folder: String

    let root: any RootKeyProvider

    /// Whether a folder holds a key store, of whichever root key.
    package static func exists(in folder: String) -> Bool {
        access("\(folder)/\(checkName)", F_OK) == 0
    }

    /// Makes an empty key store that belongs to a root key from now on.
    ///
    /// - Throws: VLT201 when there is one already, or a part of one.
    package static func create(in folder: String, root: any RootKeyProvider) throws -> KeyStore {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw PrivateFile(folder).failure("made")
        }
        let store = KeyStore(unchecked: folder, root)
        try store.checkFolder()
        return try KeyStoreLock.whileHeld(in: folder) {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            if names.contains(checkName) { throw VaultFailure.keyStore(folder: folder, .exists) }
            if names.contains(where: { $0.hasSuffix(keysSuffix) }) {
                throw VaultFailure.keyStore(folder: folder, .incomplete)
            }
            try PrivateFile("\(folder)/\(checkName)").write(RootCheck.make(by: root))
            return store
        }
    }

    /// Opens a key store.
    ///
    /// - Throws: VLT103 when the root key is not the one it was made with; VLT201
    ///   when there is none or others may write to it.
    package init(opening folder: String, root: any RootKeyProvider) throws {
        self.init(unchecked: folder, root)
        try checkFolder()
        let file = PrivateFile("\(folder)/\(Self.checkName)")
        let bytes = try file.read(
            limit: Self.fileLimit, isNotPrivate: .keyStore(folder: folder, .notPrivate))
        guard let bytes else { throw VaultFailure.keyStore(folder: folder, .missing) }
        try RootCheck.check(bytes, folder: folder, by: root)
    }

    /// Gives a tenant a new key for all that is sealed from now on; older ones still open.
    package func rotateKey(of tenant: UUID) throws {
        try KeyStoreLock.whileHeld(in: folder) {
            let keyring = try keyring(of: tenant) ?? TenantKeyring(tenant: tenant)
            _ = try rotated(keyring)
        }
    }

    /// The keys of a tenant, with a primary: made when the tenant has none.
    func sealingKeyring(of tenant: UUID) throws -> TenantKeyring {
        if let keyring = try keyring(of: tenant) { return keyring }
        return try KeyStoreLock.whileHeld(in: folder) {
            // Another process may have been faster.
            if let keyring = try keyring(of: tenant) { return keyring }
            return try rotated(TenantKeyring(tenant: tenant))
        }
    }

    /// The keys of a tenant, or nil when it has none.
    func keyring(of tenant: UUID) throws -> TenantKeyring? {
        let bytes = try file(of: tenant).read(
            limit: Self.fileLimit, isNotPrivate: .keyFile(tenant: tenant, .notPrivate))
        return try bytes.map { try TenantKeyring(parsing: $0, tenant: tenant, by: root) }
    }

    /// Writes a keyring with a new primary.
    private func rotated(_ keyring: TenantKeyring) throws -> TenantKeyring {
        var keyring = keyring
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        try keyring.rotate(at: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000, by: root)
        try file(of: keyring.tenant).write(keyring.bytes(sealedBy: root))
        return keyring
    }

    private func file(of tenant: UUID) -> PrivateFile {
        PrivateFile("\(folder)/\(tenant.lowercased)\(Self.keysSuffix)")
    }

    private init(unchecked folder: String, _ root: any RootKeyProvider) {
        self.folder = folder
        self.root = root
    }

    /// - Throws: VLT201 when the folder is missing, no folder, someone else's, or open to others.
    private func checkFolder() throws {
        var status = stat()
        guard lstat(folder, &status) == 0 else {
            throw errno == ENOENT
                ? VaultFailure.keyStore(folder: folder, .missing) : PrivateFile(folder).failure("read")
        }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { throw VaultFailure.keyStore(folder: folder, .notPrivate) }
    }
}
