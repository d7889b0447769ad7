extension BinaryCopyEncoder {
    /// Writes a `numeric` from decimal text, exactly: sign, digits, point, exponent.
    ///
    /// - Throws: ``PostgresFailure/malformedNumeric``, before anything is written.
    package mutating func append(numeric text: String) throws {
        var text = text
        try text.withUTF8 { try append(numeric: $0) }
    }

    /// Writes a `numeric` from decimal text in ASCII, exactly: `-12.50`, `1e-3`, `NaN`.
    ///
    /// The scale is the number of digits after the point, so that `12.50` stays `12.50`.
    ///
    /// - Throws: ``PostgresFailure/malformedNumeric``, before anything is written.
    package mutating func append(numeric text: UnsafeBufferPointer<UInt8>) throws {
        if text.count == 3, text.elementsEqual("NaN".utf8) {
            appendNumericFrame(digitCount: 0, weight: 0, sign: 0xC000, scale: 0)
            return
        }
        guard let decimal = Decimal(text) else { throw PostgresFailure.malformedNumeric }
        append(decimal, of: text)
    }

    /// Where the digits of a decimal text stand, and what they weigh.
    private struct Decimal {
        var isNegative = false
        /// From the first digit that is not zero to the last, the point perhaps between.
        var significant = 0..<0
        /// How many of these digits, and zeros, the exponent leaves before the point.
        var pointOffset = 0
        /// The digits after the point.
        var scale = 0

        init?(_ text: UnsafeBufferPointer<UInt8>) {
            var index = 0
            if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                index = 1
            }
            var digitCount = 0
            var digitsBeforePoint: Int?
            var first: (index: Int, digits: Int)?
            var last = 0
            while index < text.count {
                let byte = text[index]
                if byte &- 0x30 <= 9 {
                    if byte != 0x30 {
                        if first == nil { first = (index, digitCount) }
                        last = index
                    }
                    digitCount += 1
                } else if byte == UInt8(ascii: "."), digitsBeforePoint == nil {
                    digitsBeforePoint = digitCount
                } else {
                    break
                }
                index += 1
            }
            guard digitCount > 0 else { return nil }
            var exponent = 0
            if index < text.count {
                guard let read = Self.exponent(UnsafeBufferPointer(rebasing: text[index...])) else {
                    return nil
                }
                exponent = read
            }
            let before = digitsBeforePoint ?? digitCount
            scale = max(0, digitCount - before - exponent)
            // What PostgreSQL's format can say: 131,072 digits before the point, 16,383 after it.
            guard scale <= 16_383, text.count <= 200_000 else { return nil }
            if let first {
                significant = first.index..<(last + 1)
                pointOffset = before - first.digits + exponent
                guard pointOffset <= 131_072 else { return nil }
            }
        }

        private static func exponent(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
            guard text[0] | 0x20 == UInt8(ascii: "e") else { return nil }
            var index = 1
            var isNegative = false
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
                isNegative = text[index] == UInt8(ascii: "-")
                index += 1
            }
            guard index < text.count, text.count - index <= 6 else { return nil }
            var value = 0
            for byte in text[index...] {
                guard byte &- 0x30 <= 9 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return isNegative ? -value : value
        }
    }

    /// Writes the digits in groups of four that are counted from the point, zeros around them left out.
    private mutating func append(_ decimal: Decimal, of text: UnsafeBufferPointer<UInt8>) {
        let digits = text[decimal.significant]
        let digitTotal = digits.count - (digits.contains(UInt8(ascii: ".")) ? 1 : 0)
        guard digitTotal > 0 else {
            appendNumericFrame(digitCount: 0, weight: 0, sign: 0, scale: decimal.scale)
            return
        }
        // The first group holds as many digits as bring the next one to a multiple of four from the point.
        let remainder = ((decimal.pointOffset % 4) + 4) % 4
        let inFirst = remainder == 0 ? 4 : remainder
        let groups = digitTotal <= inFirst ? 1 : 1 + (digitTotal - inFirst + 3) / 4
        let weight = (decimal.pointOffset - inFirst) / 4
        appendNumericFrame(
            digitCount: groups, weight: weight, sign: decimal.isNegative ? 0x4000 : 0, scale: decimal.scale)
        var group: Int16 = 0
        var wanted = inFirst
        var isGroupOpen = false
        for byte in digits where byte != UInt8(ascii: ".") {
            group = group * 10 + Int16(byte - 0x30)
            wanted -= 1
            isGroupOpen = wanted > 0
            if isGroupOpen { continue }
            append(integer: group)
            group = 0
            wanted = 4
        }
        guard isGroupOpen else { return }
        for _ in 0..<wanted { group *= 10 }
        append(integer: group)
    }

    /// **Source** `numeric_send` in PostgreSQL's `src/backend/utils/adt/numeric.c`.
    private mutating func appendNumericFrame(digitCount: Int, weight: Int, sign: UInt16, scale: Int) {
        beginField(byteCount: Int32(8 + 2 * digitCount))
        append(integer: Int16(digitCount))
        append(integer: Int16(weight))
        append(integer: sign)
        append(integer: Int16(scale))
    }
}
