/// What the cells of each column of one table have in common, gathered record by record.
struct TableStatistics {
    private(set) var columns: [ColumnStatistics]
    private let bounds: TableBounds

    /// How many fields a record of the table has.
    let width: Int
    private let fields: Range<Int>
    private let nullWords = NullTokens.screen
    private var nextTotal = 0
    private var wider = (count: 0, first: 0)
    private var narrower = (count: 0, first: 0)

    init(of table: FoundTable) {
        bounds = table.bounds
        width = table.width
        fields = table.fields
        let names = ColumnName.names(for: table.nameLabels)
        columns = ColumnHint.all(names).map { ColumnStatistics($0) }
    }

    /// Whether the cells are those that were gathered for another find of the table, held against the same names.
    func isOf(_ table: FoundTable) -> Bool {
        bounds.firstDataRow == table.bounds.firstDataRow && bounds.lastDataRow == table.bounds.lastDataRow
            && bounds.totals == table.bounds.totals && width == table.width && fields == table.fields
            && columns.map(\.label) == ColumnHint.all(ColumnName.names(for: table.nameLabels))
    }

    /// The first row of data.
    var firstRow: Int { bounds.firstDataRow }

    /// Whether a row stands below the data.
    func isBehind(_ row: Int) -> Bool { row > bounds.lastDataRow ?? .max }

    /// Counts a record that a load refuses for its width.
    mutating func addRefused(line: Int, width: Int) {
        if isTotal(line) { return }
        if width > self.width {
            wider = (wider.count + 1, wider.count == 0 ? line : wider.first)
        } else if width < self.width {
            narrower = (narrower.count + 1, narrower.count == 0 ? line : narrower.first)
        }
    }

    /// What a person should know of records that cannot be loaded, since they have too many cells or far too few.
    var widthWarning: String? {
        let parts = [(wider, "wider"), (narrower, "much narrower")].filter { $0.0.count > 0 }.map { refused, word in
            "\(refused.count) \(refused.count == 1 ? "row is" : "rows are") \(word) than the table of \(width) columns, the first on line \(refused.first)"
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ") + ": a load rejects them"
    }

    /// Whether a row is none of the data, though it stands among it; rows come in their order.
    private mutating func isTotal(_ row: Int) -> Bool {
        while nextTotal < bounds.totals.count, bounds.totals[nextTotal] < row { nextTotal += 1 }
        return nextTotal < bounds.totals.count && bounds.totals[nextTotal] == row
    }

    /// Adds the present record, when it is of the data.
    mutating func add(_ records: inout RecordReader) {
        let row = records.line
        guard row >= bounds.firstDataRow, !isBehind(row) else { return }
        if isTotal(row) { return }
        let present = fields.lowerBound..<max(fields.lowerBound, min(fields.upperBound, records.fieldCount))
        columns.withUnsafeMutableBufferPointer { columns in
            for index in present {
                if columns[index].isSettled, columns[index].addSettled(records.raw(index), nullWords) { continue }
                if let cell = records.cell(index) { columns[index].add(cell, line: row) }
            }
        }
    }
}
