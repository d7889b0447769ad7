/// Seals content of any length, segment by segment; see ``SegmentStream``.
///
/// For example:
///
///     var sealer = try SegmentSealer(key: key, prefix: prefix, aad: header)
///     let count = try sealer.seal(segment, isLast: false, into: buffer)
package struct SegmentSealer: ~Copyable {
    private var context: GCMContext
    private let aad: [UInt8]

    var nonce: SegmentNonce
    private var isOver = false

    /// - Parameters:
    ///   - key: 32 bytes, of this stream only
    ///   - prefix: 7 bytes
    ///   - aad: associated data, bound to every segment
    /// - Throws: CRY103 for a key or prefix of another length.
    package init(key: borrowing SecretBytes, prefix: [UInt8], aad: [UInt8]) throws {
        let nonce = try SegmentNonce(prefix: prefix)
        context = try GCMContext(.sealing, key: key)
        self.nonce = nonce
        self.aad = aad
    }

    /// Seals the next segment.
    ///
    /// - Parameters:
    ///   - segment: 65,536 bytes, or fewer for the last; empty only when it is the only one
    ///   - isLast: whether nothing follows
    ///   - sealed: has room for the segment and a tag of 16 bytes; may begin where the segment does
    /// - Returns: how many bytes were written.
    /// - Throws: CRY111 for a segment that cannot stand here, CRY103 for a buffer without room.
    package mutating func seal(
        _ segment: UnsafeRawBufferPointer, isLast: Bool, into sealed: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        guard !isOver else { throw CryptographyFailure.segment(.afterLast) }
        guard isLast ? segment.count <= SegmentStream.segmentByteCount : segment.count == SegmentStream.segmentByteCount
        else { throw CryptographyFailure.segment(.length(segment.count, isLast: isLast)) }
        guard nonce.count == 0 || !segment.isEmpty else { throw CryptographyFailure.segment(.emptyEnd) }
        let count = segment.count + AESGCM.tagByteCount
        guard sealed.count >= count else {
            throw CryptographyFailure.length(of: "buffer", expected: count, actual: sealed.count)
        }
        try nonce.advance(isLast: isLast)
        // A stream that failed midway must not go on: its reader could not either.
        isOver = true
        try context.begin(nonce: nonce.bytes, associatedData: aad)
        try context.update(segment, into: UnsafeMutableRawBufferPointer(rebasing: sealed[..<segment.count]))
        try context.finishSealing(tag: UnsafeMutableRawBufferPointer(rebasing: sealed[segment.count..<count]))
        isOver = isLast
        return count
    }
}
