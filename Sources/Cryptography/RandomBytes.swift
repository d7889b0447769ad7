internal import COpenSSL

/// Random bytes that may be seen, such as nonces, salts and identifiers.
///
/// Keys and passwords come from ``SecretBytes/random(count:)``, whose generator
/// is a separate one.
package enum RandomBytes {
    /// - Throws: CRY101 when the generator has no entropy.
    package static func make(count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard count > 0 else { return bytes }
        try ErrorQueue.check(RAND_bytes_ex(nil, &bytes, count, 256), "make random bytes")
        return bytes
    }
}
