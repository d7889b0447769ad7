import Vocabulary

/// A part of a grid that holds one table, with what stands above and below it.
struct TablePart {
    let rows: [GridRow]
    let gaps: [Bool]
    let hasHeader: Bool?

    /// Whether nothing follows this part.
    let isLast: Bool

    /// The number of columns.
    let width: Int

    /// How many cells of a row are usually filled.
    let usualFilled: Int

    /// Whether keys of rows begin as comments do, as `#1204` and `#ff0000`.
    private let hasKeysLikeComments: Bool

    init(_ rows: [GridRow], gaps: [Bool], hasHeader: Bool?, isLast: Bool) {
        self.rows = rows
        self.gaps = gaps
        self.hasHeader = hasHeader
        self.isLast = isLast
        let width = Self.usualWidth(of: rows)
        self.width = width
        let filled = rows.filter { $0.width == width && $0.filled > 1 }.map(\.filled).sorted()
        usualFilled = filled.isEmpty ? min(1, width) : filled[filled.count / 2]
        // A header alone may begin so.
        hasKeysLikeComments = rows.count { $0.width == width && $0[0].text.hasPrefix("#") } > 1
    }

    /// The table with its bounds, or the tables that stand beside each other.
    func tables() -> [FoundTable] {
        let table = self.table()
        guard let header = table.bounds.header else { return [table] }
        let body = rows.filter { $0.number >= header.lowerBound && $0.number <= table.bounds.lastFoundRow ?? .max }
        return BesideSearch(body, of: table).tables()
    }

    private func table() -> FoundTable {
        let header = HeaderSearch(self).header()
        // A line drawn below the labels is nobody's, and a comment of a program neither.
        let top =
            header.upperBound
            + rows[header.upperBound...].prefix { !header.isEmpty && ($0.isRule || isComment($0)) }.count
        let notes = header.isEmpty ? 0 : HeaderNotes(self, from: top).count()
        let first = top + notes
        let end = RemarkSearch(self, from: first).end()
        let totals = TotalSearch(self, first..<end).totals()
        let labels = HeaderLabels(Array(rows[header]), width: width)
        var bounds = TableBounds(firstDataRow: firstDataRow(at: first, behind: header))
        if header.lowerBound > 0 { bounds.titles = rows[0].number...rows[header.lowerBound - 1].lastNumber }
        if !header.isEmpty {
            bounds.header = rows[header.lowerBound].number...rows[header.upperBound - 1].lastNumber
            bounds.codeRow = labels.codeRow.map { rows[header.lowerBound + $0].number }
        }
        if end < rows.count { bounds.footer = rows[end].number...rows[rows.count - 1].lastNumber }
        bounds.lastFoundRow = end > first ? rows[end - 1].lastNumber : nil
        if end < rows.count || !isLast {
            bounds.lastFoundRow = bounds.lastFoundRow ?? bounds.firstDataRow - 1
            bounds.lastDataRow = bounds.lastFoundRow
        }
        bounds.totals = totals.map { rows[$0].number }
        var facts = evidence(header, end, bounds, labels)
        let again = headerAgain(header, within: first..<end)
        if let row = again.first {
            bounds.totals = Set(bounds.totals).union(again).sorted()
            facts.append(
                "the header stands again on line \(row)" + (again.count > 1 ? " and \(again.count - 1) more" : ""))
        }
        let comments = rows[first..<end].filter(isComment).map(\.number)
        if let row = comments.first {
            bounds.totals = Set(bounds.totals).union(comments).sorted()
            facts.append("\(counted(comments.count, "comment")) among the data, the first on line \(row)")
        }
        var warnings = [warning(above: header.lowerBound)].compactMap { $0 }
        if notes > 0 {
            warnings.append(
                """
                \(Self.records(rows[top..<first])), between the header and the data, \
                \(notes == 1 ? "is" : "are") not loaded: keys and values below are of another kind
                """)
        }
        warnings += [warning(below: end)].compactMap { $0 }
        let wide = RepeatedColumns(Array(rows[first..<end]), usual: width).width() ?? width
        if wide > width { facts.append("rows have the same columns again, up to \(wide) of them") }
        let more = Array(repeating: "", count: wide - width)
        return FoundTable(
            name: name(above: header.lowerBound), bounds: bounds, width: wide, fields: 0..<wide,
            labels: labels.labels + more,
            nameLabels: labels.nameLabels + more, evidence: facts, warnings: warnings)
    }

