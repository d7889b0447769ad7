import Vocabulary

/// Reads the rows of a JSON text.
final class JSONTableReader: TableReader {
    let columns: [PlanColumn]
    private(set) var tally = Tally()
    var byteOffset: Int { rows.endOffset }
    private let converters: [CellConverter]
    private let types: [ColumnType]
    /// The first column of the present row whose code got zeros back.
    private var restored: Int?
    private let discardsValues: Bool
    /// The first column of the present row whose value it cannot hold.
    private var discarded: Int?
    private var flattener: JSONFlattener
    private var rows: JSONRows

    init(
        _ source: any ByteSource, _ layout: JSONLayout, _ columns: [PlanColumn], _ limits: FormatLimits,
        _ discardsValues: Bool
    ) {
        self.discardsValues = discardsValues
        self.columns = columns
        types = columns.map(\.type)
        converters = columns.map { CellConverter($0) }
        flattener = JSONFlattener(paths: columns.map { JSONPath(text: $0.label) })
        rows = JSONRows(source, layout, limits)
    }

    func read(into batch: inout RowBatch) throws -> Bool {
        batch.begin(types)
        while !batch.isFull {
            guard let element = try rows.next() else { return batch.rowCount > 0 || !batch.rejects.isEmpty }
            tally.records += 1
            if let reject = append(element, to: &batch) {
                batch.append(reject)
                tally.rejected += 1
            } else {
                tally.loaded += 1
            }
        }
        return true
    }

    /// Writes an element as a row.
    ///
    /// - Returns: why it was refused, or nil.
    private func append(_ element: JSON, to batch: inout RowBatch) -> Reject? {
        guard case .object(let members) = element else { return reject(.notAnObject, element) }
        var cells = [JSON](repeating: .null, count: columns.count)
        var unknown: JSONPath?
        flattener.forEach(in: members, mayGrow: false) { path in
            unknown = unknown ?? path
        } _: { column, value in
            cells[column] = value
        }
        (restored, discarded) = (nil, nil)
        if let unknown { return reject(.unknownMember(quoted(unknown.description)), element) }
        let start = batch.output.count
        batch.beginRow(cellCount: columns.count, line: rows.line, byteOffset: rows.byteOffset)
        for (index, cell) in cells.enumerated() {
            let cellStart = batch.output.count
            switch append(cell, converters[index], to: &batch.output) {
            case .written, .trimmed: break
            case .restored: restored = restored ?? index
            case .refused where discardsValues:
                batch.output.truncate(to: cellStart)
                batch.output.appendNull()
                discarded = discarded ?? index
            case .refused(let reason):
                batch.output.truncate(to: start)
                return reject(reason, element, column: columns[index].name, value: cell)
            }
        }
        if let restored { note(.restoredCode, restored, cells[restored].description, element, &batch) }
        if let discarded { note(.discardedValue, discarded, shown(cells[discarded]), element, &batch) }
        batch.rowCount += 1
        return nil
    }

    private func append(_ cell: JSON, _ converter: CellConverter, to output: inout OutputBuffer)
        -> CellOutcome
    {
        if cell == .null {
            output.appendNull()
            return .written
        }
        if converter.type.isDocument {
            return DocumentValue.append(cell, converter.type, &output).map { .refused($0) } ?? .written
        }
        var text: String
        switch cell {
        case .string(let value): text = value
        case .null, .bool, .number, .array, .object: text = cell.description
        }
        return text.withUTF8 { bytes in
            // JSON tells an empty text, and one of blanks, from none.
            guard bytes.isEmpty ? converter.type.isText : converter.type == .text && Blank.trim(bytes).isEmpty else {
                return converter.append(bytes, to: &output)
            }
            output.appendCell(bytes)
            return .written
        }
    }

    /// Counts a row that was mended, and keeps the first ones.
    private func note(
        _ kind: Repair.Kind, _ column: Int, _ value: String, _ element: JSON, _ batch: inout RowBatch
    ) {
        tally.repairs[kind] += 1
        guard tally.repairs[kind] <= Repair.kept else { return }
        batch.append(
            Repair(
                line: rows.line, byteOffset: rows.byteOffset, column: columns[column].name,
                value: value, kind: kind, rawLine: element.description))
    }

    private func reject(_ reason: RejectReason, _ element: JSON, column: String? = nil, value: JSON? = nil)
        -> Reject
    {
        Reject(
            line: rows.line, byteOffset: rows.byteOffset, column: column, value: value.map(shown), reason: reason,
            rawLine: element.description)
    }

    /// A value as its text, with quotes only where they belong to it.
    private func shown(_ value: JSON) -> String {
        if case .string(let text) = value { escaped(text) } else { escaped(value.description) }
    }

    /// Shows U+0000, which could not be stored with the reject either.
    private func escaped(_ text: String) -> String {
        var text = text
        return text.withUTF8 { $0.escapedText() }
    }
}
