internal import Cryptography

/// The random name of a key, never used for another: a version of a tenant's key, or a root key in a key store.
struct KeyIdentifier: Hashable, Sendable, CustomStringConvertible {
    static let byteCount = 16

    let bytes: [UInt8]

    /// Nil unless there are 16 bytes.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(random bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func random() throws -> KeyIdentifier {
        KeyIdentifier(random: try RandomBytes.make(count: byteCount))
    }

    var description: String { Hex.text(bytes) }
}
