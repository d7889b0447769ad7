/// The integers differ in their range only.
protocol IntegerReadable: ScalarReadable, FixedWidthInteger {}

extension IntegerReadable {
    static var inWords: String { "an integer" }
    static var standIn: Self { 0 }

    /// A sign and decimal digits; `010` is eight for some readers and ten for others, so for none here.
    static func value(of text: String) -> Self? {
        let digits = digits(of: text)
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
        guard digits.utf8.count == 1 || digits.utf8.first != UInt8(ascii: "0") else { return nil }
        return Self(text)
    }

    static func advice(on text: String) -> String? {
        if let advice = adviceOnDigits(text) { return advice }
        let digits = digits(of: text)
        if !digits.isEmpty, digits.utf8.allSatisfy(isDigit) {
            return digits.utf8.first == UInt8(ascii: "0")
                ? "Write it without leading zeros." : "Write a number from \(min) to \(max)."
        }
        if Double.value(of: text) != nil { return "Write a whole number." }
        let isRadix = ["0x", "0o", "0b"].contains { text.hasPrefix($0) }
        return isRadix ? "Write it in decimal." : nil
    }

    private static func digits(of text: String) -> Substring {
        text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    }
}

extension Int: IntegerReadable {}
extension Int8: IntegerReadable {}
extension Int16: IntegerReadable {}
extension Int32: IntegerReadable {}
extension Int64: IntegerReadable {}
extension UInt: IntegerReadable {}
extension UInt8: IntegerReadable {}
extension UInt16: IntegerReadable {}
extension UInt32: IntegerReadable {}
extension UInt64: IntegerReadable {}
