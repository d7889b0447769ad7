/// A number of at most eighteen digits with nothing around them but a minus and one mark.
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

    /// The point or comma within the number; 0 where there is none.
    let mark: UInt8

    /// Whether the first of several digits before the mark is 0, which a number would lose.
    let hasLeadingZero: Bool

    /// The most bytes of one, and how many bytes may be read at its beginning.
    static let most = 20
    static let reach = 17

    /// Reads a cell that is not empty.
    ///
    /// - Parameter base: ``reach`` bytes can be read there, whatever the count.
    /// - Returns: nil for anything else, also for a mark that has not digits on both sides.
    @inline(__always)
    init?(_ base: UnsafePointer<UInt8>, count: Int) {
        let isNegative = base[0] == UInt8(ascii: "-")
        let sign = isNegative ? 1 : 0
        guard count > sign else { return nil }
        let start = base + sign
        let length = count &- sign
        let head = DigitWord(start)
        let whole = min(head.count, length)
        if whole == length {
            self.init(head.number(length), whole: length, fraction: 0, isNegative: isNegative, mark: 0, start)
        } else if whole < 8 {
            let mark = start[whole]
            guard mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","), whole > 0 else { return nil }
            let fraction = length &- whole &- 1
            guard fraction > 0 else { return nil }
            guard fraction <= 8 else {
                self.init(long: start, count: length, isNegative: isNegative)
                return
            }
            let tail = DigitWord(start + whole + 1)
            guard tail.count >= fraction else { return nil }
            self.init(
                head.number(whole) &* DigitWord.powers[fraction] &+ tail.number(fraction), whole: whole,
                fraction: fraction, isNegative: isNegative, mark: mark, start)
        } else {
            self.init(long: start, count: length, isNegative: isNegative)
        }
    }

    @inline(__always)
    private init(
        _ magnitude: UInt64, whole: Int, fraction: Int, isNegative: Bool, mark: UInt8,
        _ start: UnsafePointer<UInt8>
    ) {
        self.magnitude = magnitude
        self.isNegative = isNegative
        self.mark = mark
        digits = whole &+ fraction
        scale = fraction
        hasLeadingZero = whole > 1 && start[0] == 0x30
    }

    /// Reads a number digit by digit, since it has too many to be read at once.
    @inline(never)
    private init?(long base: UnsafePointer<UInt8>, count: Int, isNegative: Bool) {
        guard count < Self.most else { return nil }
        var value: UInt64 = 0
        var mark: UInt8 = 0
        var fraction = 0
        for index in 0..<count {
            let digit = base[index] &- 0x30
            if digit <= 9 {
                value = value &* 10 &+ UInt64(digit)
            } else {
                guard mark == 0, base[index] == UInt8(ascii: ".") || base[index] == UInt8(ascii: ","), index > 0,
                    index &+ 1 < count
                else { return nil }
                mark = base[index]
                fraction = count &- index &- 1
            }
        }
        digits = mark == 0 ? count : count &- 1
        guard digits <= 18 else { return nil }
        magnitude = value
        hasLeadingZero = digits &- fraction > 1 && base[0] == 0x30
        scale = fraction
        self.isNegative = isNegative
        self.mark = mark
    }

    /// The value when it is whole.
    @inline(__always)
    var integer: Int64? {
        if scale > 0 { return nil }
        return isNegative ? 0 &- Int64(magnitude) : Int64(magnitude)
    }
}
