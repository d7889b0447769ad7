import Testing

@testable import Cryptography

@Suite("Streams in segments") struct SegmentStreamTests {
    static let key = [UInt8](0..<32)
    static let prefix = [UInt8](100..<107)
    static let aad = Array("header".utf8)

    /// Content whose segments are all different.
    static func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8) ^ ($0 >> 16)) }
    }

    /// Seals content into its segments.
    static func seal(
        _ content: [UInt8], key: [UInt8] = key, prefix: [UInt8] = prefix, aad: [UInt8] = aad
    ) throws -> [[UInt8]] {
        var sealer = try SegmentSealer(key: secret(key), prefix: prefix, aad: aad)
        var segments: [[UInt8]] = []
        var rest = content[...]
        repeat {
            let segment = Array(rest.prefix(SegmentStream.segmentByteCount))
            rest = rest.dropFirst(segment.count)
            var sealed = [UInt8](repeating: 0, count: segment.count + AESGCM.tagByteCount)
            let count = try segment.withBytes { segment in
                try sealed.withUnsafeMutableBytes { try sealer.seal(segment, isLast: rest.isEmpty, into: $0) }
            }
            #expect(count == sealed.count)
            segments.append(sealed)
        } while !rest.isEmpty
        return segments
    }

    /// Opens segments as a reader does who knows no length: the one after which nothing comes is the last.
    static func open(
        _ segments: [[UInt8]], key: [UInt8] = key, prefix: [UInt8] = prefix, aad: [UInt8] = aad
    ) throws -> [UInt8] {
        var opener = try SegmentOpener(key: secret(key), prefix: prefix, aad: aad)
        var content: [UInt8] = []
        for (index, sealed) in segments.enumerated() {
            var segment = [UInt8](repeating: 0, count: max(sealed.count - AESGCM.tagByteCount, 0))
            let count = try sealed.withBytes { sealed in
                try segment.withUnsafeMutableBytes {
                    try opener.open(sealed, isLast: index == segments.count - 1, into: $0)
                }
            }
            content += segment.prefix(count)
        }
        return content
    }

    static func isRefused(_ segments: [[UInt8]]) throws -> Bool {
        do {
            return try open(segments).count < 0
        } catch CryptographyFailure.authentication {
            return true
        }
    }

    @Test(
        "content of any length comes back, in as many segments as it takes",
        arguments: [(0, 1), (1, 1), (65_535, 1), (65_536, 1), (65_537, 2), (131_072, 2), (200_000, 4)])
    func roundTrip(count: Int, segmentCount: Int) throws {
        let content = Self.content(count)
        let sealed = try Self.seal(content)
        #expect(sealed.count == segmentCount)
        #expect(sealed.dropLast().allSatisfy { $0.count == 65_552 })
        #expect(sealed.joined().count == count + 16 * segmentCount)
        #expect(try Self.open(sealed) == content)
    }

    @Test("a segment is a message whose nonce is prefix, number and mark of the last")
    func layout() throws {
        let content = Self.content(65_536 * 2 + 5)
        let sealed = try Self.seal(content)
        for (index, segment) in sealed.enumerated() {
            let nonce = Self.prefix + [0, 0, 0, UInt8(index), index == 2 ? 1 : 0]
            let text = Array(content.dropFirst(index * 65_536).prefix(65_536))
            #expect(try segment == AESGCM.seal(text, key: secret(Self.key), nonce: nonce, aad: Self.aad))
        }
    }

    @Test("segments that were moved, left out, repeated, cut off or added are seen")
    func arrangements() throws {
        let whole = try Self.seal(Self.content(65_536 * 3 + 100))
        let other = try Self.seal(Self.content(65_536), prefix: [9, 9, 9, 9, 9, 9, 9])
        let arrangements: [(String, [[UInt8]])] = [
            ("swapped", [whole[1], whole[0], whole[2], whole[3]]),
            ("left out at the start", Array(whole[1...])),
            ("left out in the middle", [whole[0], whole[2], whole[3]]),
            ("cut off after a segment", Array(whole[..<3])),
            ("cut off after the first", Array(whole[..<1])),
            ("cut off within a segment", whole[..<2] + [Array(whole[2].dropLast())]),
            ("cut off within the last", whole[..<3] + [Array(whole[3].dropLast())]),
            ("cut down to less than a tag", whole[..<3] + [Array(whole[3].prefix(15))]),
            ("nothing of the last", whole[..<3] + [[]]),
            ("repeated", [whole[0], whole[0]] + whole[1...]),
            ("the last repeated", whole + [whole[3]]),
            ("bytes after the last", whole[..<3] + [whole[3] + [0]]),
            ("a segment after the last", whole + [[UInt8](repeating: 0, count: 65_552)]),
            ("another stream's segment", other + whole[1...]),
            ("short segments in the middle", [whole[3], whole[3]]),
        ]
        for (name, segments) in arrangements { #expect(try Self.isRefused(segments), "\(name)") }
        #expect(try !Self.isRefused(whole))
    }

    @Test("one bit changed in any byte is seen")
    func flips() throws {
        let whole = try Self.seal(Self.content(65_536 + 300))
        // Every byte of the short segment, and some of the long one, which takes longer to read.
        let positions = Array(whole[1].indices.map { (1, $0) }) + stride(from: 0, to: 65_552, by: 997).map { (0, $0) }
        var refused = 0
        for (segment, position) in positions {
            var changed = whole
            changed[segment][position] ^= 1 << UInt8(position % 8)
            if try Self.isRefused(changed) { refused += 1 }
        }
        #expect(refused == positions.count)
    }

    @Test("another key, prefix or associated data opens nothing")
    func otherStreams() throws {
        let whole = try Self.seal(Self.content(100))
        let otherKey = Self.key.map { $0 ^ 1 }
        #expect(throws: CryptographyFailure.authentication) { try Self.open(whole, key: otherKey) }
        #expect(throws: CryptographyFailure.authentication) { try Self.open(whole, prefix: [0, 0, 0, 0, 0, 0, 0]) }
        #expect(throws: CryptographyFailure.authentication) { try Self.open(whole, aad: []) }
    }

    @Test("nothing opens after a failure, and nothing of what failed is given out")
    func afterFailure() throws {
        let whole = try Self.seal(Self.content(65_536 + 100))
        var opener = try SegmentOpener(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        var changed = whole[0]
        changed[65_551] ^= 1
        var buffer = [UInt8](repeating: 0xEE, count: 65_536)
        for segment in [changed, whole[0]] {
            #expect(throws: CryptographyFailure.authentication) {
                try segment.withBytes { segment in
                    try buffer.withUnsafeMutableBytes { _ = try opener.open(segment, isLast: false, into: $0) }
                }
            }
        }
        #expect(buffer.allSatisfy { $0 == 0 })
    }

    @Test("an empty last segment after others is not opened, even when it was sealed")
    func emptyEnd() throws {
        let first = try Self.seal(Self.content(65_537))[0]
        let nonce = Self.prefix + [0, 0, 0, 1, 1]
        let end = try AESGCM.seal([UInt8](), key: secret(Self.key), nonce: nonce, aad: Self.aad)
        #expect(try Self.isRefused([first, end]))
    }

    @Test("buffers are used in place")
    func inPlace() throws {
        let content = Self.content(1000)
        var buffer = content + [UInt8](repeating: 0, count: 16)
        var sealer = try SegmentSealer(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        try buffer.withUnsafeMutableBytes { buffer in
            _ = try sealer.seal(.init(rebasing: buffer[..<1000]), isLast: true, into: buffer)
        }
        #expect(try [buffer] == Self.seal(content))
        var opener = try SegmentOpener(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        try buffer.withUnsafeMutableBytes { buffer in
            _ = try opener.open(.init(buffer), isLast: true, into: buffer)
        }
        #expect(Array(buffer.prefix(1000)) == content)
    }

    @Test("what cannot be a segment is named")
    func refusedSegments() throws {
        let refusals: [([Int], CryptographyFailure.SegmentRule)] = [
            ([0], .length(0, isLast: false)), ([65_535], .length(65_535, isLast: false)),
            ([65_537], .length(65_537, isLast: false)), ([65_536, -65_537], .length(65_537, isLast: true)),
            ([65_536, 0, 0], .length(0, isLast: false)), ([-10, -10], .afterLast),
        ]
        // A negative length is that of a last segment.
        for (counts, rule) in refusals {
            var sealer = try SegmentSealer(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
            #expect(throws: CryptographyFailure.segment(rule)) {
                for count in counts {
                    var buffer = [UInt8](repeating: 0, count: abs(count) + 16)
                    try buffer.withUnsafeMutableBytes { buffer in
                        _ = try sealer.seal(.init(rebasing: buffer[..<abs(count)]), isLast: count < 0, into: buffer)
                    }
                }
            }
        }
        var sealer = try SegmentSealer(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        var buffer = [UInt8](repeating: 0, count: 65_552)
        try buffer.withUnsafeMutableBytes { buffer in
            _ = try sealer.seal(.init(rebasing: buffer[..<65_536]), isLast: false, into: buffer)
        }
        #expect(throws: CryptographyFailure.segment(.emptyEnd)) {
            try buffer.withUnsafeMutableBytes { buffer in
                _ = try sealer.seal(.init(rebasing: buffer[..<0]), isLast: true, into: buffer)
            }
        }
    }

    @Test("the number of segments ends before a nonce would come again")
    func count() throws {
        var sealer = try SegmentSealer(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        sealer.nonce.count = 0xFFFF_FFFF
        var buffer = [UInt8](repeating: 0, count: 65_552)
        try buffer.withUnsafeMutableBytes { buffer in
            _ = try sealer.seal(.init(rebasing: buffer[..<65_536]), isLast: false, into: buffer)
        }
        #expect(sealer.nonce.bytes == Self.prefix + [0xFF, 0xFF, 0xFF, 0xFF, 0])
        #expect(throws: CryptographyFailure.segment(.tooMany)) {
            try buffer.withUnsafeMutableBytes { buffer in
                _ = try sealer.seal(.init(rebasing: buffer[..<65_536]), isLast: true, into: buffer)
            }
        }
    }

    @Test("keys, prefixes and buffers of another length are named")
    func lengths() throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 16)
        defer { buffer.deallocate() }
        #expect(throws: CryptographyFailure.length(of: "key", expected: 32, actual: 16)) {
            try Self.seal([], key: [UInt8](0..<16))
        }
        for count in [0, 6, 8, 12] {
            #expect(throws: CryptographyFailure.length(of: "prefix", expected: 7, actual: count)) {
                try Self.seal([], prefix: [UInt8](repeating: 0, count: count))
            }
            #expect(throws: CryptographyFailure.length(of: "prefix", expected: 7, actual: count)) {
                try Self.open([], prefix: [UInt8](repeating: 0, count: count))
            }
        }
        var sealer = try SegmentSealer(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        #expect(throws: CryptographyFailure.length(of: "buffer", expected: 116, actual: 100)) {
            _ = try sealer.seal(.init(buffer), isLast: true, into: buffer)
        }
        var opener = try SegmentOpener(key: secret(Self.key), prefix: Self.prefix, aad: Self.aad)
        #expect(throws: CryptographyFailure.length(of: "buffer", expected: 84, actual: 83)) {
            _ = try opener.open(.init(buffer), isLast: true, into: .init(rebasing: buffer[..<83]))
        }
    }
}
