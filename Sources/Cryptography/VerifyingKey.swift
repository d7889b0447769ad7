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

extension VerifyingKey {
    /// Reads what ``pem`` writes, with any line ends and whatever stands around it; nil for another kind of key.
    package init?(pem text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
        guard let begin = lines.firstIndex(of: "-----BEGIN PUBLIC KEY-----"),
            let end = lines.firstIndex(of: "-----END PUBLIC KEY-----"), begin < end,
            let der = Base64.bytes(lines[(begin + 1)..<end].joined()), der.starts(with: Self.prefix)
        else { return nil }
        try? self.init(bytes: Array(der.dropFirst(Self.prefix.count)))
    }
}
