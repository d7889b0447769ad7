import Vocabulary

/// Why a row could not be loaded.
package enum RejectReason: Hashable, Sendable {
    /// The record has another number of fields than the table has columns.
    case width(expected: Int, found: Int)
    case unclosedQuote
    /// Bytes that are no text in the encoding of the source.
    case undecodable
    /// U+0000, which no text of PostgreSQL can hold.
    case nul
    case notOfType(ColumnType)
    case outOfRange(ColumnType)
    /// A number would lose the zeros that its first digits are.
    case leadingZero
    /// A date or a time of the right form that no calendar and no clock shows.
    case impossibleDate
    case tooLong(limit: Int)
    case invalidJSON(String)
    /// An element of a JSON array that is no object.
    case notAnObject
    /// A member that the plan does not know.
    case unknownMember(String)
    /// A row has no value in a column of its key.
    case missingKey
    /// An earlier row has the same key.
    case duplicateKey
    /// A record holds a value in a column that the table lacks.
    case unknownColumn

    /// A stable word for programs.
    package var code: String {
        switch self {
        case .width: "width"
        case .unclosedQuote: "unclosed_quote"
        case .undecodable: "undecodable"
        case .nul: "nul"
        case .notOfType: "type"
        case .outOfRange: "range"
        case .leadingZero: "leading_zero"
        case .impossibleDate: "impossible_date"
        case .tooLong: "too_long"
        case .invalidJSON: "json"
        case .notAnObject: "not_an_object"
        case .unknownMember: "unknown_member"
        case .missingKey: "missing_key"
        case .duplicateKey: "duplicate_key"
        case .unknownColumn: "unknown_column"
        }
    }
}

extension RejectReason: CustomStringConvertible {
    /// A phrase for people, without the value.
    package var description: String {
        switch self {
        case .width(let expected, let found):
            "record has \(counted(found, "field")) instead of \(expected)"
        case .unclosedQuote: "a quote is opened and never closed"
        case .undecodable: "bytes are no text in the encoding of the source"
        case .nul: "a NUL character cannot be stored"
        case .notOfType(let type): "not a value of type \(type.sql)"
        case .outOfRange(let type): "out of the range of type \(type.sql)"
        case .leadingZero: "a number would lose its leading zero"
        case .impossibleDate: "no such date or time"
        case .tooLong(let limit): "longer than \(limit) characters"
        case .invalidJSON(let problem): "not valid JSON: \(problem)"
        case .notAnObject: "an element that is not an object"
        case .unknownMember(let name): "member \(name) is not in the plan"
        case .missingKey: "no value in a column of the key"
        case .duplicateKey: "an earlier row has the same key"
        case .unknownColumn: "a value in a column that the table lacks"
        }
    }
}
