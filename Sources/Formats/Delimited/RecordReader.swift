/// Reads the records of a delimited source one after another.
///
/// The cells of the present record are lent as UTF-8 without quotes; they are
/// valid until the next cell or record is asked for.
/// **Cost** memory of the longest record, at most the limit.
struct RecordReader: ~Copyable {
    /// What the bytes of a record must go through to become UTF-8.
    private enum Decoding {
        case asIs, firstTable, fallbackTable, impossible
    }

    let dialect: Dialect
    private let isUTF16: Bool
    /// What takes the quotes from whole lines, and knows how long these were.
    private var lines: LineUnwrapper?
    /// Whether the bytes that are read here are those of the source.
    ///
    /// Not stored: with one more member Swift 6.3.1, when it optimizes, destroys a window that is not made yet.
    private var isAsStored: Bool { lines == nil && !isUTF16 }
    private let table: SingleByteTable
    private let fallback: SingleByteTable
    let limits: FormatLimits
    var input: InputBuffer
    private(set) var scanner: RecordScanner
    private var unquoted = OutputBuffer(capacity: 4096)
    private var decoded = OutputBuffer(capacity: 4096)
    private var decoding = Decoding.asIs
    private var nextLine = 1
    private var nextOffset = 0
    private(set) var length = 0
    private var lookaheadLost = 0
    private var hasBegun = false

    /// The line on which the present record begins, from 1.
    private(set) var line = 0

    /// Where the present record begins in the source as it is stored, in bytes from 0.
    private(set) var byteOffset = 0

    /// Whether the present record was cut at its first line because its quotes never close.
    private(set) var hasUnclosedQuote = false

    /// Whether the present record was decoded by the second encoding of a mixed source.
    var isRedecoded: Bool { decoding == .fallbackTable }

    /// Fields that a record usually has, by which lines are known that a stray quote swallowed.
    var width: Int?

    /// Fields of the line that is the rest of a broken record, when the one before was its beginning.
    var brokenRest: Int?

    /// Whether quotes of the present record are characters, since they would have swallowed lines behind it.
    private(set) var hasLiteralQuotes = false

    /// - Parameters:
    ///   - source: at its first byte.
    ///   - fallback: the encoding of records that are not valid UTF-8.
    ///   - width: fields that a record usually has, by which lines are known that a stray quote swallowed.
    init(
        _ source: any ByteSource, encoding: TextEncoding, fallback: TextEncoding? = nil, dialect: Dialect,
        width: Int? = nil, limits: FormatLimits = FormatLimits()
    ) {
        self.width = width
        precondition(limits.recordBytes < Int(Int32.max), "a record has at most 2 GiB")
        self.dialect = dialect
        self.limits = limits
        isUTF16 = encoding == .utf16BigEndian || encoding == .utf16LittleEndian
        table = SingleByteTable(encoding)
        self.fallback = SingleByteTable(fallback)
        let text = Self.text(of: source, encoding, dialect, limits)
        input = InputBuffer(text, limit: limits.recordBytes)
        scanner = RecordScanner(dialect, capacity: limits.columns + 1, countsCharacters: !table.isUsable)
        lines = text as? LineUnwrapper
    }

    /// The source as text of one byte a unit, without the quotes around its lines.
    private static func text(
        of source: any ByteSource, _ encoding: TextEncoding, _ dialect: Dialect, _ limits: FormatLimits
    ) -> any ByteSource {
        let isUTF16 = encoding == .utf16BigEndian || encoding == .utf16LittleEndian
        let text: any ByteSource =
            isUTF16 ? UTF16Source(source, isBigEndian: encoding == .utf16BigEndian) : source
        guard dialect.isWrapped else { return text }
        return LineUnwrapper(text, terminator: dialect.terminator, isUTF16: isUTF16, limit: limits.recordBytes)
    }

    /// The most bytes of a label; a cell of megabytes is none.
    private static let labelLimit = 1000

    var name: String { input.name }

