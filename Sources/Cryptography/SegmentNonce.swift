/// The nonces of a stream's segments, one after the other.
///
/// A nonce is the prefix, the segment's number in 4 bytes, the highest first,
/// and one byte that is 1 for the last segment.
struct SegmentNonce {
    private(set) var bytes: [UInt8]

    /// How many segments have had theirs; a test sets it near its end.
    var count: UInt64 = 0

    init(prefix: [UInt8]) throws {
        guard prefix.count == SegmentStream.prefixByteCount else {
            throw CryptographyFailure.length(
                of: "prefix", expected: SegmentStream.prefixByteCount, actual: prefix.count)
        }
        bytes = prefix + [UInt8](repeating: 0, count: AESGCM.nonceByteCount - prefix.count)
    }

    /// Goes on to the next segment.
    ///
    /// - Throws: CRY111 after 2^32 segments.
    mutating func advance(isLast: Bool) throws {
        guard let number = UInt32(exactly: count) else { throw CryptographyFailure.segment(.tooMany) }
        for index in 0..<4 {
            bytes[SegmentStream.prefixByteCount + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
        }
        bytes[AESGCM.nonceByteCount - 1] = isLast ? 1 : 0
        count += 1
    }
}
