import Vocabulary

/// What is wrong with a JSON text at a place.
package enum JSONProblem: Hashable, Sendable, CustomStringConvertible {
    case unexpectedEnd
    case unexpected(String)
    case invalidNumber
    case invalidEscape
    case loneSurrogate
    case controlCharacter
    case invalidUTF8
    case tooDeep(limit: Int)
    case tooLong(limit: Int)
    case duplicateName(String)
    case textBehindValue

    package var description: String {
        switch self {
        case .unexpectedEnd: "it ends within a value"
        case .unexpected(let found): "\(found) is not expected here"
        case .invalidNumber: "a number is not written as JSON has it"
        case .invalidEscape: "a backslash is followed by no escape of JSON"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .controlCharacter: "a control character stands within a string"
        case .invalidUTF8: "bytes are not valid UTF-8"
        case .tooDeep(let limit): "arrays and objects lie more than \(limit) deep"
        case .tooLong(let limit): "a value is longer than \(ByteCount(bytes: Int64(limit)))"
        case .duplicateName(let name): "name \(quoted(name)) is repeated in an object"
        case .textBehindValue: "something follows the value"
        }
    }
}
