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
    let files: KeyStoreFolder
    let root: KeyStoreRoot

    package var folder: String { files.path }

    /// Whether a folder holds a key store, of whichever root key.
    package static func exists(in folder: String) -> Bool {
        access(KeyStoreFolder(folder).file(.present).path, F_OK) == 0
    }

    /// Whether a folder holds a key file of a tenant, of whichever root key.
    package static func hasKeyFile(of tenant: UUID, in folder: String) -> Bool {
        access(KeyStoreFolder(folder).file(of: tenant).path, F_OK) == 0
    }

    /// Makes an empty key store that belongs to a root key from now on.
    ///
    /// - Throws: VLT201 when there is one already, or a part of one.
    package static func create(in folder: String, root: any RootKeyProvider) throws -> KeyStore {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw PrivateFile(folder).failure("made")
        }
        let files = KeyStoreFolder(folder)
        try files.requirePrivate()
        return try KeyStoreLock.whileHeld(in: folder) {
            if exists(in: folder) { throw VaultFailure.keyStore(folder: folder, .exists) }
            guard try files.tenants().isEmpty else { throw VaultFailure.keyStore(folder: folder, .incomplete) }
            let check = try RootCheck.make(by: root)
            try files.file(.present).write(check)
            let identifier = try RootCheck.check(check, folder: folder, by: root)
            return KeyStore(files: files, root: KeyStoreRoot(identifier: identifier, provider: root))
        }
    }

    /// Opens a key store.
    ///
    /// While its root key is being rotated, both the old and the new one open
    /// it, and each finds the tenants that are under it.
    ///
    /// - Throws: VLT103 when the root key is not its own, VLT207 when it was its
    ///   own before; VLT201 when there is none or others may write to it.
    package init(opening folder: String, root provider: any RootKeyProvider) throws {
        let files = KeyStoreFolder(folder)
        try files.requirePrivate()
        // The next one first: when a rotation ends meanwhile, it is the present one afterwards.
        for check in [KeyStoreFolder.CheckValue.next, .present] {
            guard let bytes = try files.bytes(check) else { continue }
            if let identifier = try RootCheck.identifier(in: bytes, folder: folder, by: provider) {
                self.init(files: files, root: KeyStoreRoot(identifier: identifier, provider: provider))
                return
            }
        }
        guard KeyStore.exists(in: folder) else { throw VaultFailure.keyStore(folder: folder, .missing) }
        let previous = try files.bytes(.previous)
        if let previous, try RootCheck.identifier(in: previous, folder: folder, by: provider) != nil {
            throw VaultFailure.otherRoot(.replaced(folder: folder))
        }
        throw VaultFailure.wrongRootKey(folder: folder)
    }

    init(files: KeyStoreFolder, root: KeyStoreRoot) {
        self.files = files
        self.root = root
    }

    /// The tenants that have a key file, in the order of their UUIDs.
    package func tenants() throws -> [UUID] {
        try files.tenants()
    }

    /// The versions of a tenant's key from the oldest to the newest; none without a key file.
    ///
    /// - Throws: VLT203, VLT207.
    package func keyVersions(of tenant: UUID) throws -> [KeyVersion] {
        try keyring(of: tenant)?.keys.map(KeyVersion.init) ?? []
    }

    /// The keys of a tenant, or nil when it has no key file.
    ///
    /// - Throws: VLT203, VLT207.
    func keyring(of tenant: UUID) throws -> TenantKeyring? {
        try files.bytes(of: tenant).map { try TenantKeyring(parsing: $0, tenant: tenant, under: root) }
    }

    /// The key that seals for a tenant, with so many uses counted already.
    ///
    /// The count is on the disk before this returns, so that it is never below
    /// what has happened. The tenant's first use makes its key; a primary that
    /// has too few uses left is rotated.
    ///
    /// - Throws: VLT205 when the tenant was shredded; VLT203, VLT207.
    func reserve(_ count: Int, of tenant: UUID) throws -> TenantKey {
        precondition((1...Int(TenantKey.useLimit)).contains(count), "a key has that many uses")
        return try KeyStoreLock.whileHeld(in: folder) {
            try requirePresentRoot()
            let kept = try self.keyring(of: tenant)
            if let kept, kept.primary == nil { throw VaultFailure.shredded(tenant: tenant) }
            var keyring = kept ?? TenantKeyring(tenant: tenant)
            if keyring.primary?.hasLeft(count) != true { try keyring.rotate(at: now(), by: root.provider) }
            let primary = keyring.reserve(count)
            // Whoever is killed over a new tenant's key comes back with another UUID, and finds no file of this one.
            try files.write(keyring.bytes(sealedBy: root), of: tenant, replacing: kept != nil)
            return primary
        }
    }

    /// Changes the keys of a tenant and writes them, with nobody in between.
    func change<Result>(
        of tenant: UUID, erasing: Bool = false, _ body: (inout TenantKeyring) throws -> Result
    ) throws -> Result {
        try KeyStoreLock.whileHeld(in: folder) {
            try requirePresentRoot()
            try files.removeLeftovers()
            let before = try keyring(of: tenant)
            var keyring = before ?? TenantKeyring(tenant: tenant)
            let result = try body(&keyring)
            if keyring != before {
                try files.write(keyring.bytes(sealedBy: root), of: tenant, erasing: erasing)
            }
            return result
        }
    }

    /// Unwraps one version of a tenant's key.
    ///
    /// - Throws: VLT203.
    func unwrap(_ key: TenantKey, of tenant: UUID) throws -> SecretBytes {
        do {
            return try key.unwrapped(of: tenant, by: root.provider)
        } catch CryptographyFailure.authentication {
            throw VaultFailure.keyFile(tenant: tenant, .damaged)
        }
    }

    /// Microseconds since 1970 UTC.
    func now() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    /// Makes sure that the root key was not replaced since this value was made: what is sealed now must be read later.
    ///
    /// - Throws: VLT207.
    private func requirePresentRoot() throws {
        for check in [KeyStoreFolder.CheckValue.next, .present] {
            if let bytes = try files.bytes(check),
                try RootCheck.identifier(in: bytes, folder: folder) == root.identifier
            {
                return
            }
        }
        throw VaultFailure.otherRoot(.replaced(folder: folder))
    }
}
