internal import COpenSSL

/// Derivation of a key from a password, slow by design, by HMAC with SHA-256.
///
/// **Source** RFC 8018, section 5.2.
package enum PBKDF2 {
    /// - Parameters:
    ///   - iterations: at least 1; the cost in time is linear
    ///   - count: the length of the derived key in bytes
    package static func sha256(
        password: borrowing some BorrowableBytes & ~Copyable, salt: [UInt8], iterations: Int, count: Int
    ) throws -> SecretBytes {
        try key("SHA256", password: password, salt: salt, iterations: iterations, count: count)
    }

    /// The same over another digest, by OpenSSL's name for it: some published vectors have no other.
    static func key(
        _ digest: String, password: borrowing some BorrowableBytes & ~Copyable, salt: [UInt8], iterations: Int,
        count: Int
    ) throws -> SecretBytes {
        precondition(iterations >= 1 && iterations <= Int(Int32.max), "PBKDF2 iterates 1 to 2^31 - 1 times")
        return try password.withBytes { password in
            try SecretBytes(count: count) { output in
                let status = PKCS5_PBKDF2_HMAC(
                    password.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(password.count), salt,
                    Int32(salt.count), Int32(iterations), EVP_get_digestbyname(digest), Int32(count),
                    output.baseAddress?.assumingMemoryBound(to: UInt8.self))
                try ErrorQueue.check(status, "derive a key from a password")
            }
        }
    }
}
