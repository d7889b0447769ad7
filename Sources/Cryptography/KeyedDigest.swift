internal import COpenSSL

/// HMAC under one key for many messages: what the key makes of either digest is computed once and copied.
///
/// Half of a short message's cost is that of the key. OpenSSL's own PBKDF2 copies the states too, through two layers
/// more, and takes half as long again.
///
/// **Source** RFC 2104; FIPS 198-1.
struct KeyedDigest: ~Copyable {
    /// The length of a code in bytes.
    let byteCount: Int

    /// The digest that has taken the padded key and begins with a message.
    private let inner: DigestContext
    /// The digest that has taken the key, padded otherwise, and ends with what the inner one gave.
    private let outer: DigestContext
    private let work: DigestContext

    /// - Parameter digest: by OpenSSL's name for it.
    /// - Throws: CRY101 for one that the library does not have.
    init(_ digest: String, key: UnsafeRawBufferPointer) throws {
        let operation = "authenticate messages"
        guard let method = EVP_MD_fetch(nil, digest, nil) else { throw ErrorQueue.failure(operation) }
        defer { EVP_MD_free(method) }
        let byteCount = Int(EVP_MD_get_size(method))
        let blockCount = Int(EVP_MD_get_block_size(method))
        let inner = try DigestContext(operation)
        let outer = try DigestContext(operation)
        let work = try DigestContext(operation)
        // One without a fixed length has no code.
        guard byteCount > 0, byteCount <= blockCount else { throw ErrorQueue.failure(operation) }
        try withUnsafeTemporaryAllocation(byteCount: blockCount, alignment: 1) { block in
            defer { OPENSSL_cleanse(block.baseAddress, blockCount) }
            block.initializeMemory(as: UInt8.self, repeating: 0)
            // A key that is longer than a block is taken for its digest.
            if key.count > blockCount {
                let digest = block.assumingMemoryBound(to: UInt8.self).baseAddress
                try ErrorQueue.check(EVP_Digest(key.baseAddress, key.count, digest, nil, method, nil), operation)
            } else {
                block.copyMemory(from: key)
            }
            for index in block.indices { block[index] ^= 0x36 }
            try Self.begin(inner, method, block, operation)
            for index in block.indices { block[index] ^= 0x36 ^ 0x5C }
            try Self.begin(outer, method, block, operation)
        }
        self.byteCount = byteCount
        self.inner = inner
        self.outer = outer
        self.work = work
    }

    private static func begin(
        _ context: borrowing DigestContext, _ method: OpaquePointer, _ block: UnsafeMutableRawBufferPointer,
        _ operation: String
    ) throws {
        try ErrorQueue.check(EVP_DigestInit_ex(context.pointer, method, nil), operation)
        try ErrorQueue.check(EVP_DigestUpdate(context.pointer, block.baseAddress, block.count), operation)
    }

    /// Writes the code of a message, which may be where the code goes.
    func authenticate(_ message: UnsafeRawBufferPointer, into code: UnsafeMutablePointer<UInt8>) throws {
        guard EVP_MD_CTX_copy_ex(work.pointer, inner.pointer) == 1,
            EVP_DigestUpdate(work.pointer, message.baseAddress, message.count) == 1,
            EVP_DigestFinal_ex(work.pointer, code, nil) == 1,
            EVP_MD_CTX_copy_ex(work.pointer, outer.pointer) == 1,
            EVP_DigestUpdate(work.pointer, code, byteCount) == 1,
            EVP_DigestFinal_ex(work.pointer, code, nil) == 1
        else { throw ErrorQueue.failure("authenticate messages") }
    }
}
