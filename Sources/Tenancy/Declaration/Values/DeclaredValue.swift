package import Vocabulary

/// A value of a configuration as its key reads it.
package indirect enum DeclaredValue: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case list([DeclaredValue])
    /// Names with their values, in the order in which they were written.
    case members([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: DeclaredValue
    }

    /// The value as JSON, of the type that its key has.
    package var json: JSON {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .number(String(number))
        case .number(let number): .number(Self.digits(of: number))
        case .flag(let flag): .bool(flag)
        case .list(let elements): .array(elements.map(\.json))
        case .members(let members): .object(members.map { JSON.Member($0.name, $0.value.json) })
        }
    }

    /// The value as people read it on one line.
    package var words: String {
        switch self {
        case .text(let text): text
        case .list(let elements): "[\(elements.map(\.words).joined(separator: ", "))]"
        case .members(let members):
            "{\(members.map { "\($0.name): \($0.value.words)" }.joined(separator: ", "))}"
        case .integer, .number, .flag: json.description
        }
    }

    /// A number without a point where it needs none.
    private static func digits(of number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}

extension DeclaredValue {
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    var integer: Int? { if case .integer(let number) = self { number } else { nil } }
    var elements: [DeclaredValue]? { if case .list(let elements) = self { elements } else { nil } }
    var members: [Member]? { if case .members(let members) = self { members } else { nil } }

    /// The value of a member.
    subscript(name: String) -> DeclaredValue? { members?.first { $0.name == name }?.value }

    /// A whole or broken number.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// The texts of a list.
    var texts: [String]? { elements?.compactMap(\.text) }

    /// Members of a later value laid over those of this one; any other value takes its place.
    func merged(with later: DeclaredValue) -> DeclaredValue {
        guard case .members(var members) = self, case .members(let added) = later else { return later }
        for member in added {
            if let place = members.firstIndex(where: { $0.name == member.name }) {
                members[place] = member
            } else {
                members.append(member)
            }
        }
        return .members(members)
    }
}
