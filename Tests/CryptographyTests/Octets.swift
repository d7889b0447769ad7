import Cryptography

/// Bytes of a test, written in hexadecimal digits.
struct Octets: ExpressibleByStringLiteral, Sendable {
    let bytes: [UInt8]

    init(stringLiteral digits: String) {
        guard let bytes = Hex.bytes(digits) else { preconditionFailure("'\(digits)' is not hexadecimal") }
        self.bytes = bytes
    }
}

/// The bytes of a secret, so that a test can compare them.
func revealed(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.withUnsafeBytes { Array($0) }
}

/// A secret made of a test's bytes.
func secret(_ bytes: [UInt8]) throws -> SecretBytes {
    try SecretBytes(copying: bytes)
}

/// A secret made of a test's text.
func secret(_ text: String) throws -> SecretBytes {
    try SecretBytes(copying: Array(text.utf8))
}
