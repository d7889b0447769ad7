/// Tells valid UTF-8 from what only looks like it.
///
/// Overlong forms, surrogates and what lies beyond U+10FFFF are refused.
/// Source: Unicode 16, table 3-7, <https://www.unicode.org/versions/Unicode16.0.0/>.
struct UTF8Check {
    /// What the next byte completed.
    enum Step {
        case ascii, lead, continuation, complete, invalid
    }

    private var missing = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether no sequence is open.
    var isBetweenCharacters: Bool { missing == 0 }

    /// Takes the next byte; after `invalid` the byte has been given up and the next may begin anew.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Step {
        if missing == 0 {
            if byte < 0x80 { return .ascii }
            return begin(byte)
        }
        guard byte >= lower, byte <= upper else {
            missing = 0
            return .invalid
        }
        lower = 0x80
        upper = 0xBF
        missing -= 1
        return missing == 0 ? .complete : .continuation
    }

    private mutating func begin(_ byte: UInt8) -> Step {
        lower = 0x80
        upper = 0xBF
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lower) = (2, 0xA0)
        case 0xED: (missing, upper) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lower) = (3, 0x90)
        case 0xF4: (missing, upper) = (3, 0x8F)
        case 0xF1...0xF3: missing = 3
        default: return .invalid
        }
        return .lead
    }

    /// The length of the longest start of the bytes that is whole and valid.
    static func validPrefix(_ bytes: ByteSlice) -> Int {
        var check = UTF8Check()
        var valid = 0
        var index = 0
        while index < bytes.count {
            if check.missing == 0 {
                let next = firstHighByte(bytes, from: index)
                if next > index {
                    index = next
                    valid = next
                    continue
                }
            }
            // Nearly all characters of Europe that are no ASCII have two bytes.
            if check.missing == 0, bytes[index] &- 0xC2 <= 0xDF - 0xC2, index + 1 < bytes.count,
                bytes[index + 1] & 0xC0 == 0x80
            {
                index += 2
                valid = index
                continue
            }
            switch check.take(bytes[index]) {
            case .ascii, .complete: valid = index + 1
            case .lead, .continuation: break
            case .invalid: return valid
            }
            index += 1
        }
        return valid
    }

    /// Whether all of the bytes are ASCII.
    @inline(__always)
    static func isASCII(_ bytes: ByteSlice) -> Bool { firstHighByte(bytes, from: 0) == bytes.count }

    /// Whether all of the bytes are valid.
    @inline(__always)
    static func isValid(_ bytes: ByteSlice) -> Bool { validPrefix(bytes) == bytes.count }

    /// The place of the first byte from 0x80 on behind a place, or the number of the bytes when there is none.
    @inline(__always)
    static func firstHighByte(_ bytes: ByteSlice, from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return bytes.count }
        var index = start
        while index &+ 8 <= bytes.count {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
            let high = word & 0x8080_8080_8080_8080
            if high != 0 { return index &+ high.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count, base[index] < 0x80 { index &+= 1 }
        return index
    }
}
