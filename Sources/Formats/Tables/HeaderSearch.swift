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

    /// A header behind a blank row, when what stands above is a few rows like those of a form and no data.
    private func laterStart(than start: Int) -> Int? {
        guard let gap = rows.indices.dropFirst(start + 1).first(where: { part.gaps[$0] }), gap - start <= 4,
            gap + 2 < rows.count, begins(gap), rows[gap].filled >= rows[start].filled,
            !rows[(start + 1)..<gap].contains(where: { $0.cells.contains(where: isValue) }),
            TableFinder.votes(for: rows[gap], above: sample(from: gap + 1)) >= 1
        else { return nil }
        // A row of groups with its labels behind the gap has a label above several columns.
        let isForm = gap - start > 1 || rows[start].cells.contains { $0.kind.isMeasured }
        return isForm ? gap : nil
    }

    /// Whether a row can be the first of the table, and not a title above it.
    private func begins(_ index: Int) -> Bool {
        let row = rows[index]
        let width = part.width
        if row.isRemark { return false }
        if width <= 2 {
            guard row.width == width else { return false }
            return width == 1 || row.filled == 2 || part.usualFilled < 2
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
        let data = sample(from: index + 1)
        let isMeasured = row.cells.contains { $0.kind.isMeasured }
        guard !data.isEmpty else { return !isMeasured }
        if isMeasured, isCount(row, above: data) || isAlone(row, above: data) { return true }
        var votes = TableFinder.votes(for: row, above: data)
        let labels = row.cells.map(\.text).filter { !$0.isEmpty }
        if Set(labels).count < labels.count { votes -= 0.5 }
        votes += yearVote(row, above: data)
        if abs(votes) > 0.001 { return votes > 0 }
        return !labels.isEmpty && !isMeasured
    }

    /// Numbers one after another above numbers that are not are labels: years, ages, the numbers of columns.
    private func isCount(_ row: GridRow, above data: [GridRow]) -> Bool {
        let columns = row.cells.indices.filter { row[$0].kind == .number }
        guard columns.count >= 3, row.cells.allSatisfy({ $0.kind != .date }),
            columns.last.map({ $0 - columns[0] + 1 == columns.count }) == true, Self.isProgression(row, columns),
            row.cells[..<columns[0]].count <= 3
        else { return false }
        let sample = data.prefix(20)
        guard sample.count > 2 else { return false }
        return !sample.contains { Self.isProgression($0, columns) }
            && columns.allSatisfy { ColumnKinds(column: $0, of: sample).usual == .number }
    }

    /// Whether a label stands above a key of numbers, of which many have no other text: `n`, `0.05`, `0.1`, `0.2`.
    private func isAlone(_ row: GridRow, above data: [GridRow]) -> Bool {
        guard data.count >= 8, row[0].kind == .text || row[0].kind == .boolean, !RowWords.isTotal(row[0].text),
            !RowWords.isCountry(row[0].text)
        else { return false }
        return data.allSatisfy { $0[0].kind == .number }
    }

    /// Whether whole numbers in some columns go up, or down, by one and the same step of at most ten.
    private static func isProgression(_ row: GridRow, _ columns: [Int]) -> Bool {
        let numbers = columns.map { row[$0].text.utf8.count <= 4 ? Int(row[$0].text) : nil }
        guard let first = numbers.first.flatMap({ $0 }), let second = numbers[1] else { return false }
        let step = second - first
        return step != 0 && abs(step) <= 10 && numbers.enumerated().allSatisfy { $1 == first + $0 * step }
    }

    /// Whether a row numbers the columns; without brackets it may be one of values, when there are few.
    private func numbersColumns(_ index: Int) -> Bool {
        let row = rows[index]
        return row.width == part.width && row.numbersColumns && index + 1 < rows.count
            && (row[0].kind != .number || rows.count - index > 8)
            && !rows[(index + 1)...].prefix(20).contains(where: \.numbersColumns)
    }

    /// Years above numbers that are none are labels, when no other number stands beside them.
    private func yearVote(_ row: GridRow, above data: [GridRow]) -> Double {
        let measured = row.cells.indices.filter { row[$0].kind.isMeasured }
        // Above the names of the rows there may be no label at all.
        let isOpen = row[0].isEmpty && ColumnKinds(column: 0, of: data).usual == .text
        guard measured.count > 1, isOpen || row.cells.contains(where: { $0.kind == .text }) else { return 0 }
        let areLabels = measured.allSatisfy {
            ColumnKinds.isYear(row[$0]) && !ColumnKinds(column: $0, of: data).areYears
        }
        return areLabels ? 1 : 0
    }

    /// Whether a row below the first of the header belongs to it.
    private func goesOn(_ index: Int, from start: Int) -> Bool {
        let row = rows[index]
        let first = row.firstFilled ?? 0
        if index == start + 1, numbersColumns(index) { return true }
        guard index + 1 < rows.count, row.filled > 1 || first > 0, !row.cells.contains(where: isValue) else {
            return false
        }
        let data = sample(from: index + 1)
        guard !data.isEmpty else { return false }
        let votes = TableFinder.votes(for: row, above: data) + yearVote(row, above: data)
        guard votes > 0 else { return false }
        // Where all is text, only a row of codes is known.
        if index == start + 1, HeaderLabels([rows[start], row], width: part.width).codeRow == 1,
            !isLike(row, data)
        {
            return true
        }
        guard votes >= 1 else { return false }
        let isOpen = (0..<part.width).contains { column in rows[start..<index].allSatisfy { $0[column].isEmpty } }
        if isOpen || row.cells.contains(where: Self.isUnit) { return true }
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

    /// Whether a cell says in what the numbers below it are counted.
    private static func isUnit(_ cell: GridCell) -> Bool {
        let text = cell.text
        return text == "%" || text == "€" || text.hasPrefix("(") && text.hasSuffix(")")
            || ["en ", "En "].contains { text.hasPrefix($0) }
    }

    /// Whether a row is of the data although it is shorter.
    private func holdsValues(_ index: Int, from start: Int) -> Bool {
        let row = rows[index]
        guard !row.isRemark, row.filled > 1, row.filled * 2 >= part.usualFilled else { return false }
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
        guard !row.isRemark, row.width <= part.width, row.filled > 1 || first > 0,
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
        if row.filled == 1, Self.isUnit(row[first]) || !under[..<first].contains(true) { return false }
        let isGroup = (0..<part.width).contains { column in
            !row[column].isEmpty && under[column] && row[column + 1].isEmpty && under[column + 1]
        }
        // Or one for a column that has none below.
        let isOpen = (0..<part.width).contains { !row[$0].isEmpty && !under[$0] }
        return isGroup || isOpen && row.filled * 2 >= part.usualFilled && row.cells.contains { $0.kind == .text }
    }
}
