internal import COpenSSL
internal import Glibc

extension SecretBytes {
    /// The longest secret that is read from a descriptor unless the caller says otherwise, in bytes.
    package static let readingLimit = 64 * 1024

    /// Takes over the bytes of an array, which is wiped and left empty.
    ///
    /// An array that shares its storage with another one is copied by Swift
    /// first; that other one stays, so give the only reference.
    package init(wiping bytes: inout [UInt8]) throws {
        defer {
            bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
            bytes = []
        }
        try self.init(copying: bytes)
    }

    /// Copies bytes that another owner wipes or that are no secret by themselves.
    package init(copying bytes: borrowing some BorrowableBytes & ~Copyable) throws {
        self = try bytes.withBytes { source in
            try SecretBytes(count: source.count) { $0.copyMemory(from: source) }
        }
    }

    /// Reads an open descriptor to its end, and leaves it open.
    ///
    /// - Throws: CRY105 when reading fails, CRY106 when more than `limit` bytes come.
    package init(readingFrom descriptor: Int32, limit: Int = SecretBytes.readingLimit) throws {
        // One byte more than the limit tells a secret at the limit from one beyond it.
        try self.init(capacity: limit + 1) { buffer in
            var count = 0
            while count <= limit {
                let arrived = read(descriptor, buffer.baseAddress.map { $0 + count }, limit + 1 - count)
                if arrived == 0 { return count }
                if arrived > 0 {
                    count += arrived
                } else if errno != EINTR {
                    throw CryptographyFailure.unreadable(reason: String(cString: strerror(errno)))
                }
            }
            throw CryptographyFailure.tooLong(limit: limit)
        }
    }

    /// Makes random bytes from the generator that OpenSSL keeps for secrets.
    package static func random(count: Int) throws -> SecretBytes {
        try SecretBytes(count: count) { buffer in
            guard count > 0, let address = buffer.baseAddress else { return }
            try ErrorQueue.check(
                RAND_priv_bytes_ex(nil, address.assumingMemoryBound(to: UInt8.self), count, 256),
                "make random bytes")
        }
    }
}
