/// Says how a text is written so that it is read back as the same text.
///
/// Readers differ: for those of YAML 1.1 `no` is a truth value, `12:30:45` a
/// number and `2024-01-31` a date. A text that any of them would take for
/// something else gets quotes, and so does one that begins oddly.
enum PlainText {
    static func style(for text: String) -> YAMLScalar.Style {
        if text.unicodeScalars.contains(where: needsEscape) { return .doubleQuoted }
        if text.utf8.contains(.newline) { return isBlock(text) ? .literal : .doubleQuoted }
        return isPlain(text) ? .plain : .singleQuoted
    }

    /// Whether JSON would read the text as a number.
    static func isJSONNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let hasLeadingZero = rest.first == UInt8(ascii: "0")
        let whole = takeDigits(&rest)
        guard whole == 1 || whole > 1 && !hasLeadingZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard takeDigits(&rest) > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Int {
        let count = rest.prefix(while: isDigit).count
        rest = rest.dropFirst(count)
        return count
    }

    // MARK: Rules

    /// Characters that a file may not hold, or that the eye cannot see.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" { return false }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        case .format: scalar != "\u{200D}"  // joins the parts of an emoji
        default: false
        }
    }

    /// Whether a text of several lines can stand as a block after `|`.
    ///
    /// A block shows neither spaces at its line ends nor more than one empty line at its
    /// own; and its first line says the indentation, so it may not begin with a space.
    private static func isBlock(_ text: String) -> Bool {
        let lines = text.utf8.split(separator: .newline, omittingEmptySubsequences: false)
        guard let first = lines.first, !first.isEmpty, first.first != .space else { return false }
        if text.hasSuffix("\n\n") { return false }
        return lines.allSatisfy { $0.last != .space }
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isOrdinary(first) else { return false }
        if text.utf8.last == .space || text.utf8.last == UInt8(ascii: ":") { return false }
        if words.contains(text.lowercased()) || looksNumeric(text) { return false }
        let bytes = Array(text.utf8)
        return !zip(bytes, bytes.dropFirst()).contains { pair in
            pair == (UInt8(ascii: ":"), .space) || pair == (.space, UInt8(ascii: "#"))
        }
    }

    private static func isOrdinary(_ first: Unicode.Scalar) -> Bool {
        switch first.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber: true
        default: first == "_" || first == "/"
        }
    }

    /// A digit somewhere, and nothing that a number, a time or a date does not have.
    private static func looksNumeric(_ text: String) -> Bool {
        text.utf8.contains(where: isDigit)
            && text.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_+-.:tTzZ ".utf8.contains($0) }
    }

    private static let words: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null",
    ]
}
