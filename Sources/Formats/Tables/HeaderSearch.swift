/// Finds the rows of the header in the part of a grid that holds one table.
struct HeaderSearch {
    private let part: TablePart
    private var rows: [GridRow] { part.rows }

    private static let mostRows = 6
    private static let sampleRows = 200

    init(_ part: TablePart) {
        self.part = part
    }

    /// The rows of the header, empty where there is none; the data begins behind them.
    func header() -> Range<Int> {
        guard var start = rows.indices.first(where: begins) ?? rows.indices.first else { return 0..<0 }
        if let later = laterStart(than: start) { start = later }
        if part.hasHeader == false { return start..<start }
        var end = start
        if part.hasHeader == true || isHeader(start) {
            end += 1
            while end < min(rows.count, start + Self.mostRows), goesOn(end, from: start) { end += 1 }
        }
        var top = start
        while top > 0, end - top < Self.mostRows, !part.gaps[top], isLabelRow(top - 1, above: top, dataFrom: end) {
            top -= 1
        }
        if end > top { return top..<end }
        // Without a header, shorter rows right above that hold values as well belong to the data.
        while top > 0, !part.gaps[top], holdsValues(top - 1, from: start) { top -= 1 }
        return top..<top
    }

    /// A header behind a blank row, when what stands above is a few rows like those of a form, or a label for every
    /// column as the header has one, and no data.
    private func laterStart(than start: Int) -> Int? {
        guard let gap = rows.indices.dropFirst(start + 1).first(where: { part.gaps[$0] }), gap - start <= 4,
            gap + 2 < rows.count, begins(gap), rows[gap].filled >= rows[start].filled,
            !rows[(start + 1)..<gap].contains(where: { $0.cells.contains(where: isValue) }),
            TableFinder.votes(for: rows[gap], above: sample(from: gap + 1)) >= 1
        else { return nil }
        // A row of groups with its labels behind the gap has a label above several columns.
        let isForm = gap - start > 1 || rows[start].cells.contains { $0.kind.isMeasured }
        return isForm || saysTheSame(rows[start], as: gap) ? gap : nil
    }

    /// Whether a row has a label of its own for every column, and the one below it neither units nor codes for them.
    private func saysTheSame(_ row: GridRow, as below: Int) -> Bool {
        let lower = rows[below]
        let texts = row.cells.map(\.text)
        return row.filled == part.width && lower.filled == part.width && Set(texts).count == texts.count
            && !UnitWords.isRow(lower, above: sample(from: below + 1))
            && HeaderLabels([row, lower], width: part.width).codeRow == nil
    }

    /// Whether a row can be the first of the table, and not a title above it.
    private func begins(_ index: Int) -> Bool {
        let row = rows[index]
        let width = part.width
        // A remark of a program may have delimiters in it.
        if row.isRemark || row[0].text.hasPrefix("#") && row.width != width { return false }
        if width <= 2 {
            guard row.width == width else { return false }
            // Of row names, which R writes first, a header says nothing; a title stands at the left.
            return width == 1 || row.filled == 2 || part.usualFilled < 2 || row[0].isEmpty && !row[1].isEmpty
        }
        let isShort = row.width < width && !(row.width == width - 1 && row.filled == row.width)
        return !isShort && row.filled > 1 && row.filled * 5 >= part.usualFilled * 3
    }

    /// The rows below that tell what the data is like.
    private func sample(from first: Int) -> [GridRow] {
        let all = rows[min(first, rows.count)...].filter { $0.width == part.width && $0.filled > 1 || part.width == 1 }
        // What stands right below may be a second row of the header, when there is enough besides.
        let sure = all.count >= 12 ? all.dropFirst(4) : all[...]
        return Array(sure.prefix(Self.sampleRows))
    }

    /// Whether a row is a header: every column votes by how its label differs from its values.
    private func isHeader(_ index: Int) -> Bool {
        let row = rows[index]
        let isMeasured = row.cells.contains { $0.kind.isMeasured }
        let below = sample(from: index + 1)
        // A report says its header again on every page.
        let others = isMeasured ? below : below.filter { $0.cells != row.cells }
        let data = others.contains { $0.cells.contains { $0.kind.isMeasured } } ? others : below
        guard !data.isEmpty else { return !isMeasured }
        let labels = NumberLabels(row, above: data)
        if isMeasured, labels.areCounted || labels.areBesideKey { return true }
        var votes = TableFinder.votes(for: row, above: data)
        let texts = row.cells.map(\.text).filter { !$0.isEmpty }
        if Set(texts).count < texts.count { votes -= 0.5 }
        votes += labels.yearVote
        if abs(votes) > 0.001 { return votes > 0 }
        return !texts.isEmpty && !isMeasured
    }

    /// Whether a row numbers the columns; without brackets it may be one of values, when there are few.
    private func numbersColumns(_ index: Int) -> Bool {
        let row = rows[index]
        return row.width == part.width && row.numbersColumns && index + 1 < rows.count
            && (row[0].kind != .number || rows.count - index > 8)
            && !rows[(index + 1)...].prefix(20).contains(where: \.numbersColumns)
    }