    /// Where the record behind the present one begins, in bytes of the source as it is stored.
    var endOffset: Int { nextOffset + rawLength(length) }

    /// Whether something was done about the present record.
    @inline(__always)
    var needsNote: Bool { hasLiteralQuotes || decoding == .fallbackTable }

    /// Whether a field has nothing but blanks.
    func isEmpty(_ index: Int) -> Bool {
        Blank.trim(raw(index)).isEmpty
    }

    /// Fields of the present record.
    var fieldCount: Int { scanner.fieldCount }

    /// Whether the present record has no character but delimiters and blanks.
    var isBlank: Bool { scanner.isBlank(record) }

    /// The bytes of the present record and its line end, as stored or, for UTF-16, as UTF-8.
    private var record: ByteSlice { input.unread.part(0, length) }

    /// Goes to the next record.
    ///
    /// - Returns: false at the end.
    /// - Throws: ``FormatFailure/recordTooLong(_:line:byteOffset:limit:)`` and what the source throws.
    mutating func next() throws -> Bool {
        try begin()
        step(over: length)
        length = 0
        hasUnclosedQuote = false
        hasLiteralQuotes = false
        while true {
            let unread = input.unread
            let isFinal = input.isExhausted
            if isFinal, unread.isEmpty { return false }
            switch scanner.scan(unread, isFinal: isFinal) {
            case .record(let length):
                if scanner.innerLineEnds > 0, hasSwallowedLines(unread.part(0, length)) {
                    return try takeFirstLine(lost: length)
                }
                take(length)
                return true
            case .unclosed:
                return try takeFirstLine(lost: unread.count)
            case .incomplete:
                if try !input.more(), !input.isExhausted { return try takeFirstLine(lost: unread.count) }
            }
        }
    }

    /// The present record as its bytes stand.
    var view: RecordView {
        let isPlain = decoding == .asIs && scanner.isFreeOfNUL
        return RecordView(
            base: input.unreadStart, fields: scanner.kept, isPlain: isPlain, isASCIIPlain: decoding != .impossible)
    }

    /// The bytes of a field as they are stored, without the quotes around them.
    @inline(__always)
    func raw(_ index: Int) -> ByteSlice {
        let field = scanner[index]
        return input.unread.part(Int(field.start), Int(field.end))
    }

    /// The text of a cell, or nil when its bytes are no text in the encoding.
    ///
    /// - Parameter index: of a field that the limit on columns keeps.
    @inline(__always)
    mutating func cell(_ index: Int) -> ByteSlice? {
        let field = scanner[index]
        let bytes = input.unread.part(Int(field.start), Int(field.end))
        if !field.hasEscapes, decoding == .asIs { return bytes }
        return slowCell(bytes, field)
    }

    /// The whole record as a text, for people; what cannot be decoded shows as `\xNN`.
    func recordText() -> String {
        text(of: record.part(0, scanner.bodyLength))
    }

    private func text(of body: ByteSlice) -> String {
        if decoding == .asIs || decoding == .impossible { return body.escapedText() }
        var text = OutputBuffer(capacity: body.count * 2)
        // One byte that means nothing must not hide the others.
        for byte in body {
            let isKnown = withUnsafePointer(to: byte) { decode(ByteSlice(start: $0, count: 1), into: &text) }
            if !isKnown { text.append(byte) }
        }
        return text.bytes.escapedText()
    }

    private func decode(_ bytes: ByteSlice, into output: inout OutputBuffer) -> Bool {
        decoding == .firstTable ? table.decode(bytes, into: &output) : fallback.decode(bytes, into: &output)
    }

    /// A cell as a text for people, with its quotes taken off but nothing else.
    func cellText(_ index: Int) -> String {
        text(of: raw(index))
    }

    /// A cell as a label: in one line, without blanks at its ends, and of a length that a person reads.
    mutating func label(_ index: Int) -> String {
        guard let cell = cell(index) else { return String(cellText(index).prefix(Self.labelLimit)) }
        var end = min(cell.count, Self.labelLimit)
        while end > 0, end < cell.count, cell[end] & 0xC0 == 0x80 { end -= 1 }
        let words = Blank.trim(cell.part(0, end)).split { $0 == .lineFeed || $0 == .carriageReturn }
        return words.map { ByteSlice(rebasing: $0).escapedText() }.joined(separator: " ")
    }

