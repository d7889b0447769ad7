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
        bounds = table.bounds
        width = table.width
        labels = Array(repeating: "", count: table.width)
        fieldLimit = limits.columns
        let source = try OpenedSource(source, declared: plan.containers, limits: limits).source
        records = RecordReader(
            source, encoding: plan.encoding, fallback: plan.fallbackEncoding, dialect: dialect, limits: limits)
        for column in table.columns where labels.indices.contains(column.field - 1) {
            labels[column.field - 1] = bounds.header == nil ? column.name : column.label
        }
        isPending = try records.next()
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
        var cells = (0..<max(width, count)).map { $0 < count ? text($0) : "" }
        while cells.count > width, cells.last == "" { cells.removeLast() }
        return cells
    }

    private func text(_ field: Int) -> String {
        records.cell(field).map { String(decoding: $0, as: UTF8.self) } ?? records.cellText(field)
    }
}
