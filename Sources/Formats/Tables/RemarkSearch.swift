/// Finds where the data of a table ends and the remarks below it begin.
struct RemarkSearch {
    private let part: TablePart
    private let first: Int

    /// The columns of numbers and dates, where a sentence with delimiters in it leaves words.
    private let measured: [Int]

    /// - Parameter first: the first row of data.
    init(_ part: TablePart, from first: Int) {
        self.part = part
        self.first = first
        let sample = part.rows[min(first, part.rows.count)...].prefix(50)
        measured = (0..<part.width).filter { ColumnKinds(column: $0, of: sample).usual?.isMeasured == true }
    }

    /// The first row that is a remark, or the end of the part.
    func end() -> Int {
        let rows = part.rows
        // Behind a blank row all is remarks from the first of them on, however many commas they have.
        var end = rows.count
        if let index = rows.indices.dropFirst(first + 1).first(where: { part.gaps[$0] && beginsRemark(rows[$0]) }),
            rows[index...].allSatisfy({ !$0.cells.contains { $0.kind.isMeasured } })
        {
            end = index
        }
        // And more of them may stand above the blank row.
        var start = end
        while start > first, isSparse(rows[start - 1]) { start -= 1 }
        guard start < end else { return end }
        // A total has a word where others have a code, and may have no number.
        let others = rows[first..<start].filter { !RowWords.isTotal($0[$0.firstFilled ?? 0].text) }
        let data = Array(others.filter { $0.filled > 1 || part.width == 1 }.prefix(200))
        let isAlone = !others.contains { $0.filled == 1 }
        return (start..<end).first {
            evidence(for: $0, below: data, isAlone: isAlone) >= (part.width == 1 ? 3 : 2)
        } ?? end
    }

    /// Whether a row has so few cells that it may be a remark.
    private func isSparse(_ row: GridRow) -> Bool {
        if row.filled <= max(1, part.width / 5) || part.isComment(row) { return true }
        // A name and its explanation.
        if row.filled == 2, part.width > 2, row[row.firstFilled ?? 0].text.hasSuffix(":") { return true }
        return beginsRemark(row) && (row.width != part.width || measured.contains { row[$0].kind == .text })
    }

    private func beginsRemark(_ row: GridRow) -> Bool { RowWords.isRemark(row[row.firstFilled ?? 0].text) }

    /// How much speaks for a remark: its words, a blank row above it, a sentence, a kind that its column has not.
    ///
    /// - Parameter isAlone: whether no row of the data has but one cell.
    private func evidence(for index: Int, below data: [GridRow], isAlone: Bool) -> Int {
        let row = part.rows[index]
        guard let column = row.firstFilled else { return 0 }
        let cell = row[column]
        guard cell.kind == .text || cell.kind == .null else { return 0 }
        var points = RowWords.isRemark(cell.text) || part.isComment(row) ? 2 : 0
        if part.gaps[index] { points += 1 }
        let profile = ColumnKinds(column: column, of: data)
        if cell.text.utf8.count >= 40, profile.vote(for: cell) > 0 { points += 1 }
        if profile.usual != nil, profile.usual != .text { points += 1 }
        if row.width < part.width { points += 1 }
        // «Traitement : SDES», which no list of words has.
        if cell.text.prefix(40).contains(" :") { points += 1 }
        if part.width > 2, row.filled == 1, isAlone { points += 1 }
        return points
    }
}
