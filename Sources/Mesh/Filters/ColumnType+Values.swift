extension ColumnType {
    /// Whether a text is a value of the type, in one spelling that means the same everywhere.
    ///
    /// PostgreSQL itself reads more: `today`, which would freeze on the day of
    /// the approval, `01/02/2024`, which is two different days, and `infinity`.
    func accepts(_ value: String) -> Bool {
        guard value.unicodeScalars.count <= 1000, !value.utf8.contains(0) else { return false }
        switch family {
        case .text, .paddedText: return true
        case .integer(16): return Int16(value) != nil && !value.hasPrefix("+")
        case .integer(32): return Int32(value) != nil && !value.hasPrefix("+")
        case .integer: return Int64(value) != nil && !value.hasPrefix("+")
        case .decimal: return value.count <= 100 && Self.isDecimal(value)
        case .real, .double:
            return value.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
                && (family == .real ? Float(value)?.isFinite : Double(value)?.isFinite) == true
        case .boolean: return value == "true" || value == "false"
        case .date: return Self.isDate(value)
        case .timestamp: return Self.isTimestamp(value, withZone: false)
        case .timestampWithZone: return Self.isTimestamp(value, withZone: true)
        case .uuid: return Self.matches(value, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")
        case .other: return false
        }
    }

    /// How a value of the type is written, for a hint.
    var spelling: String {
        switch family {
        case .text, .paddedText: "a text of at most 1000 characters"
        case .integer(let bits): "a whole number of \(bits) bits, such as 35"
        case .decimal, .real, .double: "a number with a point, such as 12.5"
        case .boolean: "true or false"
        case .date: "a date such as 2024-12-31"
        case .timestamp: "a time such as 2024-12-31T18:30:00"
        case .timestampWithZone:
            "a time with its zone, such as 2024-12-31T18:30:00Z or 2024-12-31T18:30:00+01:00"
        case .uuid: "a UUID"
        case .other: "nothing but isNull and isNotNull"
        }
    }

    /// A sign, digits, and a point with digits on both sides.
    private static func isDecimal(_ text: String) -> Bool {
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
    }

    /// A day of the Gregorian calendar, years 1 to 9999.
    private static func isDate(_ text: String) -> Bool {
        guard matches(text, "dddd-dd-dd") else { return false }
        let numbers = text.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, numbers[0] > 0, (1...12).contains(numbers[1]) else { return false }
        let isLeap = numbers[0] % 4 == 0 && (numbers[0] % 100 != 0 || numbers[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[numbers[1] - 1]).contains(numbers[2])
    }

    private static func isTimestamp(_ text: String, withZone: Bool) -> Bool {
        let day = String(text.prefix(10))
        guard isDate(day) else { return false }
        var time = text.dropFirst(10)
        if withZone {
            if time.hasSuffix("Z") {
                time = time.dropLast()
            } else {
                let zone = String(time.suffix(6))
                guard matches(zone, "sdd:dd"), isClock(zone.dropFirst() + ":00") else { return false }
                time = time.dropLast(6)
            }
        }
        guard time.hasPrefix("T") || time.hasPrefix(" ") else { return false }
        let parts = time.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), isClock(parts[0]) else { return false }
        return parts.count == 1 || ((1...6).contains(parts[1].count) && parts[1].utf8.allSatisfy(isDigit))
    }

    /// Hours, minutes and seconds of a day.
    private static func isClock(_ text: some StringProtocol) -> Bool {
        guard matches(String(text), "dd:dd:dd") else { return false }
        let numbers = text.split(separator: ":").compactMap { Int($0) }
        return numbers.count == 3 && numbers[0] < 24 && numbers[1] < 60 && numbers[2] < 60
    }

    /// Compares with a shape: `d` a digit, `h` a hexadecimal one, `s` a sign, all else itself.
    private static func matches(_ text: String, _ shape: String) -> Bool {
        text.utf8.count == shape.utf8.count
            && zip(text.utf8, shape.utf8).allSatisfy { byte, wanted in
                switch wanted {
                case UInt8(ascii: "d"): isDigit(byte)
                case UInt8(ascii: "h"): isDigit(byte) || (0x41...0x46).contains(byte & 0xDF)
                case UInt8(ascii: "s"): byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                default: byte == wanted
                }
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
