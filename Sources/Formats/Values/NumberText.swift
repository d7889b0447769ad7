import Glibc

/// Writes numbers as PostgreSQL reads them, and refuses what their type cannot hold.
enum NumberText {
    /// Writes a whole number; a fraction of zeros is none.
    @inline(__always)
    static func appendInteger(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ range: ClosedRange<Int64>,
        _ output: inout OutputBuffer
    ) -> RejectReason? {
        if value.count <= 18, format.unit == .none, let number = smallInteger(value) {
            guard range.contains(number) else { return .outOfRange(type) }
            output.append(value)
            return nil
        }
        return appendUnusualInteger(value, format, type, range, &output)
    }

    /// The value of digits alone, with or without a minus and without a zero that would be lost.
    @inline(__always)
    private static func smallInteger(_ value: ByteSlice) -> Int64? {
        var index = 0
        var number: Int64 = 0
        let isNegative = value[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        let first = index
        while index < value.count {
            let byte = value[index]
            guard byte.isDigit else { return nil }
            number = number * 10 + Int64(byte - 0x30)
            index += 1
        }
        guard index > first, value[first] != UInt8(ascii: "0") || index == first + 1 else { return nil }
        return isNegative ? -number : number
    }

    private static func appendUnusualInteger(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ range: ClosedRange<Int64>,
        _ output: inout OutputBuffer
    ) -> RejectReason? {
        guard let number = NumberReading(value), let digits = format.digits(of: number) else {
            return .notOfType(type)
        }
        if number.hasLeadingZero { return .leadingZero }
        let start = output.count
        appendDigits(of: number, value, format, fraction: 0, &output)
        guard hasOnlyZeros(number, value, beyond: 0, of: digits.fraction) else { return .notOfType(type) }
        var magnitude: Int64 = 0
        for byte in output.bytes[start...] where byte.isDigit {
            let (tens, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, exceeded) = tens.subtractingReportingOverflow(Int64(byte - 0x30))
            if overflowed || exceeded { return .outOfRange(type) }
            magnitude = sum
        }
        // Kept negative on the way, since the lowest number has no positive twin.
        if !number.isNegative, magnitude == .min { return .outOfRange(type) }
        return range.contains(number.isNegative ? magnitude : -magnitude) ? nil : .outOfRange(type)
    }

    /// Writes a decimal number whose digits all fit; zeros at the end of its fraction may go.
    ///
    /// - Parameter precision: of the type, or nil for as many digits as PostgreSQL can hold.
    @inline(__always)
    static func appendNumeric(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, precision: Int?, scale: Int,
        _ output: inout OutputBuffer
    ) -> RejectReason? {
        let room = Room(precision: precision, scale: scale)
        let mark = format.decimal == .comma ? UInt8(ascii: ",") : UInt8(ascii: ".")
        if format.unit == .none, value.count <= 32, let (whole, fraction) = simpleDecimal(value, mark),
            whole <= room.whole, fraction <= room.fraction
        {
            output.reserve(value.count)
            for byte in value { output.appendReserved(byte == UInt8(ascii: ",") ? UInt8(ascii: ".") : byte) }
            return nil
        }
        return appendUnusualNumeric(value, format, type, room, &output)
    }

    /// How many digits a numeric has room for on either side of its point.
    private struct Room {
        let whole: Int
        let fraction: Int

        @inline(__always)
        init(precision: Int?, scale: Int) {
            // Without a precision, the bounds that PostgreSQL itself has.
            whole = precision.map { $0 - scale } ?? 131_072
            fraction = precision == nil ? 16_383 : scale
        }
    }

    /// The numbers of digits around the one mark of a number that is written without any other.
    @inline(__always)
    private static func simpleDecimal(_ value: ByteSlice, _ mark: UInt8) -> (whole: Int, fraction: Int)? {
        var index = value[0] == UInt8(ascii: "-") ? 1 : 0
        let first = index
        while index < value.count, value[index].isDigit { index += 1 }
        let whole = index - first
        guard whole > 0, value[first] != UInt8(ascii: "0") || whole == 1 else { return nil }
        if index == value.count { return (whole, 0) }
        guard value[index] == mark else { return nil }
        index += 1
        let fraction = index
        while index < value.count, value[index].isDigit { index += 1 }
        return index == value.count && index > fraction ? (whole, index - fraction) : nil
    }

    private static func appendUnusualNumeric(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ room: Room,
        _ output: inout OutputBuffer
    ) -> RejectReason? {
        guard let number = NumberReading(value) else { return .notOfType(type) }
        if number.hasLeadingZero { return .leadingZero }
        if number.hasExponent {
            guard let extent = ExponentExtent(number, value), appendExponent(number, value, format, &output)
            else {
                return .notOfType(type)
            }
            return extent.whole <= room.whole && extent.fraction <= room.fraction ? nil : .outOfRange(type)
        }
        guard let digits = format.digits(of: number) else { return .notOfType(type) }
        let whole = number.beginsWithZero && digits.integer == 1 ? 0 : digits.integer
        guard whole <= room.whole, hasOnlyZeros(number, value, beyond: room.fraction, of: digits.fraction)
        else {
            return .outOfRange(type)
        }
        appendDigits(of: number, value, format, fraction: min(digits.fraction, room.fraction), &output)
        return nil
    }

    /// Writes a binary floating-point number, the only type that keeps an exponent.
    static func appendFloat(
        _ value: ByteSlice, _ format: NumberFormat, _ type: ColumnType, _ output: inout OutputBuffer
    ) -> RejectReason? {
        guard let number = NumberReading(value) else { return .notOfType(type) }
        if number.hasLeadingZero { return .leadingZero }
        let start = output.count
        if number.hasExponent {
            guard appendExponent(number, value, format, &output) else { return .notOfType(type) }
        } else {
            guard let digits = format.digits(of: number) else { return .notOfType(type) }
            appendDigits(of: number, value, format, fraction: digits.fraction, &output)
            if value.count <= 30 { return nil }
        }
        return isRepresentable(output.bytes[start...], type) ? nil : .outOfRange(type)
    }

    /// Writes a number with its exponent.
    ///
    /// - Returns: false when its mark is not that of the format.
    private static func appendExponent(
        _ number: NumberReading, _ value: ByteSlice, _ format: NumberFormat, _ output: inout OutputBuffer
    ) -> Bool {
        let foreign = format.decimal == .comma ? number.points : number.commas
        guard number.unit == format.unit, foreign == 0, number.markCount == 0 || number.lastDigits > 0 else {
            return false
        }
        if number.isNegative { output.append(UInt8(ascii: "-")) }
        if number.leadDigits == 0 { output.append(UInt8(ascii: "0")) }
        for byte in value[number.digitsStart...] {
            output.append(byte == UInt8(ascii: ",") ? UInt8(ascii: ".") : byte)
        }
        return true
    }

    /// Whether the number neither overflows nor vanishes in the type.
    private static func isRepresentable(_ digits: Slice<ByteSlice>, _ type: ColumnType) -> Bool {
        var text = digits.map { CChar(bitPattern: $0) }
        text.append(0)
        let number = strtod(text, nil)
        let mantissa = digits.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let isZero = !mantissa.contains { $0.isDigit && $0 != UInt8(ascii: "0") }
        if type == .real { return Float(number).isFinite && (isZero || Float(number) != 0) }
        return number.isFinite && (isZero || number != 0)
    }

    /// Writes sign, digits and point, and nothing of the other marks.
    private static func appendDigits(
        of number: NumberReading, _ value: ByteSlice, _ format: NumberFormat, fraction: Int,
        _ output: inout OutputBuffer
    ) {
        if number.isNegative { output.append(UInt8(ascii: "-")) }
        let hasDecimals = (format.decimal == .comma ? number.commas : number.points) > 0
        let total = number.leadDigits + number.groupedDigits + (number.markCount > 0 ? number.lastDigits : 0)
        let whole = hasDecimals ? total - number.lastDigits : total
        var written = 0
        if whole == 0 { output.append(UInt8(ascii: "0")) }
        for byte in value[number.digitsStart..<number.digitsEnd] where byte.isDigit {
            if written == whole + fraction { return }
            if written == whole { output.append(UInt8(ascii: ".")) }
            output.append(byte)
            written += 1
        }
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