    private mutating func slowCell(_ bytes: ByteSlice, _ field: RecordScanner.Field) -> ByteSlice? {
        var bytes = bytes
        if field.hasEscapes {
            unescape(bytes, isQuoted: field.isQuoted)
            bytes = unquoted.bytes
        }
        switch decoding {
        case .asIs: return bytes
        case .impossible: return UTF8Check.isValid(bytes) ? bytes : nil
        case .firstTable where UTF8Check.isASCII(bytes), .fallbackTable where UTF8Check.isASCII(bytes): return bytes
        case .firstTable:
            decoded.truncate(to: 0)
            return table.decode(bytes, into: &decoded) ? decoded.bytes : nil
        case .fallbackTable:
            decoded.truncate(to: 0)
            return fallback.decode(bytes, into: &decoded) ? decoded.bytes : nil
        }
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

    /// Reads the first bytes and goes over a byte-order mark.
    private mutating func begin() throws {
        if hasBegun { return }
        hasBegun = true
        while input.unread.count < 3, try input.more() {}
        if input.unread.starts(with: [0xEF, 0xBB, 0xBF]), !table.isUsable {
            input.consume(3)
            nextOffset = isUTF16 ? 2 : 3
        }
    }

    private mutating func step(over length: Int) {
        if length == 0 { return }
        nextOffset += rawLength(length)
        nextLine += scanner.innerLineEnds + 1
        lines?.take(lines: scanner.innerLineEnds + 1)
        input.consume(length)
    }

    private func rawLength(_ length: Int) -> Int {
        isAsStored ? length : translatedLength(length)
    }

    private func translatedLength(_ length: Int) -> Int {
        if length == 0 { return 0 }
        return lines?.rawLength(ofLines: scanner.innerLineEnds + 1)
            ?? UTF16Source.rawLength(of: input.unread.part(0, length))
    }

    private mutating func take(_ length: Int) {
        self.length = length
        line = nextLine
        byteOffset = nextOffset
        if scanner.isASCII {
            decoding = .asIs
        } else if table.isUsable {
            decoding = .firstTable
        } else if UTF8Check.isValid(record) {
            decoding = .asIs
        } else if fallback.isUsable {
            decoding = .fallbackTable
        } else {
            decoding = .impossible
        }
    }

    /// Whether a record over several lines is rather as many records, of which the first has a stray quote.
    ///
    /// All of its lines have the usual width, and no careful writer made the quotes. A record whose
    /// quotes are right is left as it is, whatever stands in it.
    private func hasSwallowedLines(_ record: ByteSlice) -> Bool {
        guard let width, width > 1, scanner.fieldCount != width || scanner.hasStrayQuote else { return false }
        return scanner.isLines(of: width, record)
    }

    /// Takes the first line of a record whose quotes do not close within the limit, or swallowed lines.
    ///
    /// The lines behind it are read as records of their own, so that a stray
    /// quote costs no other row. What was looked at in vain is bounded, or a
    /// file made for it could take its square in time.
    private mutating func takeFirstLine(lost: Int) throws -> Bool {
        let unread = input.unread
        lookaheadLost += lost
        guard case .record(let length) = scanner.scan(unread, isFinal: input.isExhausted, honorsQuotes: false)
        else {
            throw FormatFailure.recordTooLong(
                name, line: nextLine, byteOffset: nextOffset, limit: limits.recordBytes)
        }
        guard lookaheadLost <= 64 * limits.recordBytes + 16 * nextOffset else {
            throw FormatFailure.quotesNeverClose(name, line: nextLine)
        }
        hasLiteralQuotes = scanner.fieldCount == width
        hasUnclosedQuote = !hasLiteralQuotes
        take(length)
        return true
    }
}
