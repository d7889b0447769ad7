internal import Cryptography

/// Opens the segments of a descriptor, one after the other.
///
/// Memory is constant. What was opened lies where a secret may lie, and is
/// wiped at the end.
enum SegmentReader {
    /// Gives each segment of content to a closure, which must do nothing with it that stays unless this returns.
    ///
    /// - Throws: CRY102 when key, associated data, or any byte is not that of the sealing, also by
    ///   being cut off or followed by others; VLT402 when the descriptor cannot be read.
    static func read(
        from input: Descriptor, key: borrowing SecretBytes, prefix: [UInt8], binding associatedData: [UInt8],
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let full = SegmentStream.sealedByteCount
        // One byte more tells whether a segment is the last.
        var sealed = [UInt8](repeating: 0, count: full + 1)
        _ = try SecretBytes(count: SegmentStream.segmentByteCount) { segment in
            var opener = try SegmentOpener(key: key, prefix: prefix, aad: associatedData)
            var kept = 0
            var isLast = false
            while !isLast {
                let arrived = sealed.withUnsafeMutableBytes { buffer in
                    input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[kept...]))
                }
                guard let arrived else { throw Descriptor.failure("read") }
                let count = kept + arrived
                isLast = count <= full
                let length = try sealed.withUnsafeBytes { bytes in
                    try opener.open(
                        UnsafeRawBufferPointer(rebasing: bytes[..<min(count, full)]), isLast: isLast, into: segment)
                }
                try body(UnsafeRawBufferPointer(rebasing: segment[..<length]))
                sealed[0] = sealed[full]
                kept = 1
            }
        }
    }
}
