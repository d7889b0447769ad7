/// Reads the records of a delimited source one after another.
///
/// The cells of the present record are lent as UTF-8 without quotes; they are
/// valid until the next cell or record is asked for.
/// **Cost** memory of the longest record, at most the limit.
struct RecordReader: ~Copyable {
    let dialect: Dialect
    let limits: FormatLimits
    private let stored: StoredText
    var input: InputBuffer
    private(set) var scanner: RecordScanner
    var decoder: CellDecoder
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
        precondition(limits.recordBytes < Int(Int32.max), "a record has at most 2 GiB")
        self.width = width
        self.dialect = dialect
        self.limits = limits
        stored = StoredText(source, encoding, dialect, limit: limits.recordBytes)
        decoder = CellDecoder(encoding, fallback: fallback, dialect)
        scanner = RecordScanner(dialect, capacity: limits.columns + 1, countsCharacters: !decoder.isOfSingleBytes)
        input = InputBuffer(stored.text, limit: limits.recordBytes)
    }

    var name: String { input.name }

    /// Where the record behind the present one begins, in bytes of the source as it is stored.
    var endOffset: Int { nextOffset + storedLength }

    /// Whether the present record was decoded by the second encoding of a mixed source.
    var isRedecoded: Bool { decoder.isByFallback }

    /// Whether something was done about the present record.
    @inline(__always)
    var needsNote: Bool { hasLiteralQuotes || decoder.isByFallback }

    /// Fields of the present record.
    var fieldCount: Int { scanner.fieldCount }

    /// Whether the present record has no character but delimiters and blanks.
    var isBlank: Bool { scanner.isBlank(record) }

    /// The bytes of the present record and its line end, as stored or, for UTF-16, as UTF-8.
    var record: ByteSlice { input.unread.part(0, length) }

    /// How many bytes of the source the present record is.
    @inline(__always)
    private var storedLength: Int { stored.length(of: record, lineEnds: scanner.innerLineEnds + 1) }

    /// Goes to the next record.
    ///
    /// - Returns: false at the end.
    /// - Throws: ``FormatFailure/recordTooLong(_:line:byteOffset:limit:)`` and what the source throws.
    mutating func next() throws -> Bool {
        if hasBegun { stepOver() } else { try begin() }
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

    /// Reads the first bytes and goes over a byte-order mark.
    private mutating func begin() throws {
        hasBegun = true
        while input.unread.count < 3, try input.more() {}
        if input.unread.starts(with: [0xEF, 0xBB, 0xBF]), !decoder.isOfSingleBytes {
            input.consume(3)
            nextOffset = stored.markLength
        }
    }

    private mutating func stepOver() {
        if length == 0 { return }
        nextOffset += storedLength
        nextLine += scanner.innerLineEnds + 1
        stored.step(over: scanner.innerLineEnds + 1)
        input.consume(length)
        length = 0
    }

    private mutating func take(_ length: Int) {
        self.length = length
        line = nextLine
        byteOffset = nextOffset
        decoder.begin(record, isASCII: scanner.isASCII)
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
