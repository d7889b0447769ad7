internal import COpenSSL

/// A private key of Ed25519, which signs.
///
/// **Source** RFC 8032, section 5.1.
package struct SigningKey: ~Copyable {
    /// The length of a seed in bytes, from which the whole key comes.
    package static let seedByteCount = 32

    /// The length of a signature in bytes.
    package static let signatureByteCount = 64

    /// The 32 bytes that make this key again.
    package let seed: SecretBytes

    /// The public half.
    package let verifyingKey: VerifyingKey

    private let handle: KeyHandle

    /// Makes a new key.
    package init() throws {
        try self.init(seed: SecretBytes.random(count: Self.seedByteCount))
    }

    /// Makes the key of a seed.
    ///
    /// - Throws: CRY103 for a seed that has not 32 bytes.
    package init(seed: borrowing SecretBytes) throws {
        guard seed.count == Self.seedByteCount else {
            throw CryptographyFailure.length(of: "seed", expected: Self.seedByteCount, actual: seed.count)
        }
        let made = seed.withBytes {
            EVP_PKEY_new_raw_private_key(
                EVP_PKEY_ED25519, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        }
        let handle = try KeyHandle(made, "make a signing key")
        var count = VerifyingKey.byteCount
        var point = [UInt8](repeating: 0, count: count)
        try ErrorQueue.check(
            EVP_PKEY_get_raw_public_key(handle.pointer, &point, &count), "read a verifying key")
        let verifyingKey = try VerifyingKey(bytes: point)
        self.seed = try SecretBytes(copying: seed)
        self.verifyingKey = verifyingKey
        self.handle = handle
    }

    /// The 64 bytes of a signature, the same each time.
    package func sign(_ message: borrowing some BorrowableBytes & ~Copyable) throws -> [UInt8] {
        let context = try DigestContext("sign a message")
        try ErrorQueue.check(
            EVP_DigestSignInit(context.pointer, nil, nil, nil, handle.pointer), "sign a message")
        var signature = [UInt8](repeating: 0, count: Self.signatureByteCount)
        var count = signature.count
        try message.withBytes { message in
            let status = EVP_DigestSign(
                context.pointer, &signature, &count,
                message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count)
            try ErrorQueue.check(status, "sign a message")
        }
        return signature
    }
}
