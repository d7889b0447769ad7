/// Authenticated encryption with AES-256-GCM, of the one shape that the platform uses.
///
/// Keys of 256 bits, nonces of 96 bits, tags of 128 bits, and nothing else. A
/// key may seal 2^32 messages under random nonces.
///
/// **Source** NIST SP 800-38D, section 8.3.
package enum AESGCM {
    /// The length of a key in bytes.
    package static let keyByteCount = 32

    /// The length of a nonce in bytes.
    package static let nonceByteCount = 12

    /// The length of a tag in bytes, which ends the sealed bytes.
    package static let tagByteCount = 16

    /// Seals a message and returns ciphertext and tag.
    ///
    /// - Parameters:
    ///   - nonce: 12 bytes, never used before with this key
    ///   - aad: associated data: what the reader must know and give again
    /// - Throws: CRY103 for a key or nonce of another length.
    package static func seal(
        _ message: borrowing some BorrowableBytes & ~Copyable, key: borrowing SecretBytes, nonce: [UInt8],
        aad: [UInt8]
    ) throws -> [UInt8] {
        try check(nonce)
        var context = try GCMContext(.sealing, key: key)
        try context.begin(nonce: nonce, associatedData: aad)
        return try message.withBytes { message in
            var sealed = [UInt8](repeating: 0, count: message.count + tagByteCount)
            try sealed.withUnsafeMutableBytes { sealed in
                let text = UnsafeMutableRawBufferPointer(rebasing: sealed[..<message.count])
                let tag = UnsafeMutableRawBufferPointer(rebasing: sealed[message.count...])
                try context.update(message, into: text)
                try context.finishSealing(tag: tag)
            }
            return sealed
        }
    }

    /// Opens ciphertext and tag; no byte is given out before the tag fits.
    ///
    /// - Throws: CRY102 when key, nonce, associated data or bytes are not those
    ///   of the sealing; CRY103 for a key or nonce of another length, or for
    ///   sealed bytes that are shorter than a tag.
    package static func open(
        _ sealed: borrowing some BorrowableBytes & ~Copyable, key: borrowing SecretBytes, nonce: [UInt8],
        aad: [UInt8]
    ) throws -> SecretBytes {
        try check(nonce)
        var context = try GCMContext(.opening, key: key)
        try context.begin(nonce: nonce, associatedData: aad)
        return try sealed.withBytes { sealed in
            guard sealed.count >= tagByteCount else {
                throw CryptographyFailure.length(of: "tag", expected: tagByteCount, actual: sealed.count)
            }
            let length = sealed.count - tagByteCount
            return try SecretBytes(count: length) { message in
                try context.update(UnsafeRawBufferPointer(rebasing: sealed[..<length]), into: message)
                try context.finishOpening(tag: UnsafeRawBufferPointer(rebasing: sealed[length...]))
            }
        }
    }

    private static func check(_ nonce: [UInt8]) throws {
        guard nonce.count == nonceByteCount else {
            throw CryptographyFailure.length(of: "nonce", expected: nonceByteCount, actual: nonce.count)
        }
    }
}
