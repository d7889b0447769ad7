/// The records of a delimited text on their way to rows.
///
/// It is a value of its own and not a part of the class around it, because
/// every access to a property of a class is checked, and a load makes millions.
struct DelimitedRows: ~Copyable {
    /// What is done with one cell of every record.
    private struct Step {
        let field: Int
        let converter: CellConverter
    }

    private let layout: DelimitedLayout
    private let columns: [PlanColumn]
    private let types: [ColumnType]
    private let steps: UnsafeMutablePointer<Step>
    private var records: RecordReader
    private(set) var tally = Tally()
    private var headerRows: [GridRow] = []
    private var nextTotal = 0

    /// Where the next record begins, in bytes of the source.
    var byteOffset: Int { records.endOffset }

    init(_ source: any ByteSource, _ layout: DelimitedLayout, _ columns: [PlanColumn], _ limits: FormatLimits) {
        self.layout = layout
        self.columns = columns
        types = columns.map(\.type)
        steps = .allocate(capacity: max(1, columns.count))
        for (index, column) in columns.enumerated() {
            let converter = CellConverter(type: column.type, format: column.format)
            (steps + index).initialize(to: Step(field: column.field - 1, converter: converter))
        }
        records = RecordReader(
            source, encoding: layout.encoding, fallback: layout.fallbackEncoding, dialect: layout.dialect,
            limits: limits)
    }

    deinit {
        steps.deallocate()
    }

    /// Empties the batch and fills it with the next rows; false at the end.
    mutating func read(into batch: inout RowBatch) throws -> Bool {
        batch.begin(types)
        defer { tally.redecoded = records.redecodedCount }
        let (first, last) = (layout.bounds.firstDataRow, layout.bounds.lastDataRow ?? .max)
        while !batch.isFull {
            guard try records.next() else { return batch.rowCount > 0 || !batch.rejects.isEmpty }
            tally.records += 1
            if records.line < first || records.line > last {
                if layout.bounds.header?.contains(records.line) == true { try takeHeader() }
                tally.outside += 1
            } else if records.line == layout.bounds.totals[checking: nextTotal] {
                nextTotal += 1
                tally.totals += 1
            } else if records.isBlank {
                tally.blank += 1
            } else if let reject = appendRow(to: &batch) {
                batch.append(reject)
                tally.rejected += 1
            } else {
                tally.loaded += 1
            }
        }
        return true
    }

    /// Writes the present record as a row.
    ///
    /// - Returns: why it was refused, or nil.
    private mutating func appendRow(to batch: inout RowBatch) -> Reject? {
        if records.hasUnclosedQuote { return reject(.unclosedQuote) }
        guard records.fieldCount == layout.width else {
            return reject(.width(expected: layout.width, found: records.fieldCount))
        }
        let start = batch.output.count
        batch.output.beginRow(cellCount: columns.count)
        for index in 0..<columns.count {
            let step = steps[index]
            guard let cell = records.cell(step.field) else {
                batch.output.truncate(to: start)
                return reject(.undecodable, column: index, value: records.cellText(step.field))
            }
            if let reason = step.converter.append(cell, to: &batch.output) {
                batch.output.truncate(to: start)
                return reject(reason, column: index, value: cell.escapedText())
            }
        }
        batch.rowCount += 1
        return nil
    }

    private func reject(_ reason: RejectReason, column: Int? = nil, value: String? = nil) -> Reject {
        Reject(
            line: records.line, byteOffset: records.byteOffset, column: column.map { columns[$0].name },
            value: value,
            reason: reason, rawLine: records.recordText())
    }

    /// Keeps a row of the header, and checks all of them when the last one is there.
    private mutating func takeHeader() throws {
        headerRows.append(GridRow(&records, limit: layout.width))
        if records.line == layout.bounds.header?.upperBound { try checkHeader() }
    }

    /// Compares the labels of the header with those of the plan, so that a moved column is never loaded as another.
    private func checkHeader() throws {
        let labels = HeaderLabels(headerRows, width: layout.width).labels
        let found = columns.map { labels[$0.field - 1] }
        let expected = columns.map(\.label)
        guard zip(expected, found).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }) else {
            throw FormatFailure.headerChanged(
                records.name, line: records.line, expected: expected, found: found)
        }
    }
}

extension [Int] {
    /// The element at an index, or nil behind the end.
    fileprivate subscript(checking index: Int) -> Int? { index < count ? self[index] : nil }
}
