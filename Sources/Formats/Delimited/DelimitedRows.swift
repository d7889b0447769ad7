/// The records of a delimited text on their way to rows.
///
/// It is a value of its own and not a part of the class around it, because
/// every access to a property of a class is checked, and a load makes millions.
struct DelimitedRows: ~Copyable {
    /// What is done with one cell of every record.
    private struct Step {
        let field: Int
        let plain: PlainCell
    }

    private let layout: DelimitedLayout
    private let columns: [PlanColumn]
    private let types: [ColumnType]
    private let steps: UnsafeMutablePointer<Step>
    private let converters: [CellConverter]
    /// How many columns at most have their cells from the same field.
    private let copies: Int
    private var records: RecordReader
    private(set) var tally = Tally()
    private var headerRows: [GridRow] = []
    private var nextTotal = 0
    private var nextTotalRow: Int

    /// The first cell of the present record that got zeros back.
    private var restored: (column: Int, value: String)?

    /// The first cell of the present record that lost the blanks which filled it up.
    private var trimmed: (column: Int, value: String)?

    /// The first cell of the present record that its column cannot hold and that was left out.
    private var discarded: (column: Int, value: String)?

    /// Whether there is one of them.
    private var hasMended = false

    private let discardsValues: Bool

    /// Where the next record begins, in bytes of the source.
    var byteOffset: Int { records.endOffset }

    init(
        _ source: any ByteSource, _ layout: DelimitedLayout, _ columns: [PlanColumn], _ limits: FormatLimits,
        _ discardsValues: Bool
    ) {
        self.discardsValues = discardsValues
        self.layout = layout
        nextTotalRow = layout.bounds.totals.first ?? .max
        self.columns = columns
        types = columns.map(\.type)
        converters = columns.map { CellConverter($0) }
        copies = Dictionary(grouping: columns, by: \.field).values.map(\.count).max() ?? 1
        steps = .allocate(capacity: max(1, columns.count))
        for (index, column) in columns.enumerated() {
            (steps + index).initialize(to: Step(field: column.field - 1, plain: converters[index].plain))
        }
        records = RecordReader(
            source, encoding: layout.encoding, fallback: layout.fallbackEncoding, dialect: layout.dialect,
            width: layout.width, limits: limits)
    }

    deinit {
        steps.deallocate()
    }

    /// Empties the batch and fills it with the next rows; false at the end.
    mutating func read(into batch: inout RowBatch) throws -> Bool {
        batch.begin(types)
        let (first, last) = (layout.bounds.firstDataRow, layout.bounds.lastDataRow ?? .max)
        while !batch.isFull {
            guard try records.next() else { return batch.rowCount > 0 || !batch.rejects.isEmpty }
            tally.records += 1
            if records.line < first || records.line > last {
                if layout.bounds.header?.contains(records.line) == true { try takeHeader() }
                tally.outside += 1
            } else if records.line >= nextTotalRow, isTotal(records.line) {
                tally.totals += 1
            } else if records.isBlank {
                tally.blank += 1
            } else if try appendRow(to: &batch) {
                tally.loaded += 1
            } else {
                tally.rejected += 1
            }
        }
        return true
    }

    /// Writes the present record as a row, or a reject that says why it is none.
    ///
    /// - Returns: whether it became a row.
    @inline(__always)
    private mutating func appendRow(to batch: inout RowBatch) throws -> Bool {
        let count = columns.count
        var present = Int.max
        if records.hasUnclosedQuote || records.fieldCount != layout.width {
            if let reason = try records.refusalOfWidth() { return refuse(reason, &batch) }
            present = records.fieldCount
        }
        let start = batch.output.count
        let view = records.view
        let most =
            records.length &* copies &+ count &* PlainCell.most &+ UnsafeMutablePointer<UInt8>.copySlack
            &+ RowBatch.rowHeadSize
        batch.output.reserve(most)
        var end = batch.output.end
        batch.appendRowHead(cellCount: count, line: records.line, byteOffset: records.byteOffset, to: &end)
        for index in 0..<count {
            let step = steps[index]
            if step.field >= present {
                end.append(bigEndian: Int32(-1))
                continue
            }
            let cell = view.plainCell(step.field)
            if let base = cell.baseAddress, step.plain.append(base, count: cell.count, to: &end) { continue }
            batch.output.advance(to: end)
            guard appendUnusual(index, field: step.field, rowStart: start, to: &batch) else { return false }
            batch.output.reserve(most)
            end = batch.output.end
        }
        batch.output.advance(to: end)
        batch.rowCount &+= 1
        if present != .max || hasMended || records.needsNote { noteRepairs(&batch) }
        return true
    }