    /// Whether a row is a comment of a program, with delimiters in it or none.
    func isComment(_ row: GridRow) -> Bool {
        row.width < width && row.filled < usualFilled && !hasKeysLikeComments && row[0].text.hasPrefix("#")
    }

    /// Rows as their number and where they stand.
    private static func records(_ rows: ArraySlice<GridRow>) -> String {
        guard let first = rows.first, let last = rows.last else { return "no records" }
        let count = rows.reduce(0) { $0 + $1.count }
        return count == 1
            ? "1 record on line \(first.number)" : "\(count) records on lines \(first.number) to \(last.lastNumber)"
    }

    /// What may be a table of its own: remarks of several values each, such as a legend of codes.
    private func warning(below end: Int) -> String? {
        let legend = rows[end...].filter { $0.filled > 1 && !$0.isRemark }
        guard legend.count > 2 else { return nil }
        return """
            \(Self.records(legend[...])), with several values each, are not loaded, since they stand among the remarks \
            below the table
            """
    }

    /// The rows of the data that say again what the header says, as on every page of a report.
    private func headerAgain(_ header: Range<Int>, within data: Range<Int>) -> [Int] {
        guard width > 1, let last = header.last else { return [] }
        let labels = rows[last].cells.map(\.text)
        guard Set(labels).count > 1 else { return [] }
        return data.filter { rows[$0].count == 1 && rows[$0].cells.map(\.text) == labels }.map { rows[$0].number }
    }

    /// A header may be longer than a line, so the data begins where the next record does.
    private func firstDataRow(at first: Int, behind header: Range<Int>) -> Int {
        if rows.indices.contains(first) { return rows[first].number }
        return header.isEmpty ? rows.first?.number ?? 1 : rows[header.upperBound - 1].lastNumber + 1
    }

    private func name(above header: Int) -> String? {
        rows[..<header].first { $0.filled == 1 && !$0.isRemark }.flatMap { row in
            row.firstFilled.map { row[$0].text }
        }
    }

    private func evidence(_ header: Range<Int>, _ end: Int, _ bounds: TableBounds, _ labels: HeaderLabels) -> [String] {
        var facts: [String] = []
        let top = rows.indices.contains(header.lowerBound) ? rows[header.lowerBound].number : 1
        if header.lowerBound > 0 {
            facts.append(
                "table begins on line \(top), behind \(counted(header.lowerBound, "row")) above it"
            )
        }
        switch header.count {
        case 0: facts.append("line \(top) looks like the rows below it: no header")
        case 1: facts.append("header on line \(top)")
        default: facts.append("header on lines \(top) to \(rows[header.upperBound - 1].number)")
        }
        if let row = bounds.codeRow { facts.append("codes of the columns on line \(row)") }
        if !bounds.totals.isEmpty {
            facts.append(
                "\(counted(bounds.totals.count, "row adds", "rows add")) up others")
        }
        if let footer = bounds.footer {
            facts.append("remarks from line \(footer.lowerBound) on")
        }
        return facts
    }

    /// What a person should look at: rows above the table that hold more than a title does.
    ///
    /// They are not rejects: a source may say who publishes it and when, in
    /// two cells a line, and no budget should be used up by that.
    private func warning(above table: Int) -> String? {
        let suspects = rows[..<table].filter { $0.filled > 1 && !$0.isRemark }
        guard let first = suspects.first, let last = suspects.last else { return nil }
        let place = first.number == last.number ? "line \(first.number)" : "lines \(first.number) to \(last.number)"
        let count = suspects.reduce(0) { $0 + $1.count }
        let begin = rows.indices.contains(table) ? rows[table].number : 1
        return """
            \(counted(count, "record")) with several values on \(place) \
            \(count == 1 ? "is not loaded, since it stands" : "are not loaded, since they stand") above the \
            table that begins on line \(begin)
            """
    }

    /// The width that most rows have; lines without a delimiter count little, since titles and remarks have none.
    ///
    /// Where some rows are as wide as the first and others end early, the first says how wide the table is.
    private static func usualWidth(of rows: [GridRow]) -> Int {
        var weights: [Int: Double] = [:]
        for row in rows where !row.isRemark {
            let one = row.width > 1 ? 1 - 1 / Double(row.width) : 0.1
            weights[row.width, default: 0] += one * Double(row.count)
        }
        guard let usual = weights.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return 1 }
        guard let first = rows.first(where: { !$0.isRemark })?.width, first > usual else { return usual }
        let wide = rows.reduce(0) { $0 + ($1.width == first ? $1.count : 0) }
        return wide * 10 > rows.reduce(0, { $0 + $1.count }) ? first : usual
    }
}
