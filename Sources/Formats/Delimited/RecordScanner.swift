/// Splits bytes into the fields of one record after another.
///
/// It knows nothing of encodings: quote and line ends are bytes below 0x80,
/// which mean themselves in every encoding it is given; so is the delimiter,
/// unless it is several bytes. A quote that opens a field is closed only by a
/// quote before a delimiter or the end of the record; any other is a character
/// of the field, because people write `"Le "petit" marché"`.
struct RecordScanner: ~Copyable {
    /// A field as a range of the record, without its quotes.
    struct Field {
        var start: Int32
        var end: Int32
        var isQuoted: Bool
        /// Whether doubled quotes or escapes must be taken out.
        var hasEscapes: Bool
    }

    /// How a search for the next record ended.
    enum Outcome {
        /// The record with its line end has that many bytes.
        case record(length: Int)
        /// The record goes on behind the bytes.
        case incomplete
        /// The bytes ended within quotes, and nothing follows them.
        case unclosed
    }

    let dialect: Dialect
    let delimiter: UInt8
    /// The bytes of the delimiter, of which most have one.
    let delimiterLength: Int
    let terminator: UInt8
    private let capacity: Int
    private let fields: UnsafeMutablePointer<Field>
    let countsCharacters: Bool

    /// Fields of the record; those beyond the capacity are counted and not kept.
    private(set) var fieldCount = 0

    /// The bytes of the record without its line end.
    var bodyLength = 0

    /// Line ends within the quotes of the record.
    var innerLineEnds = 0

    /// Whether all bytes of the record are ASCII; false tells nothing.
    private(set) var isASCII = true

    /// Whether no byte of the record is NUL; false tells nothing.
    private(set) var isFreeOfNUL = true

    /// Whether a quote stood where only a character of the field could be meant.
    var hasStrayQuote = false

    /// - Parameters:
    ///   - capacity: how many fields of a record are kept.
    ///   - countsCharacters: whether the bytes are UTF-8, where fields of fixed width are counted in characters.
    init(_ dialect: Dialect, capacity: Int, countsCharacters: Bool = true) {
        self.countsCharacters = countsCharacters
        self.dialect = dialect
        self.capacity = capacity
        delimiter = dialect.delimiter
        delimiterLength = 1 + dialect.delimiterTail.count
        terminator = dialect.terminator
        fields = .allocate(capacity: capacity)
    }

    deinit {
        fields.deallocate()
    }

    /// A field that is kept.
    subscript(index: Int) -> Field {
        @inline(__always) get { fields[index] }
    }

    /// The fields that are kept.
    var kept: UnsafePointer<Field> { UnsafePointer(fields) }

    /// Finds the fields of the record at the start of the bytes.
    ///
    /// - Parameters:
    ///   - isFinal: whether nothing follows the bytes.
    ///   - honorsQuotes: whether a quote opens a field.
    mutating func scan(_ bytes: ByteSlice, isFinal: Bool, honorsQuotes: Bool = true) -> Outcome {
        fieldCount = 0
        innerLineEnds = 0
        hasStrayQuote = false
        guard let base = bytes.baseAddress, bytes.count > 0 else {
            return isFinal ? .record(length: 0) : .incomplete
        }
        if let starts = dialect.starts { return cut(base, count: bytes.count, at: starts, isFinal: isFinal, bytes) }
        return split(base, count: bytes.count, isFinal: isFinal, quote: honorsQuotes ? dialect.quote : nil, bytes)
    }

    /// Keeps what was seen of a record that was cut at fixed places.
    mutating func endRecord(body: Int, _ marks: ByteMarks) {
        bodyLength = body
        note(marks)
    }

    @inline(__always)
    private mutating func note(_ marks: ByteMarks) {
        isASCII = !marks.hasHighBytes
        isFreeOfNUL = !marks.hasNUL
    }

    /// Parts a record at its delimiters.
    ///
    /// What its loop counts are variables of its own: properties, and what is handed on by reference, lie in memory.
    @inline(__always)
    private mutating func split(
        _ base: UnsafePointer<UInt8>, count: Int, isFinal: Bool, quote: UInt8?, _ bytes: ByteSlice
    ) -> Outcome {
        let (fields, capacity, delimiter, terminator) = (fields, capacity, delimiter, terminator)
        var marks = ByteMarks(
            in: bytes, base: base, delimiter, terminator, dialect.quote ?? delimiter, fourth: dialect.escapeByte)
        var found = 0
        var start = 0
        while true {
            var isQuoted = false
            var hasEscapes = false
            var place = marks.next()
            while place < count {
                let byte = base[place]
                if byte == delimiter, isDelimiter(base, at: place, count) { break }
                if byte == terminator { break }
                if let quote, byte == quote, opens(base, at: place, fieldStart: start, count, quote) {
                    fieldCount = found
                    var behind = marks
                    switch scanQuoted(base, from: place + 1, count: count, quote: quote, isFinal: isFinal, &behind) {
                    case .end(let next): place = next
                    case .incomplete: return .incomplete
                    case .unclosed: return .unclosed
                    }
                    found = fieldCount
                    marks = behind
                    isQuoted = true
                    break
                }
                if byte == dialect.escapeByte {
                    hasEscapes = true
                    // A line end always ends the record: one stray backslash must not join two rows.
                    if place + 1 < count, base[place + 1] != terminator { marks.skip(to: place + 2) }
                }
                place = marks.next()
            }
            if !isQuoted {
                if found < capacity {
                    fields[found] = Field(
                        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: place),
                        isQuoted: false, hasEscapes: hasEscapes)
                }
                found &+= 1
            }
            if place < count, base[place] == delimiter {
                start = place &+ delimiterLength
                if isQuoted || delimiterLength > 1 { marks.skip(to: start) }
                continue
            }
            fieldCount = found
            note(marks)
            return end(base, at: place, count: count, isFinal: isFinal)
        }
    }

    /// Whether a delimiter stands where its first byte does.
    @inline(__always)
    func isDelimiter(_ base: UnsafePointer<UInt8>, at index: Int, _ count: Int) -> Bool {
        delimiterLength == 1 || isWideDelimiter(base, at: index, count)
    }

    private func isWideDelimiter(_ base: UnsafePointer<UInt8>, at index: Int, _ count: Int) -> Bool {
        index + delimiterLength <= count
            && dialect.delimiterTail.indices.allSatisfy { base[index + 1 + $0] == dialect.delimiterTail[$0] }
    }

    @inline(__always)
    mutating func keep(_ field: Field) {
        if fieldCount < capacity { fields[fieldCount] = field }
        fieldCount &+= 1
    }

    /// Takes the last byte from the last field, where it is one of the line end that the field ends with.
    mutating func shortenLast(endingAt body: Int) {
        let last = fieldCount - 1
        guard last >= 0, last < capacity, !fields[last].isQuoted, fields[last].end == Int32(body),
            fields[last].end > fields[last].start
        else { return }
        fields[last].end -= 1
    }
}
