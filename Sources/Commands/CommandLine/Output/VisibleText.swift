internal import Vocabulary

/// Makes every character visible that would command a terminal or hide text, as `\n` or `\u{1b}`.
///
/// Names and comments come from databases and files of others, who could
/// otherwise move the cursor, change the colours or turn the direction.
func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isTreacherous) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": shown += "\\n"
        case "\r": shown += "\\r"
        case "\t": shown += "\\t"
        case _ where isTreacherous(scalar): shown += "\\u{\(String(scalar.value, radix: 16))}"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}

extension JSON {
    /// The value over several lines, in which no character commands a terminal; programs read the same value.
    var visibleText: String { Self.escaped(indented) }

    /// The same on one line.
    var visibleLine: String { Self.escaped(description) }

    /// Writes as `\u…` what JSON lets stand in strings, which alone can contain it.
    private static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 != "\n" && isTreacherous($0) }) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            guard scalar != "\n", isTreacherous(scalar) else {
                shown.unicodeScalars.append(scalar)
                continue
            }
            for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                let digits = String(unit, radix: 16)
                shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return shown
    }
}

/// Whether a character is a control, a separator of lines, or invisible and not part of a cluster.
func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
    // The joiners hold emoji and the letters of some scripts together.
    case .format: return scalar.value != 0x200C && scalar.value != 0x200D
    default: return false
    }
}
