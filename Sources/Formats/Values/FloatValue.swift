import Glibc

/// Binary floating-point numbers out of decimal ones, correctly rounded.
enum FloatValue {
    /// The number when one operation gives it, since both sides of the operation are exact.
    ///
    /// Source: W. Clinger, «How to read floating point numbers accurately», 1990.
    @inline(__always)
    static func double(_ plain: PlainNumber) -> Double? {
        guard plain.magnitude <= 1 << 53 else { return nil }
        let number = Double(plain.magnitude) / powers[plain.scale]
        // Which of many numbers are negative is nothing that a processor foretells.
        return Double(bitPattern: number.bitPattern | (plain.isNegative ? 1 &<< 63 : 0))
    }

    @inline(__always)
    static func single(_ plain: PlainNumber) -> Float? {
        guard plain.magnitude <= 1 << 24, plain.scale <= 10 else { return nil }
        let number = Float(plain.magnitude) / Float(powers[plain.scale])
        return plain.isNegative ? -number : number
    }

    /// The powers of ten that plain numbers are divided by, all of them exact.
    private static let powers: InlineArray<19, Double> = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]

    /// Reads a number in the notation of C and writes its cell.
    ///
    /// - Parameters:
    ///   - text: with a NUL at its end; may lie in the output.
    ///   - isZero: whether the number has no digit but zeros.
    static func append(cString text: ByteSlice, isZero: Bool, _ type: ColumnType, _ output: inout OutputBuffer)
        -> RejectReason?
    {
        guard let base = text.baseAddress else { return .notOfType(type) }
        let start = UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
        if type == .real {
            let number = strtof(start, nil)
            guard number.isFinite, isZero || number != 0 else { return .outOfRange(type) }
            output.appendCell(number.bitPattern)
        } else {
            let number = strtod(start, nil)
            guard number.isFinite, isZero || number != 0 else { return .outOfRange(type) }
            output.appendCell(number.bitPattern)
        }
        return nil
    }
}
