import Vocabulary

/// One way in which a source is not as the plan knows it.
package enum PlanDrift: Hashable, Sendable {
    case packing(plan: [Container], found: [Container])
    case encoding(plan: TextEncoding, found: TextEncoding, fallback: TextEncoding?)
    /// Another format, or another delimiter, in words.
    case form(plan: String, found: String)
    case header(plan: ClosedRange<Int>, found: ClosedRange<Int>)
    /// Rows that add up others, of which the plan knows none and which it therefore takes for data.
    case totalsAppeared([Int])
    case totalsGone
    /// Remarks below the data, which the plan lets go on to the end.
    case remarksAppeared(ClosedRange<Int>)
    case remarksGone
    case columnsMoved([String])
    case columnRenamed(String, plan: String, found: String)
    case columnAdded(label: String)
    case columnMissing(String, label: String)
    case type(column: String, plan: ColumnType, found: ColumnType)
    /// Values that are kept secret, in a column that has none for the reasons.
    case secrets(column: String)
}

extension PlanDrift: CustomStringConvertible {
    /// A sentence for people.
    package var description: String {
        switch self {
        case .packing(let plan, let found): "packed as \(Self.packing(found)), in the plan as \(Self.packing(plan))"
        case .encoding(let plan, let found, let fallback):
            "encoded as \(found.rawValue)\(fallback.map { ", some lines as \($0.rawValue)" } ?? ""), "
                + "in the plan as \(plan.rawValue)"
        case .form(let plan, let found): "written as \(found), in the plan as \(plan)"
        case .header(let plan, let found): "header on \(Self.lines(found)), in the plan on \(Self.lines(plan))"
        case .totalsAppeared(let rows):
            "\(counted(rows.count, "row adds", "rows add")) up others, the first on line \(rows[0]); "
                + "the plan knows none, and they are read as data"
        case .totalsGone: "no row adds up others, as some do in the plan"
        case .remarksAppeared(let rows):
            "remarks from line \(rows.lowerBound) on; the plan's data goes to the end, and they are read as data"
        case .remarksGone: "no remarks below the data, as there are in the plan"
        case .columnsMoved(let names):
            "columns in another order: \(Self.listed(names))"
        case .columnRenamed(let name, let plan, let found):
            "column \(quoted(name)) is called \(quoted(found)), in the plan \(quoted(plan))"
        case .columnAdded(let label): "column \(quoted(label)) is new"
        case .columnMissing(let name, let label):
            "column \(quoted(name)) is missing: nothing is called \(quoted(label))"
        case .type(let column, let plan, let found):
            "column \(quoted(column)) reads as \(found.sql), in the plan as \(plan.sql)"
        case .secrets(let column):
            "column \(quoted(column)) has values that are kept secret, which the plan does not know"
        }
    }

    /// What kind of difference it is, for programs.
    package var kind: String {
        switch self {
        case .packing: "packing"
        case .encoding: "encoding"
        case .form: "form"
        case .header: "header"
        case .totalsAppeared, .totalsGone: "totals"
        case .remarksAppeared, .remarksGone: "footer"
        case .columnsMoved: "columns_moved"
        case .columnRenamed: "column_renamed"
        case .columnAdded: "column_added"
        case .columnMissing: "column_missing"
        case .type: "type"
        case .secrets: "secrets"
        }
    }

    private static func packing(_ containers: [Container]) -> String {
        containers.isEmpty ? "no archive" : containers.map(\.description).joined(separator: " in ")
    }

    private static func lines(_ rows: ClosedRange<Int>) -> String {
        rows.count == 1 ? "line \(rows.lowerBound)" : "lines \(rows.lowerBound) to \(rows.upperBound)"
    }

    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(8).map { quoted($0) }.joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
