/// Writes the cells of one column as values of its type, in COPY's text format.
///
/// What the type cannot hold without a loss is refused. The empty cell, and in
/// columns that are not text a word for no value, become null.
struct CellConverter {
    let type: ColumnType
    let format: ValueFormat

    /// - Parameter cell: UTF-8, without quotes.
    /// - Returns: nil, or why the cell was refused; then the output must be taken back.
    @inline(__always)
    func append(_ cell: ByteSlice, to output: inout OutputBuffer) -> RejectReason? {
        if cell.isEmpty {
            CopyText.appendNull(to: &output)
            return nil
        }
        if case .text(let limit) = type {
            guard CopyText.append(cell, to: &output) else { return .nul }
            if let limit, cell.count > limit { return Self.checkLength(cell, limit) }
            return nil
        }
        return appendTyped(cell, to: &output)
    }

    private func appendTyped(_ cell: ByteSlice, to output: inout OutputBuffer) -> RejectReason? {
        let value = Blank.trim(cell)
        if value.isEmpty {
            CopyText.appendNull(to: &output)
            return nil
        }
        let start = output.count
        guard let reason = appendValue(value, to: &output) else { return nil }
        guard NullTokens.contains(value) else { return value.contains(0) ? .nul : reason }
        output.truncate(to: start)
        CopyText.appendNull(to: &output)
        return nil
    }

    @inline(__always)
    private func appendValue(_ value: ByteSlice, to output: inout OutputBuffer) -> RejectReason? {
        switch type {
        case .smallint: NumberText.appendInteger(value, format.number, type, -0x8000...0x7FFF, &output)
        case .integer:
            NumberText.appendInteger(value, format.number, type, -0x8000_0000...0x7FFF_FFFF, &output)
        case .bigint: NumberText.appendInteger(value, format.number, type, Int64.min...Int64.max, &output)
        case .numeric(let precision, let scale):
            NumberText.appendNumeric(value, format.number, type, precision: precision, scale: scale, &output)
        case .real, .double: NumberText.appendFloat(value, format.number, type, &output)
        case .date: TemporalText.appendDate(value, format.dateOrder, &output)
        case .time: TemporalText.appendTime(value, &output)
        case .timestamp, .timestampWithZone:
            TemporalText.appendTimestamp(value, format.dateOrder, type, &output)
        case .boolean: Self.appendBoolean(value, &output)
        case .uuid: Self.appendUUID(value, &output)
        case .jsonb: DocumentText.append(value, &output)
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
        output.append(truth ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        return nil
    }

    private static func appendUUID(_ value: ByteSlice, _ output: inout OutputBuffer) -> RejectReason? {
        guard value.count == 36 else { return .notOfType(.uuid) }
        for (index, byte) in value.enumerated() {
            let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
            let isHex = byte.isDigit || (byte | 0x20) &- 0x61 < 6
            guard isHyphen ? byte == UInt8(ascii: "-") : isHex else { return .notOfType(.uuid) }
            output.append(byte.lowercased)
        }
        return nil
    }
}
