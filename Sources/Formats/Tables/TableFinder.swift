/// Finds the tables of a grid, from all of its rows.
///
/// It knows nothing of texts and sheets: rows of cells with their kinds go in,
/// tables with their bounds come out. What stands on blank rows' two sides is
/// one table as long as it looks like one; a header of its own and other
/// columns make another.
struct TableFinder {
    /// The rows that are not blank.
    private let rows: [GridRow]

    /// For each of them, whether a blank row stands before it.
    private let gaps: [Bool]

    private let hasHeader: Bool?

    /// - Parameters:
    ///   - rows: all rows, or all but those that are like their neighbours.
    ///   - hasHeader: whether there is a header, when that is known.
    init(_ rows: [GridRow], hasHeader: Bool? = nil) {
        var kept: [GridRow] = []
        var gaps: [Bool] = []
        var isGap = false
        for row in rows {
            if row.isBlank {
                isGap = true
            } else {
                kept.append(row)
                gaps.append(isGap)
                isGap = false
            }
        }
        self.rows = kept
        self.gaps = gaps
        self.hasHeader = hasHeader
    }

    /// The tables in their order; none when all rows are blank.
    func find() -> [FoundTable] {
        if rows.isEmpty { return [] }
        let starts = partStarts()
        return starts.indices.flatMap { index in
            let end = index + 1 < starts.count ? starts[index + 1] : rows.count
            let part = TablePart(
                Array(rows[starts[index]..<end]), gaps: Array(gaps[starts[index]..<end]), hasHeader: hasHeader,
                isLast: end == rows.count)
            return part.tables()
        }
    }

    /// The rows with which a table, or what stands above it, begins.
    private func partStarts() -> [Int] {
        var starts = [0]
        for row in rows.indices.dropFirst() where gaps[row] {
            let end = rows.indices[(row + 1)...].first { gaps[$0] } ?? rows.endIndex
            let before = starts.last ?? 0
            if isNewTable(Array(rows[row..<end]), behind: Array(rows[before..<row])) {
                starts.append(firstTitle(above: row, behind: before))
            }
        }
        return starts
    }

    /// The first of the titles that stand between blank rows above a table, and not below the one before it.
    private func firstTitle(above table: Int, behind before: Int) -> Int {
        var first = table
        while let gap = rows.indices[before..<first].last(where: { gaps[$0] }), gap > before, first - gap <= 4,
            rows[gap..<first].allSatisfy({ $0.filled == 1 && !RowWords.isRemark($0[$0.firstFilled ?? 0].text) })
        {
            first = gap
        }
        return first
    }

    private func isNewTable(_ block: [GridRow], behind before: [GridRow]) -> Bool {
        guard let first = block.firstIndex(where: { $0.filled > 1 }) else { return false }
        let below = block[(first + 1)...].filter { $0.filled > 1 }.prefix(100)
        let table = before.filter { $0.filled > 1 }
        guard below.count > 0, table.count > 1 else { return false }
        let extent = Self.extent(Array(below))
        let earlier = Self.extent(table)
        // Pairs of a name and a value, above a table that is wider: what people call metadata.
        let arePairs = table.count <= 20 && table.allSatisfy { $0.filled <= 2 }
        // A label above numbers makes a table of them.
        if extent > 2, arePairs, table.count < 4 || Self.votes(for: table[0], above: Array(table.dropFirst())) < 1 {
            return false
        }
        // Criteria of a query: few rows, of which no two are filled alike.
        let counts = table.map(\.filled)
        if before.count <= 5, table.count <= 3, below.count >= 5, (counts.min() ?? 0) * 2 <= counts.max() ?? 0,
            !table.dropFirst().contains(where: { $0.cells.contains { $0.kind.isMeasured } })
        {
            return false
        }
        let head = block[first]
        let key = head[head.firstFilled ?? 0].text
        if RowWords.isRemark(key) || key.hasSuffix(":") { return false }
        guard head.filled * 2 >= extent else { return false }
        if head.cells.map(\.text) == table[0].cells.map(\.text) { return true }
        let isHeader = Self.votes(for: head, above: Array(below))
        if extent != earlier { return isHeader > 0 }
        return isHeader >= 1 && Self.votes(for: head, above: Array(table.dropFirst().suffix(100))) >= 1
    }

    /// How many columns most rows reach.
    private static func extent(_ rows: [GridRow]) -> Int {
        var counts: [Int: Int] = [:]
        for row in rows { counts[(row.cells.lastIndex { !$0.isEmpty } ?? 0) + 1, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    /// How much a row differs from those below it, as a header does; every column has a vote.
    static func votes(for row: GridRow, above rows: [GridRow]) -> Double {
        row.cells.indices.reduce(0) { $0 + ColumnKinds(column: $1, of: rows).vote(for: row[$1]) }
    }
}
