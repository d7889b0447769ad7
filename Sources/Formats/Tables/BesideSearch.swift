/// Finds tables that stand beside each other on the same rows, parted by a column that is empty.
struct BesideSearch {
    private let rows: [GridRow]
    private let table: FoundTable

    /// - Parameter rows: of header and data.
    init(_ rows: [GridRow], of table: FoundTable) {
        self.rows = rows
        self.table = table
    }

    /// The table as it is, or one for each group of columns.
    ///
    /// An empty column alone parts nothing, because people leave one for the
    /// eye. The groups must have the same labels, as two years of one table
    /// have, so that they cannot be columns of one.
    func tables() -> [FoundTable] {
        let groups = (0..<table.width).split { column in rows.allSatisfy { $0[column].isEmpty } }
            .map { $0.startIndex..<$0.endIndex }
        guard groups.count > 1, let header = rows.last(where: { $0.number <= table.bounds.header?.upperBound ?? 0 })
        else { return [table] }
        let labels = groups.map { group in group.map { RowWords.folded(header[$0].text) } }
        guard labels[0].count > 1, labels.allSatisfy({ $0 == labels[0] }), !labels[0].contains("") else {
            return [table]
        }
        return groups.map(part)
    }

    private func part(_ group: Range<Int>) -> FoundTable {
        var part = table
        part.fields = group
        let top = rows.first.flatMap { row in group.map { row[$0].text }.first { !$0.isEmpty } }
        if rows.first?.number != table.bounds.header?.upperBound, let top {
            // What stands above all of a group is the name of its table, and no part of every name.
            part.name = top
            part.nameLabels = table.labels.map {
                $0.hasPrefix(top + " / ") ? String($0.dropFirst(top.count + 3)) : $0
            }
        }
        let last = rows.last { row in group.contains { !row[$0].isEmpty } }?.lastNumber
        if let last, last < table.bounds.lastFoundRow ?? 0 {
            part.bounds.lastFoundRow = last
            part.bounds.lastDataRow = last
        }
        part.evidence.append(
            "a table of its own beside others, in fields \(group.lowerBound + 1) to \(group.upperBound)")
        return part
    }
}
