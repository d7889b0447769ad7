package import Cryptography
package import FoundationEssentials

/// Opens many envelopes of one tenant, each of its keys unwrapped once.
///
/// Knows the keys that were there when it was made.
package final class TenantOpener {
    package let tenant: UUID

    private let keys: KeyStore
    private let keyring: TenantKeyring?
    private var unwrapped: [KeyIdentifier: UnwrappedKey] = [:]

    init(_ keys: KeyStore, tenant: UUID) throws {
        self.tenant = tenant
        self.keys = keys
        keyring = try keys.keyring(of: tenant)
    }

    /// Opens an envelope.
    ///
    /// - Throws: as ``Vault/open(_:as:)``.
    package func open(_ envelope: [UInt8], as label: SecretLabel) throws -> SecretBytes {
        let envelope = try Envelope(parsing: envelope, as: label)
        return try envelope.open(as: label, under: key(envelope.head.key, for: label).bytes)
    }

    /// Unwraps the data key of a head.
    ///
    /// - Throws: VLT208, VLT302, VLT203.
    func dataKey(of head: EnvelopeHead, as label: SecretLabel) throws -> SecretBytes {
        try head.dataKey(as: label, under: key(head.key, for: label).bytes)
    }

    /// The version of an identifier, and no other.
    ///
    /// Whether it may open is decided by the identifier, which anybody can read,
    /// before any key is used: the answer says nothing about sealed bytes.
    private func key(_ identifier: KeyIdentifier, for label: SecretLabel) throws -> UnwrappedKey {
        if let key = unwrapped[identifier] { return key }
        // A key that is not there says no more than a key that does not fit.
        guard label.tenant == tenant, let record = keyring?[identifier] else { throw VaultFailure.cannotOpen(label) }
        guard record.state.opens else {
            throw VaultFailure.keyVersion(
                label, version: Int(record.version), record.state == .disabled ? .disabled : .destroyed)
        }
        let key = UnwrappedKey(try keys.unwrap(record, of: tenant))
        unwrapped[identifier] = key
        return key
    }
}

/// A key in a place that a dictionary can hold.
private final class UnwrappedKey {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}
