internal import COpenSSL

/// Opens what a ``SegmentSealer`` sealed, segment by segment.
///
/// A reader needs no length beforehand. Whoever reads knows whether anything
/// follows a segment and says so; where the sealer said otherwise, the segment
/// does not open. After a failure nothing opens any more.
package struct SegmentOpener: ~Copyable {
    private var context: GCMContext
    private let aad: [UInt8]

    var nonce: SegmentNonce
    private var isOver = false

    /// - Parameters:
    ///   - key: the 32 bytes of the sealing
    ///   - prefix: the 7 bytes of the sealing
    ///   - aad: the associated data of the sealing
    /// - Throws: CRY103 for a key or prefix of another length.
    package init(key: borrowing SecretBytes, prefix: [UInt8], aad: [UInt8]) throws {
        let nonce = try SegmentNonce(prefix: prefix)
        context = try GCMContext(.opening, key: key)
        self.nonce = nonce
        self.aad = aad
    }

    /// Opens the next segment; no byte of it is given out before its tag fits.
    ///
    /// - Parameters:
    ///   - sealed: 65,552 bytes, or 16 to so many for the last
    ///   - isLast: whether no byte follows
    ///   - segment: has room for all but the tag; may begin where `sealed` does
    /// - Returns: how many bytes were written.
    /// - Throws: CRY102 for segments that were changed, moved, cut off or come
    ///   after the last; the buffer is wiped then. CRY103 for a buffer without room.
    package mutating func open(
        _ sealed: UnsafeRawBufferPointer, isLast: Bool, into segment: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        let count = sealed.count - AESGCM.tagByteCount
        guard segment.count >= count else {
            throw CryptographyFailure.length(of: "buffer", expected: count, actual: segment.count)
        }
        guard !isOver, isLast ? 0...SegmentStream.segmentByteCount ~= count : count == SegmentStream.segmentByteCount,
            nonce.count == 0 || count > 0
        else {
            isOver = true
            throw CryptographyFailure.authentication
        }
        // Stays so when anything below fails.
        isOver = true
        try nonce.advance(isLast: isLast)
        let text = UnsafeMutableRawBufferPointer(rebasing: segment[..<count])
        do {
            try context.begin(nonce: nonce.bytes, associatedData: aad)
            try context.update(UnsafeRawBufferPointer(rebasing: sealed[..<count]), into: text)
            try context.finishOpening(tag: UnsafeRawBufferPointer(rebasing: sealed[count...]))
        } catch {
            OPENSSL_cleanse(text.baseAddress, text.count)
            throw error
        }
        isOver = isLast
        return count
    }
}
