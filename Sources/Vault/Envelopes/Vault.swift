package import Cryptography
package import FoundationEssentials

/// Seals secrets under the keys of their tenants, and opens them.
///
/// The keys are read for each secret, so that a rotation by another process
/// holds at once and no key stays in memory.
///
/// **Cost** of an opening one small file read, of a sealing one small file
/// written to the disk; what is done in bulk is cheaper by ``sealer(for:uses:)``
/// and ``opener(for:)``.
package struct Vault: Sendable {
    package let keys: KeyStore

    package init(_ keys: KeyStore) {
        self.keys = keys
    }

    /// Seals a secret into an envelope that opens for the same label only.
    ///
    /// The tenant's first secret makes its key; a key that is used up is rotated.
    ///
    /// - Throws: VLT304 for a secret beyond 1 MiB; VLT205 for a shredded tenant;
    ///   VLT202, VLT203, VLT207, VLT401.
    package func seal(_ secret: borrowing SecretBytes, as label: SecretLabel) throws -> [UInt8] {
        var sealer = try sealer(for: label.tenant, uses: 1)
        return try sealer.seal(secret, as: label)
    }

    /// Opens an envelope.
    ///
    /// - Throws: VLT301 for bytes that are no whole envelope; VLT208 when its key
    ///   is disabled or destroyed; VLT302 when the key, the label or the bytes are
    ///   not those of the sealing.
    package func open(_ envelope: [UInt8], as label: SecretLabel) throws -> SecretBytes {
        try opener(for: label.tenant).open(envelope, as: label)
    }

    /// Wraps the data key of an envelope or a stream anew under the tenant's primary; the content stays byte for byte.
    ///
    /// - Throws: as ``open(_:as:)`` and ``seal(_:as:)``; the content itself is not looked at.
    package func rewrap(_ envelope: [UInt8], as label: SecretLabel) throws -> [UInt8] {
        let opener = try opener(for: label.tenant)
        let head = try EnvelopeHead(of: envelope, length: envelope.count, as: label)
        // Asked first, so that nothing is counted for what cannot be re-wrapped.
        _ = try opener.dataKey(of: head, as: label)
        var sealer = try sealer(for: label.tenant, uses: 1)
        return try sealer.rewrap(head, as: label, by: opener).bytes + envelope[EnvelopeHead.byteCount...]
    }

    /// Seals many secrets of a tenant, with its key unwrapped once.
    ///
    /// - Parameter uses: how many uses of the key are reserved at a time
    package func sealer(for tenant: UUID, uses: Int) throws -> TenantSealer {
        try TenantSealer(keys, tenant: tenant, block: uses)
    }

    /// Opens many envelopes of a tenant, with each of its keys unwrapped once.
    package func opener(for tenant: UUID) throws -> TenantOpener {
        try TenantOpener(keys, tenant: tenant)
    }

    /// The key of a tenant that an envelope or a stream hangs on, as 32 hexadecimal digits.
    ///
    /// - Throws: VLT301.
    package static func keyIdentifier(of envelope: [UInt8], as label: SecretLabel) throws -> String {
        try EnvelopeHead(of: envelope, length: envelope.count, as: label).key.description
    }

    /// Makes a password of 256 random bits: 43 letters, digits, `-` and `_`.
    package static func makePassword() throws -> SecretBytes {
        try Base64.secretText(SecretBytes.random(count: 32), .url)
    }
}
