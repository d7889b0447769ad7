import Vocabulary

/// Writes JSON as PostgreSQL's jsonb shows it: members by the length of their names, then by their bytes, and each once.
///
/// **Source** <https://www.postgresql.org/docs/15/datatype-json.html>.
enum DocumentText {
    /// - Parameter text: JSON in UTF-8; what is none is given back as it is.
    static func text(of text: ByteSlice) -> String {
        guard let value = try? JSON(parsing: Array(text), name: "cell") else {
            return String(decoding: text, as: UTF8.self)
        }
        var shown = ""
        write(value, to: &shown)
        return shown
    }

    private static func write(_ value: JSON, to text: inout String) {
        switch value {
        case .null, .bool: text += value.description
        case .number(let digits): text += number(digits)
        case .string(let string): write(string, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                write(element, to: &text)
            }
            text += "]"
        case .object(let members):
            // Of members that are called alike the last one counts.
            let last = Dictionary(members.map { ($0.name, $0.value) }) { $1 }
            text += "{"
            for (index, member) in last.sorted(by: isBefore).enumerated() {
                if index > 0 { text += ", " }
                write(member.key, to: &text)
                text += ": "
                write(member.value, to: &text)
            }
            text += "}"
        }
    }

    private static func isBefore(_ left: (key: String, value: JSON), _ right: (key: String, value: JSON)) -> Bool {
        let (one, other) = (left.key.utf8, right.key.utf8)
        return one.count == other.count ? one.lexicographicallyPrecedes(other) : one.count < other.count
    }

    /// A number as numeric shows it, without an exponent.
    private static func number(_ digits: String) -> String {
        var digits = digits
        var output = OutputBuffer(capacity: 64)
        let reason = digits.withUTF8 {
            NumberValue.appendNumeric(
                $0, NumberFormat(), .jsonb, NumericRoom(precision: nil, scale: 0), &output)
        }
        let value = output.bytes
        return reason == nil && value.count > 4 ? NumericValue.text(of: value.part(4, value.count)) : digits
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            default: text += JSON.string(String(scalar)).description.dropFirst().dropLast()
            }
        }
        text += "\""
    }
}
