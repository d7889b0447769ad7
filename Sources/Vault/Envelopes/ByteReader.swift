/// Reads fields of known length from the start of bytes of unknown origin.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes are left.
    var remaining: Int { bytes.count - position }

    /// The bytes that were read so far.
    var consumed: ArraySlice<UInt8> { bytes[..<position] }

    /// The bytes that are left.
    var rest: ArraySlice<UInt8> { bytes[position...] }

    /// The next bytes, or nil when there are not as many.
    mutating func read(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// The next number, its highest byte first, or nil at the end.
    mutating func read<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        read(Number.bitWidth / 8)?.reduce(0) { $0 << 8 | Number($1) }
    }
}
