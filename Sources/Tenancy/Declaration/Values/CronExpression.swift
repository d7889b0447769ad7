package import Vocabulary

/// When something is done again and again, as cron has it: minute, hour, day, month, day of the week.
///
/// For example `15 2 * * 1-5`. Numbers only, so that every cron reads it.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    private static let fields: [(name: String, range: ClosedRange<Int>)] = [
        ("minute", 0...59), ("hour", 0...23), ("day", 1...31), ("month", 1...12), ("day of the week", 0...7),
    ]

    /// - Throws: ``CronFailure``, which names the field that is wrong.
    package init(_ text: String) throws {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == Self.fields.count, !parts.contains("") else {
            let count = parts.count { !$0.isEmpty }
            throw CronFailure(text: text, problem: .fieldCount(count))
        }
        var column = 1
        for (index, (part, field)) in zip(parts, Self.fields).enumerated() {
            let items = part.split(separator: ",", omittingEmptySubsequences: false)
            guard items.allSatisfy({ Self.isItem($0, within: field.range) }) else {
                throw CronFailure(
                    text: text,
                    problem: .field(
                        number: index + 1, column: column, name: field.name, text: String(part), range: field.range))
            }
            column += part.unicodeScalars.count + 1
        }
        self.text = text
    }

    package var description: String { text }

    /// Whether a text is `*`, a number or two numbers, with a step where one is given.
    private static func isItem(_ item: Substring, within range: ClosedRange<Int>) -> Bool {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return false }
        func number(_ text: Substring) -> Int? {
            text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
        }
        if parts.count == 2 {
            guard let step = number(parts[1]), step > 0, step <= range.upperBound else { return false }
        }
        if parts[0] == "*" { return true }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(number)
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return false }
        return first <= last && range.contains(first) && range.contains(last) && (parts.count == 1 || ends.count == 2)
    }
}

extension CronExpression: Decodable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }
}

/// A text that is no cron expression, with the field that is wrong.
package struct CronFailure: Failure, Equatable {
    package enum Problem: Equatable, Sendable {
        case fieldCount(Int)
        case field(number: Int, column: Int, name: String, text: String, range: ClosedRange<Int>)
    }

    package let text: String
    package let problem: Problem

    package var code: FailureCode { "TEN213" }
    package var kind: FailureKind { .invalidData }

    package var message: String { "\(quoted(text)) is no cron expression" }

    package var detail: String? {
        switch problem {
        case .fieldCount(let count): "it has \(count) fields, not 5"
        case .field(let number, let column, let name, let text, let range):
            "field \(number) (\(name)) at character \(column) is \(quoted(text)), "
                + "and takes \(range.lowerBound) to \(range.upperBound)"
        }
    }

    package var hint: String? {
        "Write minute, hour, day, month and day of the week in numbers, each parted by one blank, as in '15 2 * * 1-5'."
    }
}
