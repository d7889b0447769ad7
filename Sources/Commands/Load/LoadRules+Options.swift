import Formats
import Ingestion

extension LoadRules {
    /// The options by which rules are said on the command line; those that are left out are nil.
    struct Options: Parameter {
        private let mode = Option(
            "--mode", LoadMode.self, "What becomes of the rows that are there; replace when nothing is said.")
        private let key = Option(
            repeated: "--key", String.self, "A column by which merge and history know a row, and which others measure.",
            placeholder: "COLUMN")
        private let deletesMissing = Flag(
            "--delete-missing",
            "With merge and history: rows that the source lacks are deleted, or ended, unless a record was refused.")
        private let evolution = Option(
            "--evolution", EvolutionRule.self,
            "What becomes of columns that only the source or only the table has, and of values that do not fit; "
                + "freeze when nothing is said.")
        private let connections = Option(
            "--connections", ConnectionCount.self,
            "How many connections send rows at most, 1 to 16; 2 when nothing is said.")
        private let budget = Option(
            "--max-rejects", RejectBudget.self,
            "How many records may be refused: rows, or a share; 5% when nothing is said.")
        private let types = Option(
            repeated: "--type", DeclaredType.self, "The type of a column, such as price=numeric(12,2).")
        private let path = SourceOptions.path
        private let entry = SourceOptions.entry

        var fields: [Field] {
            mode.fields + key.fields + deletesMissing.fields + evolution.fields + connections.fields + budget.fields
                + types.fields + path.fields + entry.fields
        }

        func value(in arguments: Arguments) throws -> LoadRules {
            var rules = LoadRules()
            rules.mode = try mode.value(in: arguments)
            let key = try key.value(in: arguments)
            rules.key = key.isEmpty ? nil : key
            rules.deletesMissing = deletesMissing.value(in: arguments) ? true : nil
            rules.evolution = try evolution.value(in: arguments)
            rules.connections = try connections.value(in: arguments)
            rules.budget = try budget.value(in: arguments)
            rules.types = Dictionary(try types.value(in: arguments).map { ($0.column, $0.type) }) { _, last in last }
            rules.path = try path.value(in: arguments)
            rules.entry = try entry.value(in: arguments)
            return rules
        }
    }
}

extension ConnectionCount: ArgumentValue {
    package init(argument text: String) throws {
        guard let count = Int(text), let value = try? ConnectionCount(count) else {
            throw UnreadableArgument(
                expected: "a whole number from \(Self.range.lowerBound) to \(Self.range.upperBound)")
        }
        self = value
    }

    package var argumentText: String { "\(count)" }
    package static var placeholder: String? { "COUNT" }
}

extension TableName: ArgumentValue {
    package init(argument text: String) throws { try self.init(text) }
    package static var placeholder: String? { "NAME" }
}

extension LoadMode: ArgumentValue {}

extension EvolutionRule: ArgumentValue {}

/// The type of a column, as `column=type`.
struct DeclaredType: ArgumentValue {
    let column: String
    let type: ColumnType

    init(argument text: String) throws {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex,
            let type = try? ColumnType(sql: String(text[text.index(after: sign)...]))
        else { throw UnreadableArgument(expected: "a column and its type, such as price=numeric(12,2)") }
        column = String(text[..<sign])
        self.type = type
    }

    var argumentText: String { "\(column)=\(type.sql)" }
    static var placeholder: String? { "COLUMN=TYPE" }
}

extension RejectBudget: ArgumentValue {
    package init(argument text: String) throws {
        guard let budget = RejectBudget(text) else {
            throw UnreadableArgument(expected: "a number of rows, or a share such as 5%")
        }
        self = budget
    }

    package var argumentText: String { text }
    package static var placeholder: String? { "COUNT" }
}
