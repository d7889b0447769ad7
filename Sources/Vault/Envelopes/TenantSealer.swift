package import Cryptography
package import FoundationEssentials

/// Seals many secrets of one tenant with its key unwrapped once.
///
/// Uses of the key are reserved a block at a time: on the disk before the first
/// of them happens, so that the count in the key file is never too low. It
/// stays with its key for a block, also when another process rotates it; who
/// stores the envelopes must keep that key from being destroyed meanwhile.
package struct TenantSealer: ~Copyable {
    package let tenant: UUID

    private let keys: KeyStore
    private let block: Int
    private var left: Int
    private var primary: TenantKey
    private var key: SecretBytes

    /// - Parameter block: how many uses are reserved at a time
    init(_ keys: KeyStore, tenant: UUID, block: Int) throws {
        let primary = try keys.reserve(block, of: tenant)
        self.key = try keys.unwrap(primary, of: tenant)
        self.primary = primary
        self.tenant = tenant
        self.keys = keys
        self.block = block
        left = block
    }

    /// Seals a secret into an envelope that opens for the same label only.
    ///
    /// - Precondition: the label is the tenant's.
    /// - Throws: VLT304 for a secret beyond 1 MiB; VLT202 to VLT207, VLT401.
    package mutating func seal(_ secret: borrowing SecretBytes, as label: SecretLabel) throws -> [UInt8] {
        try use(for: label)
        return try Envelope(sealing: secret, as: label, key: primary.identifier, under: key).bytes
    }

    /// Wraps the data key of a head anew, under the tenant's primary.
    mutating func rewrap(_ head: EnvelopeHead, as label: SecretLabel, by opener: TenantOpener) throws -> EnvelopeHead {
        try wrap(opener.dataKey(of: head, as: label), head.suite, as: label)
    }

    /// Wraps a data key under the tenant's primary.
    mutating func wrap(
        _ dataKey: borrowing SecretBytes, _ suite: EnvelopeHead.Suite, as label: SecretLabel
    ) throws -> EnvelopeHead {
        try use(for: label)
        return try EnvelopeHead(wrapping: dataKey, suite: suite, as: label, key: primary.identifier, under: key)
    }

    /// Takes a use out of the block, or out of the next one.
    private mutating func use(for label: SecretLabel) throws {
        precondition(label.tenant == tenant, "a tenant's key seals for that tenant only")
        if left == 0 {
            primary = try keys.reserve(block, of: tenant)
            key = try keys.unwrap(primary, of: tenant)
            left = block
        }
        left -= 1
    }
}
