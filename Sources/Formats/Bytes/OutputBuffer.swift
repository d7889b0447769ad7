/// Bytes that grow at their end and are written without an allocation each.
struct OutputBuffer: ~Copyable {
    private(set) var start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int

    /// Bytes behind the buffer that may be read, and mean nothing.
    private static let margin = 32

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        self.start = .allocate(capacity: self.capacity + Self.margin)
    }

    deinit {
        start.deallocate()
    }

    /// What has been written; valid until the next write.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// Where the next byte goes.
    @inline(__always)
    var end: UnsafeMutablePointer<UInt8> { start + count }

    /// Takes bytes that were written behind the end, into room that was reserved.
    @inline(__always)
    mutating func advance(to end: UnsafeMutablePointer<UInt8>) {
        count = end - start
    }

    /// Makes room, so that the writes up to that many bytes need no check.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    /// Writes one byte.
    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        start[count] = byte
        count += 1
    }

    /// Writes one byte into room that was reserved.
    @inline(__always)
    mutating func appendReserved(_ byte: UInt8) {
        start[count] = byte
        count += 1
    }

    /// Writes an integer into room that was reserved, its most significant byte first.
    @inline(__always)
    mutating func appendReserved<Value: FixedWidthInteger>(bigEndian value: Value) {
        UnsafeMutableRawPointer(start + count).storeBytes(of: value.bigEndian, as: Value.self)
        count += MemoryLayout<Value>.size
    }

    /// Writes bytes as they are.
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        reserve(bytes.count)
        guard let base = bytes.baseAddress else { return }
        (start + count).update(from: base, count: bytes.count)
        count += bytes.count
    }

    /// Writes a text as UTF-8.
    mutating func append(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    /// Takes back everything behind a length that was seen before.
    @inline(__always)
    mutating func truncate(to count: Int) {
        self.count = count
    }

    /// Takes out what stands between two places.
    mutating func remove(_ start: Int, _ end: Int) {
        (self.start + start).update(from: self.start + end, count: count - end)
        count -= end - start
    }

    private mutating func grow(_ more: Int) {
        let wider = max(capacity * 2, count + more)
        let start = UnsafeMutablePointer<UInt8>.allocate(capacity: wider + Self.margin)
        start.update(from: self.start, count: count)
        self.start.deallocate()
        self.start = start
        capacity = wider
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// How many bytes ``append(_:count:)`` may read and write behind those that are asked for.
    static var copySlack: Int { 32 }

    /// Writes an integer, its most significant byte first, and goes behind it.
    @inline(__always)
    mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
        UnsafeMutableRawPointer(self).storeBytes(of: value.bigEndian, as: Value.self)
        self += MemoryLayout<Value>.size
    }

    /// Writes bytes and goes behind them; most are few, which a call would cost more than copying 32.
    @inline(__always)
    mutating func append(_ bytes: UnsafePointer<UInt8>, count: Int) {
        let (from, to) = (UnsafeRawPointer(bytes), UnsafeMutableRawPointer(self))
        if count <= 32 {
            to.storeBytes(of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
            to.storeBytes(
                of: from.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self), toByteOffset: 16,
                as: SIMD16<UInt8>.self)
        } else {
            to.copyMemory(from: from, byteCount: count)
        }
        self += count
    }
}
