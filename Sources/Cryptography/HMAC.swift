internal import COpenSSL

/// Message authentication with SHA-256 under a shared key.
///
/// **Source** RFC 2104; FIPS 198-1.
package enum HMAC {
    /// The 32 bytes that authenticate a message; compare them with ``ConstantTime``.
    package static func sha256(
        _ message: borrowing some BorrowableBytes & ~Copyable,
        key: borrowing some BorrowableBytes & ~Copyable
    ) throws -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        try code.withUnsafeMutableBytes { try authenticate(message, key: key, into: $0) }
        return code
    }

    /// The same for a message authentication code that is itself a key.
    package static func secretSHA256(
        _ message: borrowing some BorrowableBytes & ~Copyable,
        key: borrowing some BorrowableBytes & ~Copyable
    ) throws -> SecretBytes {
        try SecretBytes(count: SHA256.byteCount) { try authenticate(message, key: key, into: $0) }
    }

    private static func authenticate(
        _ message: borrowing some BorrowableBytes & ~Copyable,
        key: borrowing some BorrowableBytes & ~Copyable,
        into code: UnsafeMutableRawBufferPointer
    ) throws {
        // OpenSSL takes a missing address for a missing key or message, also when the length is 0.
        var nothing: UInt8 = 0
        try withUnsafeBytes(of: &nothing) { nothing in
            try key.withBytes { key in
                try message.withBytes { message in
                    let made = EVP_Q_mac(
                        nil, "HMAC", nil, "SHA256", nil, key.baseAddress ?? nothing.baseAddress, key.count,
                        message.baseAddress ?? nothing.baseAddress, message.count,
                        code.baseAddress, code.count, nil)
                    try ErrorQueue.check(made == nil ? 0 : 1, "authenticate a message")
                }
            }
        }
    }
}
