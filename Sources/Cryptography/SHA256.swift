internal import COpenSSL

/// A SHA-256 digest that is fed in parts.
///
/// **Source** FIPS 180-4.
package struct SHA256: ~Copyable {
    /// The length of a digest in bytes.
    package static let byteCount = 32

    private let context: DigestContext

    /// - Throws: CRY101 when the library has no SHA-256 or no memory.
    package init() throws {
        let context = try DigestContext("begin a digest")
        try ErrorQueue.check(EVP_DigestInit_ex(context.pointer, EVP_sha256(), nil), "begin a digest")
        self.context = context
    }

    /// Feeds the next bytes.
    package mutating func update(_ bytes: borrowing some BorrowableBytes & ~Copyable) throws {
        try bytes.withBytes {
            try ErrorQueue.check(EVP_DigestUpdate(context.pointer, $0.baseAddress, $0.count), "continue a digest")
        }
    }

    /// Ends the digest and returns its 32 bytes.
    package consuming func finish() throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        try ErrorQueue.check(EVP_DigestFinal_ex(context.pointer, &digest, nil), "end a digest")
        return digest
    }

    /// Digests bytes that are all there.
    package static func hash(_ bytes: borrowing some BorrowableBytes & ~Copyable) throws -> [UInt8] {
        var digest = try SHA256()
        try digest.update(bytes)
        return try digest.finish()
    }
}
