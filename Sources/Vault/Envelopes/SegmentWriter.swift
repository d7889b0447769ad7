internal import Cryptography
internal import Glibc

/// Collects content into segments of 64 KiB, and writes them sealed into a descriptor.
///
/// Memory is constant. What waits to be sealed lies where a secret may lie, and
/// is wiped at the end.
struct SegmentWriter: ~Copyable {
    private var sealer: SegmentSealer
    private let segment: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var sealed = [UInt8](repeating: 0, count: SegmentStream.sealedByteCount)
    private let output: Descriptor

    private init(
        _ output: Descriptor, key: borrowing SecretBytes, prefix: [UInt8], binding associatedData: [UInt8],
        segment: UnsafeMutableRawBufferPointer
    ) throws {
        sealer = try SegmentSealer(key: key, prefix: prefix, aad: associatedData)
        self.segment = segment
        self.output = output
    }

    /// Seals what a closure appends; the last segment is written when it returns.
    ///
    /// - Throws: VLT402 when the descriptor cannot be written.
    static func write(
        to output: Descriptor, key: borrowing SecretBytes, prefix: [UInt8], binding associatedData: [UInt8],
        _ body: (inout SegmentWriter) throws -> Void
    ) throws {
        _ = try SecretBytes(count: SegmentStream.segmentByteCount) { segment in
            var writer = try SegmentWriter(output, key: key, prefix: prefix, binding: associatedData, segment: segment)
            try body(&writer)
            try writer.flush(isLast: true)
        }
    }

    /// Adds content.
    mutating func append(_ bytes: borrowing some BorrowableBytes & ~Copyable) throws {
        try bytes.withBytes { try append($0) }
    }

    /// Adds the content of a descriptor, to its end.
    ///
    /// - Throws: VLT402 when the descriptor cannot be read.
    mutating func append(from input: Descriptor) throws {
        while true {
            if filled == segment.count {
                // Whether it is the last one shows only by what follows.
                var following: UInt8 = 0
                let count = withUnsafeMutableBytes(of: &following) { input.read(into: $0) }
                guard let count else { throw Descriptor.failure("read") }
                if count == 0 { return }
                try withUnsafeBytes(of: &following) { try append($0) }
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: segment[filled...])
            guard let count = input.read(into: room) else { throw Descriptor.failure("read") }
            filled += count
            if count < room.count { return }
        }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if filled == segment.count { try flush(isLast: false) }
            let count = min(rest.count, segment.count - filled)
            segment[filled..<filled + count].copyBytes(from: rest.prefix(count))
            filled += count
            rest = rest.dropFirst(count)
        }
    }

    private mutating func flush(isLast: Bool) throws {
        let text = UnsafeRawBufferPointer(rebasing: segment[..<filled])
        let output = output
        try sealed.withUnsafeMutableBytes { sealed in
            let count = try sealer.seal(text, isLast: isLast, into: sealed)
            guard output.write(UnsafeRawBufferPointer(rebasing: sealed[..<count])) else {
                throw Descriptor.failure("written")
            }
        }
        filled = 0
    }
}
