import Cryptography
import FoundationEssentials
import Testing

@testable import Vault

/// Fixed keys and labels, so that a test says only what it changes.
enum Samples {
    static let tenant = UUID(uuid: (1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))
    static let otherTenant = UUID(uuid: (9, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))

    static func root(_ byte: UInt8 = 7) throws -> RootKey {
        RootKey(try key(byte), origin: "test")
    }

    /// A root key with the name that it has in a key store.
    static func storeRoot(_ byte: UInt8 = 7, named name: UInt8 = 0x5A) throws -> KeyStoreRoot {
        let identifier = try #require(KeyIdentifier([UInt8](repeating: name, count: 16)))
        return KeyStoreRoot(identifier: identifier, provider: try root(byte))
    }

    static func key(_ byte: UInt8) throws -> SecretBytes {
        try SecretBytes(copying: [UInt8](repeating: byte, count: 32))
    }

    static func label(
        tenant: UUID = tenant, kind: String = "login", name: String = "acme_etl", version: Int = 3
    ) throws -> SecretLabel {
        try SecretLabel(tenant: tenant, kind: kind, name: name, version: version)
    }

    static func secret(_ text: String) throws -> SecretBytes {
        try SecretBytes(copying: Array(text.utf8))
    }

    /// Every copy of the bytes in which one bit differs: all eight bits of each byte, from the first byte to the last.
    static func flips(of bytes: [UInt8]) -> [[UInt8]] {
        (0..<8 * bytes.count).map { bit in
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            return changed
        }
    }
}
