package import Cryptography

/// A root key of 32 bytes in the memory of this process.
///
/// A wrapped key is a nonce of 12 bytes, the ciphertext, and a tag of 16.
package final class RootKey: RootKeyProvider {
    /// The length of the key in bytes.
    package static let byteCount = AESGCM.keyByteCount

    package let origin: String

    let key: SecretBytes

    /// - Precondition: the key has ``byteCount`` bytes.
    init(_ key: consuming SecretBytes, origin: String) {
        precondition(key.count == Self.byteCount, "a root key has \(Self.byteCount) bytes")
        self.key = key
        self.origin = origin
    }

    package func wrap(_ key: borrowing SecretBytes, binding associatedData: [UInt8]) throws -> [UInt8] {
        let nonce = try RandomBytes.make(count: AESGCM.nonceByteCount)
        return nonce + (try AESGCM.seal(key, key: self.key, nonce: nonce, aad: associatedData))
    }

    package func unwrap(_ wrapped: [UInt8], binding associatedData: [UInt8]) throws -> SecretBytes {
        guard wrapped.count >= AESGCM.nonceByteCount + AESGCM.tagByteCount else {
            throw CryptographyFailure.authentication
        }
        let nonce = Array(wrapped[..<AESGCM.nonceByteCount])
        return try AESGCM.open(
            wrapped[AESGCM.nonceByteCount...], key: key, nonce: nonce, aad: associatedData)
    }
}
