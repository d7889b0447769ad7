internal import COpenSSL

/// Derivation of a key from a passphrase that a person chose: slow, and costly in memory.
///
/// **Source** RFC 7914. For passwords of PostgreSQL see ``PBKDF2``.
package enum Scrypt {
    /// The most memory that one derivation may take, in bytes.
    ///
    /// Costs are read from files; without a bound a changed file would take all memory.
    package static let memoryLimit = 1 << 30

    /// The most lanes that one derivation may compute, one after the other.
    package static let parallelismLimit = 16

    /// - Parameters:
    ///   - passphrase: of any length
    ///   - salt: random, not secret
    ///   - n: the cost, a power of two; time and memory are linear in it
    ///   - r: the size of a block in 128 bytes
    ///   - p: the number of lanes, 1 to ``parallelismLimit``
    ///   - count: the length of the derived key in bytes, at least 1
    /// - Throws: CRY110 for a cost that cannot be, or would take more than ``memoryLimit``.
    ///
    /// **Cost** 128 · n · r bytes of memory; with n = 2^17 and r = 8 those are
    /// 128 MiB and about half a second.
    package static func key(
        passphrase: borrowing SecretBytes, salt: [UInt8], cost n: Int, blockSize r: Int, parallelism p: Int,
        count: Int
    ) throws -> SecretBytes {
        precondition(count >= 1, "scrypt derives at least one byte")
        guard n >= 2, n & (n - 1) == 0, r >= 1, r <= memoryLimit / 128, n <= memoryLimit / 128 / r,
            (1...parallelismLimit).contains(p)
        else { throw CryptographyFailure.scryptCost(n: n, r: r, p: p) }
        // What the library itself counts: the lanes, and a vector of n + 2 blocks.
        let memory = UInt64(128 * r * p + 128 * r * (n + 2))
        return try passphrase.withBytes { passphrase in
            try SecretBytes(count: count) { output in
                let status = EVP_PBE_scrypt(
                    passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count, salt,
                    salt.count, UInt64(n), UInt64(r), UInt64(p), memory,
                    output.baseAddress?.assumingMemoryBound(to: UInt8.self), output.count)
                try ErrorQueue.check(status, "derive a key from a passphrase")
            }
        }
    }
}
