/// The UTF-8 of every byte of an encoding in which a byte is a character.
///
/// The entries lie behind a pointer and not in an array, because a load asks
/// for millions and every use of an array counts its owners.
struct SingleByteTable: ~Copyable {
    /// For bytes from 0x80: up to three bytes of UTF-8, the first lowest, and their number in the top byte.
    private let packed: UnsafeMutablePointer<UInt32>

    /// Whether a byte is a character in the encoding that was asked for; otherwise the table is of no use.
    let isUsable: Bool

    init(_ encoding: TextEncoding?) {
        let half = encoding?.upperHalf
        packed = .allocate(capacity: 128)
        packed.initialize(repeating: 0, count: 128)
        isUsable = half != nil
        for (place, scalar) in (half ?? []).enumerated() where scalar != "\0" {
            let bytes = Array(String(scalar).utf8)
            packed[place] = UInt32(bytes.count) << 24
            for (index, byte) in bytes.enumerated() { packed[place] |= UInt32(byte) << (8 * index) }
        }
    }

    deinit {
        packed.deallocate()
    }

    /// Writes the bytes as UTF-8.
    ///
    /// - Returns: whether every byte meant a character.
    func decode(_ bytes: ByteSlice, into output: inout OutputBuffer) -> Bool {
        output.reserve(bytes.count * 3)
        for byte in bytes {
            if byte < 0x80 {
                output.appendReserved(byte)
                continue
            }
            let entry = packed[Int(byte) - 0x80]
            if entry == 0 { return false }
            output.appendReserved(UInt8(truncatingIfNeeded: entry))
            if entry >> 24 > 1 { output.appendReserved(UInt8(truncatingIfNeeded: entry >> 8)) }
            if entry >> 24 > 2 { output.appendReserved(UInt8(truncatingIfNeeded: entry >> 16)) }
        }
        return true
    }
}
