/// Numbers in a row that may be labels of the numbers below it.
struct NumberLabels {
    private let row: GridRow
    private let data: [GridRow]

    /// - Parameter data: rows below that tell what the columns are like.
    init(_ row: GridRow, above data: [GridRow]) {
        self.row = row
        self.data = data
    }

    /// Numbers one after another above numbers that are not are labels: years, ages, the numbers of columns.
    var areCounted: Bool {
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
    var areBesideKey: Bool {
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

    /// Years above numbers that are none are labels, when no other number stands beside them.
    var yearVote: Double {
        let measured = row.cells.indices.filter { row[$0].kind.isMeasured }
        // Above the keys of the rows there may be no label at all.
        let keys = ColumnKinds(column: 0, of: data)
        let isOpen = row[0].isEmpty && keys.filled > 0 && keys.filled * 10 >= keys.rows * 9
        guard measured.count > 1, isOpen || row.cells.contains(where: { $0.kind == .text }) else { return 0 }
        let areLabels = measured.allSatisfy {
            ColumnKinds.isYear(row[$0]) && !ColumnKinds(column: $0, of: data).areYears
        }
        return areLabels ? 1 : 0
    }
}
