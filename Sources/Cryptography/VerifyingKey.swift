internal import COpenSSL

/// A public key of Ed25519, which tells whether a signature is genuine.
///
/// **Source** RFC 8032, section 5.1; RFC 8410 for its text.
package struct VerifyingKey: Sendable, Equatable {
    /// The length of a key in bytes.
    package static let byteCount = 32

    /// What precedes the key in its DER form: a sequence of the algorithm's identifier and a string of bits.
    private static let prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    package let bytes: [UInt8]

    /// - Throws: CRY103 for a key that has not 32 bytes.
    package init(bytes: [UInt8]) throws {
        guard bytes.count == Self.byteCount else {
            throw CryptographyFailure.length(
                of: "verifying key", expected: Self.byteCount, actual: bytes.count)
        }
        self.bytes = bytes
    }

    /// Whether the signature is this key's for the message.
    ///
    /// A signature of another length, or a key that is no point of the curve, is not; nothing is thrown.
    package func isValid(
        _ signature: [UInt8], for message: borrowing some BorrowableBytes & ~Copyable
    ) -> Bool {
        defer { ErrorQueue.drain() }
        let made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        guard let handle = try? KeyHandle(made, "read a verifying key"),
            let context = try? DigestContext("check a signature"),
            EVP_DigestVerifyInit(context.pointer, nil, nil, nil, handle.pointer) == 1
        else { return false }
        return message.withBytes { message in
            let status = EVP_DigestVerify(
                context.pointer, signature, signature.count,
                message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count)
            return status == 1
        }
    }

    /// The key as other programs read it: a SubjectPublicKeyInfo in PEM, with its line end.
    package var pem: String {
        """
        -----BEGIN PUBLIC KEY-----
        \(Base64.text(Self.prefix + bytes))
        -----END PUBLIC KEY-----

        """
    }
}
