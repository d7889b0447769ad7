package import FoundationEssentials

extension KeyStore {
    /// Gives a tenant a new key for all that is sealed from now on; older ones still open.
    ///
    /// A shredded tenant seals again after that.
    @discardableResult
    package func rotateKey(of tenant: UUID) throws -> KeyVersion {
        try rotateKey(of: tenant, at: now())
    }

    /// - Parameter moment: microseconds since 1970 UTC
    func rotateKey(of tenant: UUID, at moment: Int64) throws -> KeyVersion {
        try change(of: tenant) { keyring in
            try keyring.rotate(at: moment, by: root.provider)
            guard let primary = keyring.primary else { throw VaultFailure.keyFile(tenant: tenant, .damaged) }
            return KeyVersion(primary)
        }
    }

    /// Disables the versions of a tenant's key below a number; those from it on open again.
    ///
    /// - Throws: VLT209 for a number below 1 or beyond the newest key's.
    package func setMinimumVersion(_ minimum: Int, of tenant: UUID) throws {
        try change(of: tenant) { try $0.setMinimumVersion(minimum) }
    }

    /// Destroys the disabled versions of a tenant's key: what hangs on them is lost for ever.
    ///
    /// Their records stay, so that an old envelope's key can still be named.
    ///
    /// - Returns: what was destroyed.
    @discardableResult
    package func destroyDisabledVersions(of tenant: UUID) throws -> [KeyVersion] {
        // A tenant without keys stays one: an empty key file is that of a shredded tenant.
        guard try files.bytes(of: tenant) != nil else { return [] }
        return try change(of: tenant, erasing: true) { $0.destroy(all: false).map(KeyVersion.init) }
    }

    /// Destroys all versions of a tenant's key: all that was sealed for it is lost for ever.
    ///
    /// Nothing is sealed for the tenant before ``rotateKey(of:)`` gives it a
    /// new key on purpose, not even when it had none. Backups of the key store
    /// still hold the old ones.
    ///
    /// - Returns: what was destroyed.
    @discardableResult
    package func shred(_ tenant: UUID) throws -> [KeyVersion] {
        try change(of: tenant, erasing: true) { keyring in
            keyring.destroy(all: true).map(KeyVersion.init)
        }
    }
}
