internal import COpenSSL

/// Comparison whose duration says nothing about the bytes.
package enum ConstantTime {
    /// Whether both hold the same bytes; only a difference in length shows in the time.
    package static func areEqual(
        _ left: borrowing some BorrowableBytes & ~Copyable,
        _ right: borrowing some BorrowableBytes & ~Copyable
    ) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                guard left.count == right.count else { return false }
                // An empty buffer may have no address, which CRYPTO_memcmp must not be given.
                guard let one = left.baseAddress, let other = right.baseAddress else { return true }
                return CRYPTO_memcmp(one, other, left.count) == 0
            }
        }
    }
}
