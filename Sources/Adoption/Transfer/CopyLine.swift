/// A row in COPY's text format, taken apart.
enum CopyLine {
    private static let backslash = UInt8(ascii: "\\")

    /// The row without its line end.
    static func row(_ piece: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        piece.last == UInt8(ascii: "\n") ? UnsafeRawBufferPointer(rebasing: piece.dropLast()) : piece
    }

    /// Where each field lies within the row: a tab within a value is written otherwise.
    static func fields(of row: UnsafeRawBufferPointer) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = 0
        for (index, byte) in row.enumerated() where byte == UInt8(ascii: "\t") {
            fields.append(start..<index)
            start = index + 1
        }
        fields.append(start..<row.count)
        return fields
    }

    /// The bytes of a value, nil for null.
    static func value(_ field: UnsafeRawBufferPointer) -> [UInt8]? {
        guard let first = field.firstIndex(of: backslash) else { return Array(field) }
        if field.count == 2, first == 0, field[1] == UInt8(ascii: "N") { return nil }
        var value = Array(field[..<first])
        value.reserveCapacity(field.count)
        var index = first
        while index < field.count {
            let byte = field[index]
            index += 1
            guard byte == backslash, index < field.count else {
                value.append(byte)
                continue
            }
            value.append(meaning(of: field[index]))
            index += 1
        }
        return value
    }

    /// What stands behind a backslash; the server writes no other forms.
    private static func meaning(of letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: letter
        }
    }

    static let null: [UInt8] = [backslash, UInt8(ascii: "N")]
}