    /// Whether a row below the first of the header belongs to it.
    private func goesOn(_ index: Int, from start: Int) -> Bool {
        let row = rows[index]
        let first = row.firstFilled ?? 0
        if index == start + 1, numbersColumns(index) { return true }
        guard index + 1 < rows.count, row.filled > 1 || first > 0, !row.cells.contains(where: isValue),
            !part.isComment(row)
        else { return false }
        let data = sample(from: index + 1)
        guard !data.isEmpty else { return false }
        if index == start + 1, UnitWords.isRow(row, above: data) { return true }
        let votes = TableFinder.votes(for: row, above: data) + NumberLabels(row, above: data).yearVote
        if yearsOfGroups(row, above: data, behind: start..<index) { return true }
        guard votes > 0 else { return false }
        // Where all is text, only a row of codes is known.
        if index == start + 1, HeaderLabels([rows[start], row], width: part.width).codeRow == 1,
            !isLike(row, data)
        {
            return true
        }
        guard votes >= 1 else { return false }
        let isOpen = (0..<part.width).contains { column in rows[start..<index].allSatisfy { $0[column].isEmpty } }
        if isOpen || row.cells.contains(where: UnitWords.contains) { return true }
        // Columns that have their labels need no others, so that one cell alone is rather a value that is none.
        let measured = (0..<part.width).map { ColumnKinds(column: $0, of: data) }.enumerated().filter {
            $0.element.usual?.isMeasured == true
        }
        let labelled = measured.count { column, kinds in
            row[column].kind == .text || ColumnKinds.isYear(row[column]) && !kinds.areYears
        }
        let unlabelled = measured.count { !row[$0.offset].isEmpty } - labelled
        return index == start + 1 && unlabelled == 0 && labelled >= (data.count < 3 ? 3 : 2)
    }

    /// Whether a row has the years of groups whose labels stand above the first year of each: `Population;;Ménages;`.
    private func yearsOfGroups(_ row: GridRow, above data: [GridRow], behind header: Range<Int>) -> Bool {
        guard NumberLabels(row, above: data).yearVote > 0 else { return false }
        let filled = (0..<part.width).filter { !row[$0].isEmpty }
        let labelled = filled.filter { column in rows[header].contains { !$0[column].isEmpty } }
        return filled.first == labelled.first && labelled.count < filled.count
    }

    /// Whether many cells of a row are of the same letters and digits as values below: `k1` above `k2`.
    private func isLike(_ row: GridRow, _ data: [GridRow]) -> Bool {
        let alike = row.cells.indices.count { column in
            !row[column].isEmpty && data.contains { Self.shape($0[column].text) == Self.shape(row[column].text) }
        }
        return alike * 10 > row.filled * 3
    }

    /// A text with every letter and every digit made the same.
    private static func shape(_ text: String) -> [UInt8] {
        text.utf8.map {
            $0.isDigit
                ? UInt8(ascii: "9") : $0.isLowercaseLetter ? UInt8(ascii: "a") : $0.isLetter ? UInt8(ascii: "A") : $0
        }
    }

    /// Whether a row is of the data although it is shorter.
    private func holdsValues(_ index: Int, from start: Int) -> Bool {
        let row = rows[index]
        guard !part.isComment(row), row.filled > 1, row.filled * 2 >= part.usualFilled else { return false }
        return TableFinder.votes(for: row, above: sample(from: start)) < 0
    }

    /// Whether a row is a name and its value: «Éditeur», «INSEE».
    private func isPair(_ row: GridRow) -> Bool {
        part.width > 3 && row.filled == 2 && !row[0].isEmpty && !row[1].isEmpty
    }

    /// A measured cell that is no year.
    private func isValue(_ cell: GridCell) -> Bool { cell.kind.isMeasured && !ColumnKinds.isYear(cell) }

    /// Whether a row above the header, or above the data, holds labels: of groups, or of the columns.
    private func isLabelRow(_ index: Int, above below: Int, dataFrom: Int) -> Bool {
        let row = rows[index]
        let first = row.firstFilled ?? 0
        guard !row.isRemark, !part.isComment(row), row.width <= part.width, row.filled > 1 || first > 0,
            !row.cells.contains(where: isValue),
            row.cells.allSatisfy({ $0.text.utf8.count <= 150 && !$0.text.hasSuffix(" :") }),
            !RowWords.isRemark(row[first].text), !isPair(row)
        else { return false }
        if below >= dataFrom {
            // Right above the data: labels by the votes of the columns.
            let data = sample(from: dataFrom)
            return row.filled * 2 >= part.usualFilled && TableFinder.votes(for: row, above: data) >= 0.5
        }
        // A label that stands above several columns, each of which has one of its own.
        let under = (0...part.width).map { column in rows[below..<dataFrom].contains { !$0[column].isEmpty } }
        // What stands above all labels is a title, and a unit alone is one of the whole table.
        if row.filled == 1, UnitWords.contains(row[first]) || !under[..<first].contains(true) { return false }
        let isGroup = (0..<part.width).contains { column in
            !row[column].isEmpty && under[column] && row[column + 1].isEmpty && under[column + 1]
        }
        // Or one for a column that has none below.
        let isOpen = (0..<part.width).contains { !row[$0].isEmpty && !under[$0] }
        return isGroup || isOpen && row.filled * 2 >= part.usualFilled && row.cells.contains { $0.kind == .text }
    }
}
