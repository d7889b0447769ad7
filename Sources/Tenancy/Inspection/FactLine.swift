import Glibc

/// One inspected object as one line of JSON, byte by byte as PostgreSQL's `json_build_array` writes it.
///
/// A server gives what it holds of a tenant as such lines, one text a tenant.
/// Ten thousand tenants with nothing to do are ten thousand comparisons of
/// texts; only a tenant whose text differs from what is wanted is taken apart.
struct FactLine {
    private(set) var text = "["

    mutating func add(_ value: String) {
        separate()
        quote(value)
    }

    mutating func add(_ value: String?) {
        guard let value else { return raw("null") }
        add(value)
    }

    mutating func add(_ value: Bool) { raw(value ? "true" : "false") }
    mutating func add(_ value: Int) { raw(String(value)) }

    /// Adds texts in the order of their bytes, as `order by … collate "C"` has them.
    mutating func add(_ values: some Sequence<String>) {
        separate()
        text += "["
        for (index, value) in values.sorted(by: isBefore).enumerated() {
            if index > 0 { text += "," }
            quote(value)
        }
        text += "]"
    }

    /// The lines in the order of their bytes.
    static func text(of lines: [FactLine]) -> String {
        lines.map { $0.text + "]" }.sorted(by: isBefore).joined(separator: "\n")
    }

    private mutating func raw(_ word: String) {
        separate()
        text += word
    }

    private mutating func separate() {
        if text.utf8.count > 1 { text += ", " }
    }

    private mutating func quote(_ value: String) {
        text += "\""
        if Self.isPlain(value) {
            text += value
        } else {
            for scalar in value.unicodeScalars { text += Self.escaped(scalar) }
        }
        text += "\""
    }

    /// Whether a text is written as it is.
    private static func isPlain(_ value: String) -> Bool {
        func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
            bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        }
        return value.utf8.withContiguousStorageIfAvailable { isPlain($0) } ?? isPlain(value.utf8)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{8}": return "\\b"
        case "\u{c}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(Character(scalar))
        }
    }
}

/// Whether a text comes before another in the order of bytes, which `collate "C"` has.
func isBefore(_ left: String, _ right: String) -> Bool {
    let order = left.utf8.withContiguousStorageIfAvailable { left in
        right.utf8.withContiguousStorageIfAvailable { right -> Bool in
            guard let one = left.baseAddress, let other = right.baseAddress else { return left.count < right.count }
            let order = memcmp(one, other, min(left.count, right.count))
            return order < 0 || (order == 0 && left.count < right.count)
        }
    }
    return (order ?? nil) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
}
