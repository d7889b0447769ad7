internal import Cryptography
internal import Vocabulary

/// A sealed secret: a key of its own, wrapped by a tenant's key, and the content under it.
///
/// docs/envelope.md has the layout byte by byte, and says why the content's
/// associated data leaves out the tenant's key.
struct Envelope: Equatable {
    /// The longest content, in bytes; what is larger is a stream.
    static let contentLimit = 1 << 20

    /// All bytes that are not content.
    static let overhead = EnvelopeHead.Suite.whole.overhead

    let head: EnvelopeHead

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
        head = try EnvelopeHead(wrapping: dataKey, suite: .whole, as: label, key: key, under: tenantKey)
        nonce = try RandomBytes.make(count: AESGCM.nonceByteCount)
        sealed = try AESGCM.seal(
            secret, key: dataKey, nonce: nonce, aad: EnvelopeHead.contentAssociatedData(.whole, label))
    }

    /// Reads an envelope without opening it.
    ///
    /// - Throws: VLT301 for bytes that are none.
    init(parsing bytes: [UInt8], as label: SecretLabel) throws {
        var reader = ByteReader(bytes)
        head = try EnvelopeHead(&reader, as: label)
        guard head.suite == .whole else { throw VaultFailure.envelope(label, .notWhole) }
        guard let nonce = reader.read(AESGCM.nonceByteCount), reader.remaining >= AESGCM.tagByteCount,
            let sealed = reader.read(reader.remaining)
        else { throw VaultFailure.envelope(label, .truncated) }
        self.nonce = nonce
        self.sealed = sealed
    }

    /// The envelope as it is stored.
    var bytes: [UInt8] { head.bytes + nonce + sealed }

    /// Opens the secret.
    ///
    /// - Throws: VLT302 when key, label or bytes are not those of the sealing.
    func open(as label: SecretLabel, under tenantKey: borrowing SecretBytes) throws -> SecretBytes {
        let dataKey = try head.dataKey(as: label, under: tenantKey)
        do {
            return try AESGCM.open(
                sealed, key: dataKey, nonce: nonce, aad: EnvelopeHead.contentAssociatedData(.whole, label))
        } catch CryptographyFailure.authentication {
            throw VaultFailure.cannotOpen(label)
        }
    }
}
