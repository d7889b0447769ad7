/// A source in UTF-16, given on as UTF-8.
///
/// A surrogate without its partner, and half a unit at the end, become bytes
/// that are not valid UTF-8, so that the row in which they stand is rejected
/// like any other that cannot be decoded. Every unit keeps its place: the
/// UTF-8 says how many there were.
final class UTF16Source: ByteSource {
    private let source: any ByteSource
    private let isBigEndian: Bool
    private var raw = [UInt8](repeating: 0, count: 64 * 1024)
    private var pending: [UInt8] = []
    private var isExhausted = false

    var name: String { source.name }

    init(_ source: any ByteSource, isBigEndian: Bool) {
        self.source = source
        self.isBigEndian = isBigEndian
    }

    func rewind() throws {
        try source.rewind()
        pending = []
        isExhausted = false
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        // A unit gives three bytes at most, a pair four: a smaller buffer could not hold one.
        precondition(buffer.count >= 16, "a buffer for UTF-8 has at least 16 bytes")
        var output = 0
        while output == 0, !(isExhausted && pending.isEmpty) {
            let room = min(raw.count, (buffer.count / 3) & ~1)
            let wanted = max(0, room - pending.count)
            if !isExhausted, wanted > 0 {
                let count = try raw.withUnsafeMutableBytes { bytes in
                    try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
                }
                if count == 0 { isExhausted = true }
                pending.append(contentsOf: raw[..<count])
            }
            output = transcode(into: buffer)
        }
        return output
    }

    /// Writes the whole units of the pending bytes, and at the end what is left of them.
    private func transcode(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var taken = 0
        var written = 0
        func put(_ byte: UInt32) {
            buffer[written] = UInt8(truncatingIfNeeded: byte)
            written += 1
        }
        func putThree(_ unit: UInt32) {
            put(0xE0 | unit >> 12)
            put(0x80 | unit >> 6 & 0x3F)
            put(0x80 | unit & 0x3F)
        }
        while taken + 2 <= pending.count {
            let unit = unit(at: taken)
            if unit < 0x80 {
                put(unit)
            } else if unit < 0x800 {
                put(0xC0 | unit >> 6)
                put(0x80 | unit & 0x3F)
            } else if unit & 0xFC00 == 0xD800 {
                if taken + 4 > pending.count, !isExhausted { break }
                let next = taken + 4 <= pending.count ? self.unit(at: taken + 2) : 0
                if next & 0xFC00 == 0xDC00 {
                    let scalar = 0x10000 + (unit & 0x3FF) << 10 + next & 0x3FF
                    put(0xF0 | scalar >> 18)
                    put(0x80 | scalar >> 12 & 0x3F)
                    put(0x80 | scalar >> 6 & 0x3F)
                    put(0x80 | scalar & 0x3F)
                    taken += 2
                } else {
                    putThree(unit)
                }
            } else {
                putThree(unit)
            }
            taken += 2
        }
        if isExhausted, taken + 1 == pending.count {
            put(0xFF)
            taken += 1
        }
        pending.removeFirst(taken)
        return written
    }

    private func unit(at index: Int) -> UInt32 {
        let (first, second) = (UInt32(pending[index]), UInt32(pending[index + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    /// How many bytes of UTF-16 the UTF-8 was made from.
    static func rawLength(of utf8: ByteSlice) -> Int {
        var length = 0
        for byte in utf8 {
            switch byte {
            case 0..<0x80, 0xC0..<0xF0: length += 2
            case 0xF0..<0xF8: length += 4
            case 0xFF: length += 1
            default: break
            }
        }
        return length
    }
}