    /// Writes a cell that is in no usual form, or a reject in place of the whole row.
    @inline(never)
    private mutating func appendUnusual(_ index: Int, field: Int, rowStart: Int, to batch: inout RowBatch) -> Bool {
        let start = batch.output.count
        guard let cell = records.cell(field) else {
            return leaveOut(records.cellText(field), for: .undecodable, index, cellStart: start, rowStart, &batch)
        }
        switch converters[index].append(cell, to: &batch.output) {
        case .written: return true
        case .restored:
            if restored == nil { restored = (index, cell.escapedText()) }
            hasMended = true
            return true
        case .trimmed:
            if trimmed == nil { trimmed = (index, cell.escapedText()) }
            hasMended = true
            return true
        case .refused(let reason):
            return leaveOut(cell.escapedText(), for: reason, index, cellStart: start, rowStart, &batch)
        }
    }

    /// Leaves a value out that its column cannot hold, or refuses the row for it.
    private mutating func leaveOut(
        _ value: String, for reason: RejectReason, _ index: Int, cellStart: Int, _ rowStart: Int,
        _ batch: inout RowBatch
    ) -> Bool {
        guard discardsValues else {
            batch.output.truncate(to: rowStart)
            return refuse(reason, column: index, value: value, &batch)
        }
        batch.output.truncate(to: cellStart)
        batch.output.appendNull()
        if discarded == nil { discarded = (index, value) }
        hasMended = true
        return true
    }

    /// Counts what was done about the present record, and keeps the first ones of each kind.
    @inline(never)
    private mutating func noteRepairs(_ batch: inout RowBatch) {
        if records.fieldCount < layout.width { note(.shortRow, &batch) }
        if records.fieldCount > layout.width { note(.emptyCells, &batch) }
        if records.hasLiteralQuotes { note(.strayQuote, &batch) }
        if records.isRedecoded { note(.fallbackEncoding, &batch) }
        if let restored { note(.restoredCode, column: restored.column, value: restored.value, &batch) }
        if let trimmed { note(.trimmedBlanks, column: trimmed.column, value: trimmed.value, &batch) }
        if let discarded { note(.discardedValue, column: discarded.column, value: discarded.value, &batch) }
        forgetMended()
    }

    private mutating func forgetMended() {
        guard hasMended else { return }
        (restored, trimmed, discarded, hasMended) = (nil, nil, nil, false)
    }

    private mutating func note(
        _ kind: Repair.Kind, column: Int? = nil, value: String? = nil, _ batch: inout RowBatch
    ) {
        tally.repairs[kind] += 1
        guard tally.repairs[kind] <= Repair.kept else { return }
        batch.append(
            Repair(
                line: records.line, byteOffset: records.byteOffset, column: column.map { columns[$0].name },
                value: value, kind: kind, rawLine: records.recordText()))
    }

    /// - Returns: false, since there is no row.
    @inline(never)
    private mutating func refuse(
        _ reason: RejectReason, column: Int? = nil, value: String? = nil, _ batch: inout RowBatch
    ) -> Bool {
        forgetMended()
        batch.append(
            Reject(
                line: records.line, byteOffset: records.byteOffset, column: column.map { columns[$0].name },
                value: value, reason: reason, rawLine: records.recordText()))
        return false
    }

    /// Whether a row is one of the totals; those that a plan names and no record begins on are gone over.
    private mutating func isTotal(_ row: Int) -> Bool {
        let totals = layout.bounds.totals
        while nextTotal < totals.count, totals[nextTotal] < row { nextTotal += 1 }
        nextTotalRow = nextTotal < totals.count ? totals[nextTotal] : .max
        return nextTotalRow == row
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
