internal import COpenSSL
internal import Glibc

/// A secret in memory of its own, which is wiped when the value ends.
///
/// The pages are kept out of core dumps and, as far as the process may lock
/// memory, out of swap. The value cannot be copied, compares in constant time
/// and shows itself as `****` only. Libraries below (libpq, libcurl) make
/// copies that are beyond its reach.
///
/// For example:
///
///     let password = try SecretBytes(wiping: &bytes)
///     try password.withBytes { try send($0) }
package struct SecretBytes: ~Copyable, Sendable, BorrowableBytes {
    /// The length of the secret in bytes.
    package let count: Int

    // Safe because this value alone owns the pages, writes them only in its
    // initialisers, and a noncopyable value that is shared is only borrowed.
    private nonisolated(unsafe) let pages: UnsafeMutableRawPointer

    /// The bytes that were mapped: whole pages, at least one.
    private let mapped: Int

    /// Makes a secret of a given length by filling memory that holds zeros.
    ///
    /// - Throws: CRY104 without memory, or what `fill` throws; its bytes are wiped then.
    package init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
        try self.init(capacity: count) { buffer in
            try fill(buffer)
            return count
        }
    }

    /// Makes a secret that is at most `capacity` long; `fill` returns its length.
    package init(capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        precondition(capacity >= 0, "a secret has no negative length")
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        let mapped = max(1, (capacity + pageSize - 1) / pageSize) * pageSize
        let pages = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else { throw CryptographyFailure.memory(byteCount: capacity) }
        // Both are best effort: the limit of locked memory may be used up.
        _ = mlock(pages, mapped)
        _ = madvise(pages, mapped, MADV_DONTDUMP)
        do {
            let count = try fill(UnsafeMutableRawBufferPointer(start: pages, count: capacity))
            precondition((0...capacity).contains(count), "a secret stays within its capacity")
            self.count = count
            self.pages = pages
            self.mapped = mapped
        } catch {
            Self.release(pages, mapped)
            throw error
        }
    }

    deinit {
        Self.release(pages, mapped)
    }

    /// Lends the bytes; the pointer ends with the closure.
    package func withUnsafeBytes<Result: ~Copyable, Refusal: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try body(UnsafeRawBufferPointer(start: pages, count: count))
    }

    /// Lends the bytes as every ``BorrowableBytes`` does.
    package func withBytes<Result: ~Copyable, Refusal: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try withUnsafeBytes(body)
    }

    private static func release(_ pages: UnsafeMutableRawPointer, _ mapped: Int) {
        OPENSSL_cleanse(pages, mapped)
        munmap(pages, mapped)
    }
}
