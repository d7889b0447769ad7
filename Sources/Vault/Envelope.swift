internal import Cryptography
internal import FoundationEssentials
internal import Vocabulary

/// A sealed secret: a key of its own, wrapped by a tenant's key, and the content under it.
///
/// docs/envelope.md has the layout byte by byte, and says why the content's
/// associated data leaves out the tenant's key.
struct Envelope: Equatable {
    /// The longest content, in bytes; what is larger is a stream.
    static let contentLimit = 1 << 20

    /// All bytes that are not content.
    static let overhead = 114

    private static let magic = Array("SOCLSEAL".utf8)
    private static let format: UInt8 = 1
    private static let suite: UInt8 = 1
    private static let wrappedKeyByteCount = AESGCM.keyByteCount + AESGCM.tagByteCount

    /// The version of the tenant's key that wraps the data key, and the only one to be tried.
    let key: KeyIdentifier

    private let keyNonce: [UInt8]
    private let wrappedKey: [UInt8]
    private let nonce: [UInt8]
    private let sealed: [UInt8]

    /// Seals a secret under a tenant's key.
    ///
    /// - Throws: VLT304 for a secret beyond ``contentLimit``.
    init(
        sealing secret: borrowing SecretBytes, as label: SecretLabel, key: KeyIdentifier,
        under tenantKey: borrowing SecretBytes
    ) throws {
        guard secret.count <= Self.contentLimit else {
            throw VaultFailure.tooLarge(label, limit: ByteCount(bytes: Int64(Self.contentLimit)))
        }
        let dataKey = try SecretBytes.random(count: AESGCM.keyByteCount)
        self.key = key
        keyNonce = try RandomBytes.make(count: AESGCM.nonceByteCount)
        nonce = try RandomBytes.make(count: AESGCM.nonceByteCount)
        wrappedKey = try AESGCM.seal(
            dataKey, key: tenantKey, nonce: keyNonce, aad: Self.associatedData(.dataKey, label, key))
        sealed = try AESGCM.seal(
            secret, key: dataKey, nonce: nonce, aad: Self.associatedData(.content, label, nil))
    }

    /// Reads an envelope without opening it.
    ///
    /// - Throws: VLT301 for bytes that are none.
    init(parsing bytes: [UInt8], as label: SecretLabel) throws {
        var reader = ByteReader(bytes)
        guard let magic = reader.read(Self.magic.count) else {
            throw VaultFailure.envelope(label, Self.magic.starts(with: bytes) ? .truncated : .notAnEnvelope)
        }
        guard magic == Self.magic else { throw VaultFailure.envelope(label, .notAnEnvelope) }
        guard let format = reader.read(UInt8.self) else { throw VaultFailure.envelope(label, .truncated) }
        guard format == Self.format else { throw VaultFailure.envelope(label, .format(format)) }
        guard let suite = reader.read(UInt8.self) else { throw VaultFailure.envelope(label, .truncated) }
        guard suite == Self.suite else { throw VaultFailure.envelope(label, .suite(suite)) }
        guard let key = reader.read(KeyIdentifier.byteCount).flatMap(KeyIdentifier.init),
            let keyNonce = reader.read(AESGCM.nonceByteCount),
            let wrappedKey = reader.read(Self.wrappedKeyByteCount),
            let nonce = reader.read(AESGCM.nonceByteCount), reader.remaining >= AESGCM.tagByteCount,
            let sealed = reader.read(reader.remaining)
        else { throw VaultFailure.envelope(label, .truncated) }
        self.key = key
        self.keyNonce = keyNonce
        self.wrappedKey = wrappedKey
        self.nonce = nonce
        self.sealed = sealed
    }

    /// The envelope as it is stored.
    var bytes: [UInt8] {
        Self.magic + [Self.format, Self.suite] + key.bytes + keyNonce + wrappedKey + nonce + sealed
    }

    /// Opens the secret.
    ///
    /// - Throws: VLT302 when key, label or bytes are not those of the sealing.
    func open(as label: SecretLabel, under tenantKey: borrowing SecretBytes) throws -> SecretBytes {
        do {
            let dataKey = try AESGCM.open(
                wrappedKey, key: tenantKey, nonce: keyNonce,
                aad: Self.associatedData(.dataKey, label, key))
            return try AESGCM.open(
                sealed, key: dataKey, nonce: nonce, aad: Self.associatedData(.content, label, nil))
        } catch CryptographyFailure.authentication {
            throw VaultFailure.cannotOpen(label)
        }
    }

    private static func associatedData(
        _ purpose: AssociatedData.Purpose, _ label: SecretLabel, _ key: KeyIdentifier?
    ) -> [UInt8] {
        var data = AssociatedData(purpose)
        data.append([format, suite])
        data.append(label.tenant.bytes)
        data.append(label.kind.utf8)
        data.append(label.name.utf8)
        var version: [UInt8] = []
        version.append(bigEndian: UInt32(label.version))
        data.append(version)
        if let key { data.append(key.bytes) }
        return data.bytes
    }
}
