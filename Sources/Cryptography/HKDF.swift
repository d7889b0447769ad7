internal import COpenSSL

/// Derivation of keys from a key, by HMAC with SHA-256.
///
/// **Source** RFC 5869. For passwords see ``PBKDF2``.
package enum HKDF {
    /// The longest key that one derivation gives, in bytes.
    package static let byteLimit = 255 * SHA256.byteCount

    /// - Parameters:
    ///   - key: the key material, with full entropy already
    ///   - salt: not secret; may be empty
    ///   - info: what the derived key is for, so that two purposes get two keys
    ///   - count: the length of the derived key, 1 to ``byteLimit``
    package static func sha256(
        _ key: borrowing some BorrowableBytes & ~Copyable, salt: [UInt8] = [], info: [UInt8], count: Int
    ) throws -> SecretBytes {
        precondition((1...byteLimit).contains(count), "HKDF derives 1 to \(byteLimit) bytes")
        return try key.withBytes { key in
            try SecretBytes(count: count) { output in
                let status = copenssl_hkdf_sha256(
                    output.baseAddress, output.count, key.baseAddress, key.count, salt, salt.count, info,
                    info.count)
                try ErrorQueue.check(status, "derive a key")
            }
        }
    }
}
