internal import Formats
package import Vocabulary

/// A table as the tenant gets it.
package struct AdoptedTable: Sendable {
    /// Its place in the plan, from 1, by which staging and ledger know it.
    package let number: Int
    package let source: SourceTable
    package let schema: Identifier
    package let name: Identifier
    package private(set) var columns: [AdoptedColumn]
    package private(set) var keys: [AdoptedKey] = []
    package private(set) var foreignKeys: [AdoptedForeignKey] = []
    package private(set) var indexes: [AdoptedIndex] = []
    /// Keys and indexes that are not made again, and why.
    package private(set) var left: [(name: String, reason: String)] = []

    private let leave: Set<String>

    package var title: String { "\(schema).\(name)" }

    /// - Throws: ``AdoptionFailure``, several of them together.
    init(_ number: Int, _ planned: PlannedTable, of source: SourceTable, _ facts: TableFacts, schema: Identifier)
        throws
    {
        self.number = number
        self.source = source
        self.schema = schema
        leave = Set(planned.leave)
        guard source.isReadable, !source.hidesRows else { throw AdoptionFailure.unreadable(planned.title) }
        try Self.check(planned.name, of: planned.title)
        name = try Identifier(planned.name)
        var failures = FailureList()
        var names: Set<String> = []
        var seen: Set<String> = []
        var columns: [AdoptedColumn] = []
        for column in planned.takenColumns {
            let title = "\(planned.title).\(column.column)"
            do {
                guard let origin = source.column(column.column) else { throw AdoptionFailure.noSuchColumn(title) }
                guard seen.insert(column.column).inserted else { throw AdoptionFailure.plannedTwice(title) }
                try Self.check(column.name, of: title)
                guard names.insert(column.name).inserted else {
                    throw AdoptionFailure.nameTwice(column.name, source: title)
                }
                columns.append(
                    try AdoptedColumn(column, of: origin, facts[column: column.column], title: title))
            } catch let failure as any Failure {
                failures.append(failure)
            }
        }
        let unknown = leave.subtracting(source.constraints.map(\.name)).subtracting(source.indexes.map(\.name))
        for name in unknown.sorted() { failures.append(AdoptionFailure.noSuchKey(name, table: planned.title)) }
        if columns.isEmpty, failures.isEmpty { failures.append(AdoptionFailure.noColumns(planned.title)) }
        try failures.throwIfAny()
        self.columns = columns
    }

    private static func check(_ name: String, of title: String) throws {
        let isWord = name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) }
        guard isWord, let first = name.first, !first.isNumber, name.utf8.count <= Identifier.byteLimit,
            !ColumnName.reserved.contains(name), !name.hasPrefix("socle_")
        else { throw AdoptionFailure.unusableName(name, source: title) }
    }

    /// The column that a column of the source became.
    package func column(_ source: String) -> AdoptedColumn? { columns.first { $0.source.name == source } }

    private func columns(_ sources: [String]) -> [AdoptedColumn]? {
        let found = sources.compactMap(column)
        return found.count == sources.count && !found.isEmpty ? found : nil
    }

    /// The rules of all columns, for each of which changed values are counted.
    package var changeCounts: [(column: AdoptedColumn, rule: CleaningRule)] {
        columns.flatMap { column in column.rules.map { (column, $0) } }
    }

    // MARK: Keys

    mutating func designKeys(_ relations: inout RelationNames) {
        for index in columns.indices where columns[index].continues {
            columns[index].sequence = relations.make(
                [name.text, columns[index].name.text], ending: "seq", in: schema.text)
        }
        for key in source.constraints where key.kind != .foreignKey {
            guard !leave.contains(key.name) else {
                left.append((key.name, "the plan leaves it"))
                continue
            }
            guard let columns = columns(key.columns) else {
                left.append((key.name, "not all of its columns are taken"))
                continue
            }
            let isPrimary = key.kind == .primaryKey
            let made = relations.make(
                isPrimary ? [name.text] : [name.text] + columns.map(\.name.text), ending: isPrimary ? "pkey" : "key",
                in: schema.text)
            keys.append(
                AdoptedKey(
                    name: made, isPrimary: isPrimary, columns: columns.map(\.name), sources: key.columns,
                    isDeferrable: key.isDeferrable, isDeferred: key.isDeferred))
        }
        for index in source.indexes {
            guard !leave.contains(index.name) else {
                left.append((index.name, "the plan leaves it"))
                continue
            }
            guard index.isPlain, AdoptedIndex.methods.contains(index.method), let columns = columns(index.columns),
                columns.allSatisfy({ $0.takes(index.method) })
            else {
                left.append((index.name, index.isPlain ? "its columns are others now" : "it is not plain"))
                continue
            }
            let made = relations.make(
                [name.text] + columns.map(\.name.text), ending: index.isUnique ? "key" : "idx", in: schema.text)
            indexes.append(
                AdoptedIndex(
                    name: made, method: index.method, isUnique: index.isUnique, columns: columns.map(\.name)))
        }
        // A geometry without an index is of no use to a map.
        for column in columns where column.source.type.isGeometry {
            guard !indexes.contains(where: { $0.columns == [column.name] }) else { continue }
            indexes.append(
                AdoptedIndex(
                    name: relations.make([name.text, column.name.text], ending: "idx", in: schema.text),
                    method: "gist", isUnique: false, columns: [column.name]))
        }
    }

    mutating func designForeignKeys(_ relations: inout RelationNames, table: (Int) -> AdoptedTable?) {
        for key in source.constraints where key.kind == .foreignKey {
            guard !leave.contains(key.name) else {
                left.append((key.name, "the plan leaves it"))
                continue
            }
            guard let target = key.target.flatMap(table) else {
                left.append((key.name, "the table that it points at is not taken"))
                continue
            }
            guard let columns = columns(key.columns), let targets = target.columns(key.targetColumns) else {
                left.append((key.name, "not all of its columns are taken"))
                continue
            }
            let isKeyed = target.keys.contains { Set($0.sources) == Set(key.targetColumns) }
            guard isKeyed, zip(columns, targets).allSatisfy({ $0.type.family == $1.type.family }) else {
                left.append((key.name, "what it points at is no key of that type any more"))
                continue
            }
            foreignKeys.append(
                AdoptedForeignKey(
                    name: relations.make([name.text] + columns.map(\.name.text), ending: "fkey", in: schema.text),
                    columns: columns.map(\.name), targetNumber: target.number, targetTitle: target.title,
                    targetSchema: target.schema, targetColumns: targets.map(\.name), onDelete: key.onDelete,
                    onUpdate: key.onUpdate, isDeferrable: key.isDeferrable, isDeferred: key.isDeferred))
        }
    }

    /// The name of the table while nobody may see it.
    package func staging(_ operation: Int) -> Identifier {
        Identifier(derived: "socle_adopt_\(operation)_\(number)")
    }
}
