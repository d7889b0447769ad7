/// Reads rows in PostgreSQL's binary format back, for people to look at.
enum BinaryRows {
    /// The cells of all rows as PostgreSQL shows them with `DateStyle` ISO and in UTC; nil for null.
    static func texts(of bytes: ByteSlice, _ types: [ColumnType]) -> [[String?]] {
        var rows: [[String?]] = []
        var index = 0
        while index < bytes.count {
            let width = Int(bytes.bigEndian(Int16.self, at: index))
            index += 2
            var row: [String?] = []
            row.reserveCapacity(width)
            for column in 0..<width {
                let length = Int(bytes.bigEndian(Int32.self, at: index))
                index += 4
                guard length >= 0 else {
                    row.append(nil)
                    continue
                }
                row.append(text(of: bytes.part(index, index + length), types[column]))
                index += length
            }
            rows.append(row)
        }
        return rows
    }

    /// One value as a text.
    static func text(of value: ByteSlice, _ type: ColumnType) -> String {
        switch type {
        case .text, .json: String(decoding: value, as: UTF8.self)
        case .jsonb: DocumentText.text(of: value.part(1, value.count))
        case .boolean: value[0] == 0 ? "f" : "t"
        case .smallint: String(value.bigEndian(Int16.self, at: 0))
        case .integer: String(value.bigEndian(Int32.self, at: 0))
        case .bigint: String(value.bigEndian(Int64.self, at: 0))
        case .real:
            FloatText.text(of: Float(bitPattern: value.bigEndian(UInt32.self, at: 0)).description, digits: 6)
        case .double:
            FloatText.text(of: Double(bitPattern: value.bigEndian(UInt64.self, at: 0)).description, digits: 15)
        case .numeric(nil, _): NumericValue.text(of: value)
        // The server fills the fraction up with zeros.
        case .numeric(_, let scale): NumericValue.text(of: value, scale: scale)
        case .date: CalendarText.day(Int(value.bigEndian(Int32.self, at: 0)))
        case .time: CalendarText.time(Int(value.bigEndian(Int64.self, at: 0)))
        case .timestamp: CalendarText.moment(Int(value.bigEndian(Int64.self, at: 0)))
        case .timestampWithZone: CalendarText.moment(Int(value.bigEndian(Int64.self, at: 0)), zone: "+00")
        case .uuid: uuid(value)
        }
    }

    private static func uuid(_ value: ByteSlice) -> String {
        var text = ""
        for (index, byte) in value.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text += "-" }
            text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return text
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The integer at a place, its most significant byte first.
    @inline(__always)
    func bigEndian<Value: FixedWidthInteger>(_ type: Value.Type, at index: Int) -> Value {
        Value(bigEndian: UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: index, as: type))
    }
}
