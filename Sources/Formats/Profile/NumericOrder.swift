/// The order of values of type numeric in their binary form.
///
/// **Source** PostgreSQL 15, `numeric_send`: the number of digits, the weight of the first, the sign, the digits
/// shown behind the point, and then the digits themselves, each from 0 to 9999.
enum NumericOrder {
    /// A number in the order of the values; those of the same key differ behind their third digit, or not at all.
    @inline(__always)
    static func key(_ value: ByteSlice) -> Int64 {
        let head = value.bigEndian(UInt64.self, at: 0)
        let count = Int(head >> 48)
        switch UInt16(truncatingIfNeeded: head >> 16) {
        case 0x0000, 0x4000: break
        case 0xF000: return .min
        case 0xD000: return .max - 1
        default: return .max
        }
        if count == 0 { return 0 }
        var key = Int64(Int16(truncatingIfNeeded: head >> 32)) + 0x8001
        for digit in 0..<3 { key = key << 14 | (digit < count ? Int64(word(value, 4 + digit)) : 0) }
        return head & 0x4000_0000 == 0 ? key : -key
    }

    /// Whether a number is less than another; what is none comes last.
    static func precedes(_ left: ByteSlice, _ right: ByteSlice) -> Bool {
        let (leftSign, rightSign) = (rank(left), rank(right))
        if leftSign != rightSign { return leftSign < rightSign }
        switch leftSign {
        case -1: return isLess(right, left)
        case 1: return isLess(left, right)
        default: return false
        }
    }

    /// Less than all, negative, zero, positive, more than all, none.
    private static func rank(_ value: ByteSlice) -> Int {
        switch word(value, 2) {
        case 0xF000: -2
        case 0xD000: 2
        case 0xC000: 3
        case 0x4000: word(value, 0) == 0 ? 0 : -1
        default: word(value, 0) == 0 ? 0 : 1
        }
    }

    /// Compares two numbers without their signs.
    private static func isLess(_ left: ByteSlice, _ right: ByteSlice) -> Bool {
        let weights = (Int16(bitPattern: word(left, 1)), Int16(bitPattern: word(right, 1)))
        if weights.0 != weights.1 { return weights.0 < weights.1 }
        let counts = (Int(word(left, 0)), Int(word(right, 0)))
        for digit in 0..<max(counts.0, counts.1) {
            let digits = (
                digit < counts.0 ? word(left, 4 + digit) : 0, digit < counts.1 ? word(right, 4 + digit) : 0
            )
            if digits.0 != digits.1 { return digits.0 < digits.1 }
        }
        return false
    }

    @inline(__always)
    private static func word(_ value: ByteSlice, _ index: Int) -> UInt16 {
        UInt16(value[2 * index]) << 8 | UInt16(value[2 * index + 1])
    }
}
