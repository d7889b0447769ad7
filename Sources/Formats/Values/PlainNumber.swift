/// A number of at most eighteen digits with nothing around them but a minus and one decimal mark.
///
/// Nearly all numbers of nearly all files are written so; what is not goes
/// the long way of ``NumberReading``.
struct PlainNumber {
    /// The digits as one whole number.
    let magnitude: UInt64
    let isNegative: Bool

    /// All digits, and those behind the mark.
    let digits: Int
    let scale: Int

    /// Reads a cell that is not empty.
    ///
    /// - Returns: nil for anything else, also for a zero that a number would lose, and for a mark
    ///   that has not digits on both sides.
    @inline(__always)
    init?(_ base: UnsafePointer<UInt8>, count: Int, mark: UInt8) {
        guard count <= 20 else { return nil }
        isNegative = base[0] == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        let first = index
        var value: UInt64 = 0
        while index < count {
            let digit = base[index] &- 0x30
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        let whole = index &- first
        guard whole > 0, base[first] != 0x30 || whole == 1 else { return nil }
        var fraction = 0
        if index < count {
            guard base[index] == mark, index &+ 1 < count else { return nil }
            index &+= 1
            fraction = count &- index
            while index < count {
                let digit = base[index] &- 0x30
                if digit > 9 { return nil }
                value = value &* 10 &+ UInt64(digit)
                index &+= 1
            }
        }
        guard whole &+ fraction <= 18 else { return nil }
        magnitude = value
        digits = whole &+ fraction
        scale = fraction
    }

    /// The value when it is whole.
    @inline(__always)
    var integer: Int64? {
        if scale > 0 { return nil }
        return isNegative ? 0 &- Int64(magnitude) : Int64(magnitude)
    }
}
