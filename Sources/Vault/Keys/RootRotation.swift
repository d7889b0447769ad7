/// The way of a key store from one root key to another.
///
/// 1. `root.next` is written, the check value of the new root key.
/// 2. Each tenant's key file is replaced by one under the new root key, and names it.
/// 3. All of them are read again under the new root key.
/// 4. `root.check` is kept as `root.previous`, and `root.next` takes its name.
///
/// A kill at any point leaves every key file readable by the root key that it
/// names, and the same way, gone again, goes on from there.
///
/// - Precondition: the key store's lock is held.
struct RootRotation {
    let files: KeyStoreFolder

    /// Nil when it may be gone because all key files are past it.
    let old: (any RootKeyProvider)?

    let new: any RootKeyProvider

    /// - Parameter willEnd: called when nothing hangs on the old root key any more
    /// - Returns: the key store under the new root key.
    /// - Throws: VLT207 when a rotation to a third root key has not ended; VLT211 when the new root
    ///   key is the present one; VLT103, VLT203.
    func run(willEnd: () throws -> Void = {}) throws -> KeyStore {
        try files.requirePrivate()
        guard let present = try files.bytes(.present) else {
            throw VaultFailure.keyStore(folder: files.path, .missing)
        }
        try files.removeLeftovers()
        let previous = try old.flatMap { try root($0, of: present) }
        let next: KeyStoreRoot
        if let bytes = try files.bytes(.next) {
            guard let root = try root(new, of: bytes) else {
                throw VaultFailure.otherRoot(.unfinished(folder: files.path))
            }
            next = root
        } else if let root = try root(new, of: present) {
            // Either it has ended before, or the old and the new key are one.
            if previous != nil { throw VaultFailure.sameRootKey(folder: files.path) }
            try requireAll(under: root)
            try willEnd()
            return KeyStore(files: files, root: root)
        } else {
            guard let previous else { throw VaultFailure.wrongRootKey(folder: files.path) }
            // What is damaged is found before anything is on its way.
            try requireAll(under: previous)
            let check = try RootCheck.make(by: new)
            try files.file(.next).write(check)
            next = KeyStoreRoot(identifier: try RootCheck.check(check, folder: files.path, by: new), provider: new)
        }
        try rewrapAll(from: previous, to: next)
        try requireAll(under: next)
        try willEnd()
        try files.file(.previous).write(present)
        try files.file(.next).rename(to: files.file(.present))
        return KeyStore(files: files, root: next)
    }

    private func rewrapAll(from previous: KeyStoreRoot?, to next: KeyStoreRoot) throws {
        for tenant in try files.tenants() {
            guard let bytes = try files.bytes(of: tenant) else { continue }
            let named = try TenantKeyring.root(in: bytes, tenant: tenant)
            if named == next.identifier { continue }
            guard let previous, named == previous.identifier else {
                throw VaultFailure.otherRoot(.keyFile(tenant: tenant))
            }
            var keyring = try TenantKeyring(parsing: bytes, tenant: tenant, under: previous)
            try keyring.rewrap(from: previous.provider, to: next.provider)
            try files.write(keyring.bytes(sealedBy: next), of: tenant, erasing: true)
        }
    }

    /// - Throws: VLT203, VLT207 for a key file that the root key does not read.
    private func requireAll(under root: KeyStoreRoot) throws {
        for tenant in try files.tenants() {
            guard let bytes = try files.bytes(of: tenant) else { continue }
            try TenantKeyring(parsing: bytes, tenant: tenant, under: root).requireKeys(by: root.provider)
        }
    }

    /// The root key by the name that a check value gives it, or nil when the value is not its own.
    private func root(_ provider: any RootKeyProvider, of check: [UInt8]) throws -> KeyStoreRoot? {
        try RootCheck.identifier(in: check, folder: files.path, by: provider)
            .map { KeyStoreRoot(identifier: $0, provider: provider) }
    }
}
