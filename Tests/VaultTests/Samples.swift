import Cryptography
import FoundationEssentials

@testable import Vault

/// Fixed keys and labels, so that a test says only what it changes.
enum Samples {
    static let tenant = UUID(uuid: (1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))
    static let otherTenant = UUID(uuid: (9, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))

    static func root(_ byte: UInt8 = 7) throws -> RootKey {
        RootKey(try key(byte), origin: "test")
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

    /// Every copy of the bytes in which one bit of one byte differs.
    static func flips(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.indices.map { position in
            var changed = bytes
            changed[position] ^= 1 << UInt8(position % 8)
            return changed
        }
    }
}
