package import Cryptography

/// Seals secrets under the keys of their tenants, and opens them.
///
/// The keys are read for each secret, so that a rotation by another process
/// holds at once and no key stays in memory.
///
/// **Cost** one small file read; with a key in memory less than 0.1 ms in all.
package struct Vault: Sendable {
    private let keys: KeyStore

    package init(_ keys: KeyStore) {
        self.keys = keys
    }

    /// Seals a secret into an envelope that opens for the same label only.
    ///
    /// The tenant's first secret makes its key.
    ///
    /// - Throws: VLT304 for a secret beyond 1 MiB, VLT202, VLT203, VLT401.
    package func seal(_ secret: borrowing SecretBytes, as label: SecretLabel) throws -> [UInt8] {
        let keyring = try keys.sealingKeyring(of: label.tenant)
        guard let primary = keyring.primary else {
            throw VaultFailure.keyFile(tenant: label.tenant, .damaged)
        }
        let tenantKey = try unwrap(primary, of: keyring)
        return try Envelope(sealing: secret, as: label, key: primary.identifier, under: tenantKey).bytes
    }

    /// Opens an envelope.
    ///
    /// - Throws: VLT301 for bytes that are no whole envelope; VLT302 when the key,
    ///   the label or the bytes are not those of the sealing.
    package func open(_ envelope: [UInt8], as label: SecretLabel) throws -> SecretBytes {
        let envelope = try Envelope(parsing: envelope, as: label)
        // A key that is not there says no more than a key that does not fit.
        guard let keyring = try keys.keyring(of: label.tenant), let key = keyring[envelope.key] else {
            throw VaultFailure.cannotOpen(label)
        }
        return try envelope.open(as: label, under: unwrap(key, of: keyring))
    }

    /// Makes a password of 256 random bits: 43 letters, digits, `-` and `_`.
    package static func makePassword() throws -> SecretBytes {
        try Base64.secretText(SecretBytes.random(count: 32), .url)
    }

    private func unwrap(_ key: TenantKey, of keyring: TenantKeyring) throws -> SecretBytes {
        do {
            return try key.unwrapped(of: keyring.tenant, by: keys.root)
        } catch CryptographyFailure.authentication {
            throw VaultFailure.keyFile(tenant: keyring.tenant, .damaged)
        }
    }
}
