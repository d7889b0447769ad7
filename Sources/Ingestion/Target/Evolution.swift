import Formats
import Postgres
import Vocabulary

/// What has to be done about columns that a source and its table do not share.
///
/// Computed before anything is written; a rule that forbids a difference makes
/// the load fail by name.
struct Evolution: Hashable, Sendable {
    /// A column whose type gets wider.
    struct Widening: Hashable, Sendable {
        let name: String
        let from: String
        let to: String
    }

    /// The types by which cells are read, by name of column; those of the table lead.
    var types: [String: ColumnType] = [:]
    /// Columns that the table gets.
    var added: [TargetTable.Column] = []
    /// Columns of the table that get a wider type.
    var widened: [Widening] = []
    /// Columns of the table that the source lacks.
    var missing: [String] = []
    /// Columns of the source that do not go into the table.
    var discarded: [String] = []

    /// Whether the table's columns change.
    var changesTable: Bool { !added.isEmpty || !widened.isEmpty }

    init() {}

    /// Compares a plan with the table that is there.
    ///
    /// - Throws: ``LoadFailure``.
    init(
        _ rule: EvolutionRule, of plan: TablePlan, onto table: TargetTable, declared: [String: ColumnType],
        own: Set<String>
    )
        throws
    {
        let columns = table.columns.filter { !own.contains($0.name) }
        let there = Set(columns.map(\.name))
        let read = Dictionary(plan.columns.map { ($0.name, $0) }) { first, _ in first }
        let unknown = plan.columns.map(\.name).filter { !there.contains($0) }
        missing = columns.map(\.name).filter { read[$0] == nil }
        if rule == .freeze, !(missing.isEmpty && unknown.isEmpty) {
            throw LoadFailure.columnsDiffer(table: table.text, missing: missing.sorted(), unknown: unknown.sorted())
        }
        switch rule {
        case .evolve: added = unknown.compactMap { read[$0] }.map { .init(name: $0.name, type: $0.type.sql) }
        case .freeze: break
        case .discardRow, .discardValue: discarded = unknown
        }
        for column in columns {
            guard let found = read[column.name] else { continue }
            guard let type = try? ColumnType(sql: column.type) else {
                throw LoadFailure.unfillable(table: table.text, column: column.name, type: column.type)
            }
            if rule == .evolve, found.type.isLosslesslyWider(than: type) {
                widened.append(Widening(name: column.name, from: column.type, to: found.type.sql))
                types[column.name] = found.type
                continue
            }
            if let wanted = declared[column.name], wanted != type {
                throw LoadFailure.typeDiffers(
                    table: table.text, column: column.name, type: column.type, declared: wanted.sql)
            }
            types[column.name] = type
        }
    }

    /// The statements that change a table, each with what it does in words.
    func changes(of table: SQL) throws -> [(statement: SQL, words: String)] {
        var changes: [(SQL, String)] = []
        for column in added {
            let name = try Identifier(column.name)
            changes.append(
                (
                    "alter table \(sql: table) add column \(identifier: name) \(raw: column.type)",
                    "column \(quoted(column.name)) of type \(column.type) is to be added"
                ))
        }
        for column in widened {
            let name = try Identifier(column.name)
            changes.append(
                (
                    "alter table \(sql: table) alter column \(identifier: name) type \(raw: column.to)",
                    "column \(quoted(column.name)) of type \(column.from) is to become \(column.to)"
                ))
        }
        return changes
    }

    /// What the history of loads keeps of it; nil when nothing differed.
    var json: JSON? {
        guard changesTable || !missing.isEmpty || !discarded.isEmpty else { return nil }
        return [
            "added": .array(added.map { ["name": .string($0.name), "type": .string($0.type)] }),
            "widened": .array(
                widened.map { ["name": .string($0.name), "from": .string($0.from), "to": .string($0.to)] }),
            "missing": .array(missing.map(JSON.string)), "discarded": .array(discarded.map(JSON.string)),
        ]
    }
}
