import Vocabulary

/// Why a filter does not fit the table that it is for.
package enum FilterProblem: Error, Hashable, Sendable {
    case unknownColumn(String, nearest: String?)
    case unsuitableOperator(String, column: String, type: String)
    case unsuitableValue(String, column: String, type: String, spelling: String)
    case unfinishedPattern(String, column: String)
    case emptyList(String)
    case tooDeep(limit: Int)
    case tooLarge(limit: Int)
    case unsuitableMask(String, column: String, type: String, suits: String)

    var code: FailureCode {
        switch self {
        case .unknownColumn: "MES201"
        case .unsuitableOperator: "MES202"
        case .unsuitableValue: "MES203"
        case .unfinishedPattern: "MES204"
        case .emptyList: "MES205"
        case .tooDeep: "MES206"
        case .tooLarge: "MES207"
        case .unsuitableMask: "MES208"
        }
    }

    /// What follows «filter 'x' of 'y'» in a message.
    var words: String {
        switch self {
        case .unknownColumn(let name, _): "names the column \(quoted(name)), which the table has not"
        case .unsuitableOperator(let name, let column, let type):
            "tests column \(quoted(column)) of type \(type) with '\(name)', which does not suit it"
        case .unsuitableValue(let value, let column, let type, _):
            "compares column \(quoted(column)) of type \(type) with \(quoted(value)), which is no such value"
        case .unfinishedPattern(let pattern, let column):
            "compares column \(quoted(column)) with the pattern \(quoted(pattern)), whose last backslash is alone"
        case .emptyList(let name): "has an empty '\(name)'"
        case .tooDeep(let limit): "nests conditions more than \(limit) deep"
        case .tooLarge(let limit): "has more than \(limit) values"
        case .unsuitableMask(let mask, let column, let type, _):
            "masks column \(quoted(column)) of type \(type) with '\(mask)', which does not suit it"
        }
    }

    var hint: String? {
        switch self {
        case .unknownColumn(_, let nearest?): "Did you mean '\(nearest)'?"
        case .unsuitableValue(_, _, _, let spelling): "Write \(spelling)."
        case .unsuitableOperator: "'like' suits texts, an order suits what has one, isNull suits everything."
        case .unfinishedPattern: "Write the backslash twice to mean itself."
        case .unsuitableMask(_, _, _, let suits): "'null' suits every type; this mask suits \(suits)."
        case .unknownColumn, .emptyList, .tooDeep, .tooLarge: nil
        }
    }
}
