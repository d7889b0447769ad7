internal import Cryptography
internal import FoundationEssentials

/// The first bytes of everything that is sealed: which key of a tenant wraps the data key, and how.
///
/// A rotation renews the head and leaves the content as it is.
struct EnvelopeHead: Equatable {
    /// How the content behind the head is sealed.
    enum Suite: UInt8 {
        /// At once, with one nonce and one tag.
        case whole = 1
        /// In segments of 64 KiB.
        case segments = 2

        /// The length in bytes of what is sealed without any content.
        var overhead: Int {
            switch self {
            case .whole: EnvelopeHead.byteCount + AESGCM.nonceByteCount + AESGCM.tagByteCount
            case .segments: EnvelopeHead.byteCount + SegmentStream.prefixByteCount + AESGCM.tagByteCount
            }
        }
    }

    /// The length of a head in bytes.
    static let byteCount = 86

    private static let magic = Array("SOCLSEAL".utf8)
    private static let format: UInt8 = 1
    private static let wrappedKeyByteCount = AESGCM.keyByteCount + AESGCM.tagByteCount

    let suite: Suite

    /// The version of the tenant's key that wraps the data key, and the only one to be tried.
    let key: KeyIdentifier

    private let nonce: [UInt8]
    private let wrappedKey: [UInt8]

    /// Wraps a data key under a tenant's key.
    init(
        wrapping dataKey: borrowing SecretBytes, suite: Suite, as label: SecretLabel, key: KeyIdentifier,
        under tenantKey: borrowing SecretBytes
    ) throws {
        self.suite = suite
        self.key = key
        nonce = try RandomBytes.make(count: AESGCM.nonceByteCount)
        wrappedKey = try AESGCM.seal(
            dataKey, key: tenantKey, nonce: nonce, aad: Self.associatedData(suite, label, key))
    }

    /// Reads a head without unwrapping its key.
    ///
    /// - Throws: VLT301 for bytes that are none.
    init(_ reader: inout ByteReader, as label: SecretLabel) throws {
        guard let magic = reader.read(Self.magic.count) else {
            throw VaultFailure.envelope(label, Self.magic.starts(with: reader.rest) ? .truncated : .notAnEnvelope)
        }
        guard magic == Self.magic else { throw VaultFailure.envelope(label, .notAnEnvelope) }
        guard let format = reader.read(UInt8.self) else { throw VaultFailure.envelope(label, .truncated) }
        guard format == Self.format else { throw VaultFailure.envelope(label, .format(format)) }
        guard let number = reader.read(UInt8.self) else { throw VaultFailure.envelope(label, .truncated) }
        guard let suite = Suite(rawValue: number) else { throw VaultFailure.envelope(label, .suite(number)) }
        guard let key = reader.read(KeyIdentifier.byteCount).flatMap(KeyIdentifier.init),
            let nonce = reader.read(AESGCM.nonceByteCount), let wrappedKey = reader.read(Self.wrappedKeyByteCount)
        else { throw VaultFailure.envelope(label, .truncated) }
        self.suite = suite
        self.key = key
        self.nonce = nonce
        self.wrappedKey = wrappedKey
    }

    /// Reads the head of sealed bytes.
    ///
    /// - Parameter length: of all of them
    /// - Throws: VLT301 for bytes that are none, and when they are too short to hold any content.
    init(of bytes: [UInt8], length: Int, as label: SecretLabel) throws {
        var reader = ByteReader(bytes)
        try self.init(&reader, as: label)
        guard length >= suite.overhead else { throw VaultFailure.envelope(label, .truncated) }
    }

    /// The head as it is stored.
    var bytes: [UInt8] {
        Self.magic + [Self.format, suite.rawValue] + key.bytes + nonce + wrappedKey
    }

    /// Unwraps the data key.
    ///
    /// - Throws: VLT302 when key, label or bytes are not those of the sealing.
    func dataKey(as label: SecretLabel, under tenantKey: borrowing SecretBytes) throws -> SecretBytes {
        do {
            return try AESGCM.open(
                wrappedKey, key: tenantKey, nonce: nonce, aad: Self.associatedData(suite, label, key))
        } catch CryptographyFailure.authentication {
            throw VaultFailure.cannotOpen(label)
        }
    }

    /// What the content binds: everything but the tenant's key, which a rotation changes.
    static func contentAssociatedData(_ suite: Suite, _ label: SecretLabel) -> [UInt8] {
        fields(.content, suite, label).bytes
    }

    private static func associatedData(_ suite: Suite, _ label: SecretLabel, _ key: KeyIdentifier) -> [UInt8] {
        var data = fields(.dataKey, suite, label)
        data.append(key.bytes)
        return data.bytes
    }

    private static func fields(
        _ purpose: AssociatedData.Purpose, _ suite: Suite, _ label: SecretLabel
    ) -> AssociatedData {
        var data = AssociatedData(purpose)
        data.append([format, suite.rawValue])
        data.append(label.tenant.bytes)
        data.append(label.kind.utf8)
        data.append(label.name.utf8)
        var version: [UInt8] = []
        version.append(bigEndian: UInt32(label.version))
        data.append(version)
        return data
    }
}
