/// Makes UTF-8 of the cells of one record after another, in whatever encoding they are.
///
/// A cell that it gives is valid until the next is asked for.
struct CellDecoder: ~Copyable {
    /// What the bytes of a record must go through.
    private enum Way {
        case asIs, firstTable, fallbackTable, impossible
    }

    private let dialect: Dialect
    private let table: SingleByteTable
    private let fallback: SingleByteTable
    private var unquoted = OutputBuffer(capacity: 4096)
    private var decoded = OutputBuffer(capacity: 4096)
    private var way = Way.asIs

    /// - Parameter fallback: the encoding of records that are not valid UTF-8.
    init(_ encoding: TextEncoding, fallback: TextEncoding?, _ dialect: Dialect) {
        self.dialect = dialect
        table = SingleByteTable(encoding)
        self.fallback = SingleByteTable(fallback)
    }

    /// Whether every byte of a text is a character.
    var isOfSingleBytes: Bool { table.isUsable }

    /// Whether cells of the record are UTF-8 as they stand, once their quotes are out.
    var isAsIs: Bool { way == .asIs }

    /// Whether the record was decoded by the second encoding of a mixed source.
    var isByFallback: Bool { way == .fallbackTable }

    /// Whether no encoding explains all of the record.
    var isImpossible: Bool { way == .impossible }

    /// Goes on to a record.
    @inline(__always)
    mutating func begin(_ record: ByteSlice, isASCII: Bool) {
        way = isASCII ? .asIs : way(of: record)
    }

    private func way(of record: ByteSlice) -> Way {
        if table.isUsable { return .firstTable }
        if UTF8Check.isValid(record) { return .asIs }
        return fallback.isUsable ? .fallbackTable : .impossible
    }

    /// The text of a cell, or nil when its bytes are no text in the encoding.
    mutating func cell(_ bytes: ByteSlice, _ field: RecordScanner.Field) -> ByteSlice? {
        var bytes = bytes
        if field.hasEscapes {
            unescape(bytes, isQuoted: field.isQuoted)
            bytes = unquoted.bytes
        }
        switch way {
        case .asIs: return bytes
        case .impossible: return UTF8Check.isValid(bytes) ? bytes : nil
        case .firstTable, .fallbackTable:
            if UTF8Check.isASCII(bytes) { return bytes }
            decoded.truncate(to: 0)
            let isText =
                way == .firstTable
                ? table.decode(bytes, into: &decoded) : fallback.decode(bytes, into: &decoded)
            return isText ? decoded.bytes : nil
        }
    }

    /// Bytes of the record as a text for people; what cannot be decoded shows as `\xNN`.
    func text(of bytes: ByteSlice) -> String {
        if way == .asIs || way == .impossible { return bytes.escapedText() }
        var text = OutputBuffer(capacity: bytes.count * 2)
        // One byte that means nothing must not hide the others.
        for byte in bytes {
            let isKnown = withUnsafePointer(to: byte) { decode(ByteSlice(start: $0, count: 1), into: &text) }
            if !isKnown { text.append(byte) }
        }
        return text.bytes.escapedText()
    }

    private func decode(_ bytes: ByteSlice, into output: inout OutputBuffer) -> Bool {
        way == .firstTable ? table.decode(bytes, into: &output) : fallback.decode(bytes, into: &output)
    }

    /// Takes out the first of two quotes, or the backslash before a quote, a delimiter or a backslash.
    private mutating func unescape(_ bytes: ByteSlice, isQuoted: Bool) {
        unquoted.truncate(to: 0)
        unquoted.reserve(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if index + 1 < bytes.count {
                let next = bytes[index + 1]
                let isPair = isQuoted && dialect.escape == .doubled && byte == dialect.quote && next == byte
                let isEscape =
                    byte == dialect.escapeByte
                    && (next == dialect.quote || next == dialect.delimiter || next == byte)
                if isPair || isEscape {
                    unquoted.appendReserved(next)
                    index += 2
                    continue
                }
            }
            unquoted.appendReserved(byte)
            index += 1
        }
    }
}
