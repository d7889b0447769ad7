internal import Formats

/// Cleans the values of one column: a pure function of bytes.
package struct ValueCleaner: Sendable {
    /// What became of a value.
    package enum Outcome: Equatable {
        /// In COPY's text format.
        case value([UInt8])
        case null
        case refused(String)
    }

    /// What the rules did to the last value.
    package struct Touched: Sendable {
        package private(set) var rules: Set<CleaningRule> = []

        package init() {}

        fileprivate mutating func note(_ rule: CleaningRule, _ before: [UInt8], _ after: [UInt8]) {
            if before != after { rules.insert(rule) }
        }
    }

    private let rules: Set<CleaningRule>
    private let passage: TargetType.Passage
    /// Whether bytes that are no UTF-8 are read as Windows-1252, as in a database without an encoding.
    private let readsAnyBytes: Bool

    package init(rules: [CleaningRule], passage: TargetType.Passage, readsAnyBytes: Bool = false) {
        self.rules = Set(rules)
        self.passage = passage
        self.readsAnyBytes = readsAnyBytes
    }

    /// Whether every value of an encoded source is let through as it is.
    var isIdle: Bool { rules.isEmpty && passage == .unchanged && !readsAnyBytes }

    /// - Parameters:
    ///   - value: the bytes of a value that is not null.
    ///   - touched: gets the rules that changed something.
    package func clean(_ value: [UInt8], touched: inout Touched) -> Outcome {
        var bytes = value
        if readsAnyBytes, !TextValue.isUTF8(bytes) { bytes = Mojibake.decoded(windows1252: bytes) }
        if !rules.isEmpty { bytes = mended(bytes, &touched) }
        if bytes.isEmpty, rules.contains(.emptyToNull) {
            touched.note(.emptyToNull, [], [0])
            return .null
        }
        var written: [UInt8] = []
        switch passage {
        case .unchanged:
            return TextValue.append(bytes, to: &written) ? .value(written) : .refused("a NUL cannot be stored")
        case .read(let type):
            let format = ValueFormat(
                number: NumberFormat(decimal: rules.contains(.frenchNumber) ? .comma : .point),
                dateOrder: .dayMonthYear)
            // A comma is no reason to refuse a number that has a point: a column holds both when many hands wrote it.
            if let reason = TextValue.append(bytes, as: type, format, to: &written) {
                guard rules.contains(.frenchNumber),
                    TextValue.append(bytes, as: type, ValueFormat(), to: &written) == nil
                else { return .refused("\(reason)") }
            }
            if rules.contains(.frenchNumber) { touched.note(.frenchNumber, bytes, written) }
            if rules.contains(.frenchDate) { touched.note(.frenchDate, bytes, written) }
            return written == CopyLine.null ? .null : .value(written)
        }
    }

    /// Applies the rules that make a text of a text, in their order.
    private func mended(_ value: [UInt8], _ touched: inout Touched) -> [UInt8] {
        var bytes = value
        if rules.contains(.trim) {
            bytes = Self.trimmed(bytes)
            touched.note(.trim, value, bytes)
        }
        if rules.contains(.mojibake), bytes.contains(where: { $0 >= 0x80 }),
            let text = Mojibake.mended(String(decoding: bytes, as: UTF8.self))
        {
            touched.note(.mojibake, bytes, Array(text.utf8))
            bytes = Array(text.utf8)
            // What was a blank in disguise is seen only now.
            if rules.contains(.trim) { bytes = Self.trimmed(bytes) }
        }
        if rules.contains(.communeZeros) || rules.contains(.postalZeros), bytes.count == 4,
            bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        {
            bytes.insert(UInt8(ascii: "0"), at: 0)
            touched.note(rules.contains(.communeZeros) ? .communeZeros : .postalZeros, [], bytes)
        }
        return bytes
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        guard let first = bytes.first, let last = bytes.last else { return bytes }
        if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return bytes }
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0 == "\u{FEFF}" || $0 == "\u{200B}" }
        guard let start = scalars.firstIndex(where: { !isBlank($0) }),
            let end = scalars.lastIndex(where: { !isBlank($0) })
        else { return [] }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: scalars[start...end])
        return Array(String(kept).utf8)
    }
}
