/// How many digits a number with an exponent has on either side of the point without it.
struct ExponentExtent {
    let whole: Int
    let fraction: Int

    /// By how many places the exponent moves the point to the right.
    let shift: Int

    /// Nil for an exponent beyond a million, which no type can hold.
    init?(_ number: NumberReading, _ value: ByteSlice) {
        let digits = value[number.digitsStart..<number.digitsEnd].filter(\.isDigit)
        let zero = UInt8(ascii: "0")
        let leading = digits.prefix { $0 == zero }.count
        guard leading < digits.count else {
            (whole, fraction, shift) = (0, 0, 0)
            return
        }
        let trailing = digits.reversed().prefix { $0 == zero }.count
        let exponent = value[(number.digitsEnd + 1)...]
        let magnitude = exponent.drop { !$0.isDigit }.drop { $0 == zero }
        guard magnitude.count <= 6 else { return nil }
        let size = magnitude.reduce(0) { $0 * 10 + Int($1 - zero) }
        shift = exponent.first == UInt8(ascii: "-") ? -size : size
        let point = digits.count - (number.markCount > 0 ? number.lastDigits : 0) + shift
        whole = max(0, point - leading)
        fraction = max(0, digits.count - trailing - point)
    }
}
