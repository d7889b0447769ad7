/// Writes the cells of one column as values of its type, in COPY's binary format.
///
/// What the type cannot hold without a loss is refused. The cell that is empty
/// or blank, and in columns that are not text a word for no value, become null.
struct CellConverter {
    let type: ColumnType
    let format: ValueFormat
    private let isStatus: Bool

    /// The short way for values in the usual form.
    let plain: PlainCell

    init(type: ColumnType, format: ValueFormat, isStatus: Bool = false) {
        self.type = type
        self.format = format
        self.isStatus = isStatus
        plain = PlainCell(type, format, isStatus: isStatus)
    }

    init(_ column: PlanColumn) {
        self.init(type: column.type, format: column.format, isStatus: column.isStatus)
    }

    /// - Parameter cell: UTF-8, without quotes.
    func append(_ cell: ByteSlice, to output: inout OutputBuffer) -> CellOutcome {
        if cell.isEmpty {
            output.appendNull()
            return .written
        }
        if isStatus {
            guard NullTokens.isSecret(Blank.trim(cell)) else {
                output.appendNull()
                return .written
            }
            return Self.secret.withUnsafeBufferPointer { refuse($0, to: &output) }.map { .refused($0) } ?? .written
        }
        if let code = format.code, let (zeros, digits) = code.restoration(of: Blank.trim(cell)) {
            output.append(bigEndian: Int32(truncatingIfNeeded: zeros + digits.count))
            for _ in 0..<zeros { output.append(UInt8(ascii: "0")) }
            output.append(digits)
            return .restored
        }
        if type.isText {
            let value = Blank.trim(cell)
            if value.isEmpty || format.hasNullWords && NullTokens.contains(value) {
                output.appendNull()
                return .written
            }
            if format.isPadded {
                let whole = Blank.trimPadding(cell)
                let isTrimmed = whole.count < cell.count
                return refuse(whole, to: &output).map { .refused($0) } ?? (isTrimmed ? .trimmed : .written)
            }
        }
        return refuse(cell, to: &output).map { .refused($0) } ?? .written
    }

    /// The status of a value that is there and not told.
    private static let secret = Array("secret".utf8)

    /// Writes a cell that is not empty.
    ///
    /// - Returns: nil, or why it was refused.
    private func refuse(_ cell: ByteSlice, to output: inout OutputBuffer) -> RejectReason? {
        if case .text(let limit) = type {
            if cell.contains(0) { return .nul }
            output.appendCell(cell)
            if let limit, cell.count > limit { return Self.checkLength(cell, limit) }
            return nil
        }
        return appendTyped(cell, to: &output)
    }

    private func appendTyped(_ cell: ByteSlice, to output: inout OutputBuffer) -> RejectReason? {
        let value = Blank.trim(cell)
        if value.isEmpty {
            output.appendNull()
            return nil
        }
        let start = output.count
        output.reserve(value.count + PlainCell.most)
        var end = output.end
        if value.count <= PlainNumber.most, value.withMargin({ plain.append($0, count: value.count, to: &end) }) {
            output.advance(to: end)
            return nil
        }
        guard let reason = appendValue(value, to: &output) else { return nil }
        guard NullTokens.contains(value) || type.isDay && TemporalValue.isNone(value) else {
            return value.contains(0) ? .nul : reason
        }
        output.truncate(to: start)
        output.appendNull()
        return nil
    }

    private func appendValue(_ value: ByteSlice, to output: inout OutputBuffer) -> RejectReason? {
        switch type {
        case .smallint: NumberValue.appendInteger(value, format.number, type, as: Int16.self, &output)
        case .integer: NumberValue.appendInteger(value, format.number, type, as: Int32.self, &output)
        case .bigint: NumberValue.appendInteger(value, format.number, type, as: Int64.self, &output)
        case .numeric(let precision, let scale):
            NumberValue.appendNumeric(
                value, format.number, type, NumericRoom(precision: precision, scale: scale), &output)
        case .real, .double: NumberValue.appendFloat(value, format.number, type, &output)
        case .date: TemporalValue.appendDate(value, format.dateOrder, &output)
        case .time: TemporalValue.appendTime(value, &output)
        case .timestamp, .timestampWithZone:
            TemporalValue.appendTimestamp(value, format.dateOrder, type, &output)
        case .boolean: Self.appendBoolean(value, &output)
        case .uuid: Self.appendUUID(value, &output)
        case .json, .jsonb: DocumentValue.append(value, type, &output)
        case .text: nil
        }
    }

    private static func checkLength(_ cell: ByteSlice, _ limit: Int) -> RejectReason? {
        let characters = cell.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        return characters > limit ? .tooLong(limit: limit) : nil
    }

    private static func appendBoolean(_ value: ByteSlice, _ output: inout OutputBuffer) -> RejectReason? {
        let isDigit = value.count == 1 && (value[0] == UInt8(ascii: "0") || value[0] == UInt8(ascii: "1"))
        guard let truth = isDigit ? value[0] == UInt8(ascii: "1") : BooleanReading(value)?.value else {
            return .notOfType(.boolean)
        }
        output.appendCell(truth ? UInt8(1) : 0)
        return nil
    }

    private static func appendUUID(_ value: ByteSlice, _ output: inout OutputBuffer) -> RejectReason? {
        guard value.count == 36 else { return .notOfType(.uuid) }
        output.append(bigEndian: Int32(16))
        var high: UInt8?
        for (index, byte) in value.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return .notOfType(.uuid) }
                continue
            }
            let digit = byte.isDigit ? byte &- 0x30 : byte.lowercased &- 0x61 &+ 10
            guard digit < 16, byte.isDigit || byte.isLetter else { return .notOfType(.uuid) }
            if let first = high {
                output.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return nil
    }
}
