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
        let keyed = try password.withBytes { try KeyedDigest(digest, key: $0) }
        // A whole number of words for the sum and for the last code; what is behind either stays 0.
        let words = (keyed.byteCount + 7) / 8
        return try SecretBytes(count: count) { output in
            try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * words) { memory in
                defer { OPENSSL_cleanse(memory.baseAddress, 16 * words) }
                memory.initialize(repeating: 0)
                for (number, start) in stride(from: 0, to: count, by: keyed.byteCount).enumerated() {
                    let first = salt + (0..<4).map { UInt8(truncatingIfNeeded: (number + 1) >> (24 - 8 * $0)) }
                    try sum(iterations, from: first, keyed, in: memory)
                    let block = UnsafeRawBufferPointer(memory).prefix(min(keyed.byteCount, count - start))
                    UnsafeMutableRawBufferPointer(rebasing: output[start...]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: block))
                }
            }
        }
    }

    /// Adds up codes without carry, each that of the one before, in the first half of the memory.
    private static func sum(
        _ count: Int, from first: [UInt8], _ keyed: borrowing KeyedDigest, in memory: UnsafeMutableBufferPointer<UInt64>
    ) throws {
        let words = memory.count / 2
        let code = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: memory[words...]))
        guard let address = code.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
        let message = UnsafeRawBufferPointer(start: address, count: keyed.byteCount)
        try first.withBytes { try keyed.authenticate($0, into: address) }
        for word in 0..<words { memory[word] = memory[words + word] }
        for _ in 1..<count {
            try keyed.authenticate(message, into: address)
            for word in 0..<words { memory[word] ^= memory[words + word] }
        }
    }
}
