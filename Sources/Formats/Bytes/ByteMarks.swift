/// Finds the bytes that mean something to a scanner, 64 at a time.
///
/// The bits of a block tell where marks lie in it. What is between them is
/// never looked at one by one.
struct ByteMarks {
    private typealias Lanes = SIMD16<UInt8>

    private let base: UnsafePointer<UInt8>
    private let count: Int
    private let first: Lanes
    private let second: Lanes
    private let third: Lanes
    private let fourth: Lanes
    private var block = 0
    private var bits: UInt64 = 0
    private var union = Lanes(repeating: 0)
    private var nuls = Lanes(repeating: 0)

    /// Whether a byte that is not ASCII was seen, perhaps a little behind the last mark.
    var hasHighBytes: Bool {
        let halves = unsafeBitCast(union, to: SIMD2<UInt64>.self)
        return (halves[0] | halves[1]) & 0x8080_8080_8080_8080 != 0
    }

    /// Whether a NUL was seen, perhaps a little behind the last mark.
    var hasNUL: Bool {
        let halves = unsafeBitCast(nuls, to: SIMD2<UInt64>.self)
        return halves[0] | halves[1] != 0
    }

    /// - Parameter fourth: a mark that few dialects have.
    @inline(__always)
    init(
        in bytes: ByteSlice, base: UnsafePointer<UInt8>, _ first: UInt8, _ second: UInt8, _ third: UInt8, fourth: UInt8?
    ) {
        self.base = base
        count = bytes.count
        self.first = Lanes(repeating: first)
        self.second = Lanes(repeating: second)
        self.third = Lanes(repeating: third)
        self.fourth = Lanes(repeating: fourth ?? first)
        read()
    }

    /// The place of the next mark, or the number of the bytes when there is none.
    @inline(__always)
    mutating func next() -> Int {
        while bits == 0 {
            block &+= 64
            if block >= count { return count }
            read()
        }
        let place = block &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        return place
    }

    /// Goes on behind a place.
    @inline(__always)
    mutating func skip(to place: Int) {
        if place >= count {
            block = place
            bits = 0
        } else if place &- block < 64 {
            bits &= UInt64.max &<< UInt64(truncatingIfNeeded: place &- block)
        } else {
            block = place
            read()
        }
    }

    /// Finds the marks of the block.
    @inline(__always)
    private mutating func read() {
        if block &+ 64 <= count {
            bits = marks(at: base + block)
        } else {
            // A copy, since what is changed by a call stays in memory.
            var rest = self
            rest.readRest()
            self = rest
        }
    }

    /// Finds the marks of a block that is not whole: behind its end are bytes of nobody.
    @inline(never)
    private mutating func readRest() {
        var rest: (SIMD32<UInt8>, SIMD32<UInt8>) = (.init(repeating: 0x20), .init(repeating: 0x20))
        let length = count &- block
        bits = withUnsafeMutableBytes(of: &rest) { copy -> UInt64 in
            copy.copyMemory(from: UnsafeRawBufferPointer(start: base + block, count: length))
            guard let start = copy.assumingMemoryBound(to: UInt8.self).baseAddress else { return 0 }
            return marks(at: UnsafePointer(start))
        }
        bits &= length >= 64 ? .max : (1 &<< UInt64(truncatingIfNeeded: length)) &- 1
    }

    @inline(__always)
    private mutating func marks(at start: UnsafePointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        return part(raw, 0) | part(raw, 16) &<< 16 | part(raw, 32) &<< 32 | part(raw, 48) &<< 48
    }

    /// The marks of sixteen bytes as the lowest bits.
    @inline(__always)
    private mutating func part(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        let lanes = start.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
        union |= lanes
        nuls |= Self.equal(lanes, Lanes(repeating: 0))
        let found =
            Self.equal(lanes, first) | Self.equal(lanes, second) | Self.equal(lanes, third) | Self.equal(lanes, fourth)
        // A bit of its own for each lane of a half; their sum, which the factor gathers in the top byte, carries nothing.
        let weights = Lanes(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)
        let halves = unsafeBitCast(found & weights, to: SIMD2<UInt64>.self)
        let low = (halves[0] &* 0x0101_0101_0101_0101) &>> 56
        let high = (halves[1] &* 0x0101_0101_0101_0101) &>> 56
        return low | high &<< 8
    }

    /// All bits of the lanes that are equal.
    @inline(__always)
    private static func equal(_ left: Lanes, _ right: Lanes) -> Lanes {
        unsafeBitCast(left .== right, to: Lanes.self)
    }
}
