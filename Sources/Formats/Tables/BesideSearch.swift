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
    /// have, or keys of their own and other lengths or titles, so that they
    /// cannot be columns of one.
    func tables() -> [FoundTable] {
        let groups = (0..<table.width).split { column in rows.allSatisfy { $0[column].isEmpty } }
            .map { $0.startIndex..<$0.endIndex }
        guard groups.count > 1, let header = rows.last(where: { $0.number <= table.bounds.header?.upperBound ?? 0 })
        else { return [table] }
        let labels = groups.map { group in group.map { RowWords.folded(header[$0].text) } }
        guard labels[0].count > 1, !labels.contains(where: { $0.contains("") }) else { return [table] }
        return labels.allSatisfy({ $0 == labels[0] }) || areApart(groups) ? groups.map(part) : [table]
    }

    /// Whether every group has a key of its own, and ends elsewhere than the others or has a title of its own.
    private func areApart(_ groups: [Range<Int>]) -> Bool {
        let last = table.bounds.header?.upperBound ?? 0
        let body = rows.filter { $0.number > last }
        let areKeyed = groups.allSatisfy { group in
            let keys = body.map { $0[group.lowerBound] }.filter { !$0.isEmpty }
            return group.count > 1 && keys.count > 1 && Set(keys.map(\.text)).count == keys.count
                && ColumnKinds(column: group.lowerBound, of: body).usual == .text
        }
        guard areKeyed else { return false }
        let ends = groups.map { group in body.lastIndex { row in group.contains { !row[$0].isEmpty } } }
        let top = rows.first.flatMap { $0.number < last ? $0 : nil }
        let areTitled = groups.allSatisfy { group in
            top.map { row in !row[group.lowerBound].isEmpty && group.dropFirst().allSatisfy { row[$0].isEmpty } }
                ?? false
        }
        return areTitled || Set(ends).count == groups.count
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
