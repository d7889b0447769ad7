/// The rows of one table of a source with every cell as the text that it is written as.
///
/// Nothing is converted, no row is refused and no field left out: a record
/// that is too short is filled up, one that is too long comes with the cells
/// that it has.
package final class RawRows {
    /// The labels of the fields as the source has them, and the names of the columns where it has none.
    package private(set) var labels: [String]

    private let bounds: TableBounds
    private let width: Int
    private let fields: Range<Int>
    private let fieldLimit: Int
    private var nextTotal = 0
    private var isPending: Bool
    private var records: RecordReader

    /// - Throws: ``FormatFailure``, also for a source that is not delimited.
    package init(
        _ plan: SourcePlan, of source: any ByteSource, table number: Int = 1, limits: FormatLimits = FormatLimits()
    ) throws {
        let table = try plan.table(number)
        guard case .delimited(let dialect) = plan.format else {
            throw FormatFailure.invalidPlan("only a delimited text has raw cells")
        }
        guard (0...limits.columns).contains(table.width),
            table.columns.allSatisfy({ (1...max(1, table.width)).contains($0.field) })
        else {
            throw FormatFailure.invalidPlan("a column's field is not among the \(table.width) of a record")
        }
        bounds = table.bounds
        width = table.width
        fields = plan.fields(of: table)
        labels = Array(repeating: "", count: table.width)
        fieldLimit = limits.columns
        let source = try OpenedSource(source, declared: plan.containers, limits: limits).source
        records = RecordReader(
            source, encoding: plan.encoding, fallback: plan.fallbackEncoding, dialect: dialect,
            width: table.width, limits: limits)
        for column in table.columns where !column.isStatus && labels.indices.contains(column.field - 1) {
            labels[column.field - 1] = bounds.header == nil ? column.name : column.label
        }
        isPending = try records.next()
        labels = Array(labels[fields])
        while isPending, records.line < bounds.firstDataRow {
            // The labels of one row are known as they are written, with their blanks and line ends.
            if bounds.header == records.line...records.line { labels = cells() }
            isPending = try records.next()
        }
    }

    /// The cells of the next row, or nil at the end; cells behind the last column follow the others.
    package func next() throws -> [String]? {
        while isPending {
            let line = records.line
            if let last = bounds.lastDataRow, line > last { return nil }
            while nextTotal < bounds.totals.count, bounds.totals[nextTotal] < line { nextTotal += 1 }
            let isTotal = nextTotal < bounds.totals.count && bounds.totals[nextTotal] == line
            let row = isTotal || records.isBlank ? nil : cells()
            isPending = try records.next()
            if let row { return row }
        }
        return nil
    }

    private func cells() -> [String] {
        let count = min(records.fieldCount, fieldLimit + 1)
        let end = fields.upperBound == width ? max(width, count) : fields.upperBound
        var cells = (fields.lowerBound..<end).map { $0 < count ? text($0) : "" }
        while cells.count > fields.count, cells.last == "" { cells.removeLast() }
        return cells
    }

    private func text(_ field: Int) -> String {
        records.cell(field).map { String(decoding: $0, as: UTF8.self) } ?? records.cellText(field)
    }
}

extension SourcePlan {
    /// The fields that are a table's own: all of them, or its columns' when another table stands beside it.
    fileprivate func fields(of table: TablePlan) -> Range<Int> {
        let isBeside = tables.contains {
            $0.columns != table.columns && $0.bounds.firstDataRow == table.bounds.firstDataRow
        }
        guard isBeside, let first = table.columns.map(\.field).min(), let last = table.columns.map(\.field).max(),
            first > 0
        else { return 0..<table.width }
        return first - 1..<last
    }
}
