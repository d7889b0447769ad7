/// Writes numbers of every form as PostgreSQL holds them, and refuses what their type cannot.
///
/// This is the long way, which knows marks, units and exponents; ``PlainCell`` is the short one.
enum NumberValue {
    /// Writes a whole number; a fraction of zeros is none.
    static func appendInteger<Value: FixedWidthInteger & SignedInteger>(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, as _: Value.Type,
        _ output: inout OutputBuffer
    ) -> RejectReason? {
        var number: Int64 = 0
        if let reason = readInteger(value, format, type, &number) { return reason }
        guard let exact = Value(exactly: number) else { return .outOfRange(type) }
        output.appendCell(exact)
        return nil
    }

    private static func readInteger(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ result: inout Int64
    ) -> RejectReason? {
        guard let number = NumberReading(value), let digits = format.digits(of: number) else {
            return .notOfType(type)
        }
        if number.hasLeadingZero { return .leadingZero }
        guard hasOnlyZeros(number, value, beyond: 0, of: digits.fraction) else { return .notOfType(type) }
        guard let integer = number.integer(of: value, digits: digits.integer) else { return .outOfRange(type) }
        result = integer
        return nil
    }

    /// Writes a decimal number whose digits all fit; zeros at the end of its fraction may go.
    ///
    static func appendNumeric(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ room: NumericRoom,
        _ output: inout OutputBuffer
    ) -> RejectReason? {
        guard let number = NumberReading(value) else { return .notOfType(type) }
        if number.hasLeadingZero { return .leadingZero }
        let digits = value[number.digitsStart..<number.digitsEnd].filter(\.isDigit)
        var point = digits.count - (number.markCount > 0 ? number.lastDigits : 0)
        if number.hasExponent {
            guard isExponentOf(format, number), let extent = ExponentExtent(number, value) else {
                return .notOfType(type)
            }
            guard extent.whole <= room.whole, extent.fraction <= room.fraction else { return .outOfRange(type) }
            point += extent.shift
        } else {
            guard let sides = format.digits(of: number) else { return .notOfType(type) }
            point = digits.count - sides.fraction
            let whole = number.beginsWithZero && sides.integer == 1 ? 0 : sides.integer
            guard whole <= room.whole, hasOnlyZeros(number, value, beyond: room.fraction, of: sides.fraction)
            else {
                return .outOfRange(type)
            }
        }
        let scale = min(max(0, digits.count - point), room.fraction)
        digits.withUnsafeBufferPointer {
            NumericValue.append($0, point: point, scale: scale, isNegative: number.isNegative, to: &output)
        }
        return nil
    }

    /// Writes a binary floating-point number, correctly rounded.
    static func appendFloat(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ output: inout OutputBuffer
    ) -> RejectReason? {
        guard let number = NumberReading(value) else { return .notOfType(type) }
        if number.hasLeadingZero { return .leadingZero }
        let start = output.count
        if number.isNegative { output.append(UInt8(ascii: "-")) }
        let fraction: Int
        if number.hasExponent {
            guard isExponentOf(format, number) else { return .notOfType(type) }
            fraction = number.markCount > 0 ? number.lastDigits : 0
        } else {
            guard let sides = format.digits(of: number) else { return .notOfType(type) }
            fraction = sides.fraction
        }
        // In the notation of C, behind what has been written.
        var isZero = true
        var left = number.leadDigits + number.groupedDigits + (number.markCount > 0 ? number.lastDigits : 0) - fraction
        if left == 0 { output.append(UInt8(ascii: "0")) }
        for byte in value[number.digitsStart..<number.digitsEnd] where byte.isDigit {
            if left == 0 { output.append(UInt8(ascii: ".")) }
            left -= 1
            if byte != UInt8(ascii: "0") { isZero = false }
            output.append(byte)
        }
        if number.hasExponent { output.append(value.part(number.digitsEnd, value.count)) }
        output.append(0)
        let text = ByteSlice(rebasing: output.bytes[start...])
        let reason = FloatValue.append(cString: text, isZero: isZero, type, &output)
        output.remove(start, start + text.count)
        return reason
    }

    /// Whether the mark of a number with an exponent is that of the format.
    private static func isExponentOf(_ format: NumberFormat, _ number: NumberReading) -> Bool {
        let foreign = format.decimal == .comma ? number.points : number.commas
        return number.unit == format.unit && foreign == 0 && (number.markCount == 0 || number.lastDigits > 0)
    }

    /// Whether the digits of a fraction are all 0 behind the first so many.
    private static func hasOnlyZeros(
        _ number: NumberReading, _ value: ByteSlice, beyond kept: Int, of fraction: Int
    ) -> Bool {
        guard fraction > kept else { return true }
        return value[number.digitsStart..<number.digitsEnd].suffix(fraction - kept).allSatisfy {
            $0 == UInt8(ascii: "0")
        }
    }
}
