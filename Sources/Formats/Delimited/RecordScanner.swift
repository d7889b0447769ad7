/// Splits bytes into the fields of one record after another.
///
/// It knows nothing of encodings: quote and line ends are bytes below 0x80,
/// which mean themselves in every encoding it is given; so is the delimiter,
/// unless it is several bytes, which are looked for in a way of their own. A quote
/// that opens a field is closed only by a quote before a delimiter or the end
/// of the record; any other is a character of the field, because people write
/// `"Le "petit" marché"`.
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
    private let delimiter: UInt8
    /// All bytes of a delimiter of several; none of the usual one.
    private let wideDelimiter: [UInt8]
    let terminator: UInt8
    private let capacity: Int
    private let fields: UnsafeMutablePointer<Field>
    let countsCharacters: Bool

    /// Fields of the record; those beyond the capacity are counted and not kept.
    private(set) var fieldCount = 0

    /// The bytes of the record without its line end.
    private(set) var bodyLength = 0

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
        wideDelimiter = dialect.delimiterTail.isEmpty ? [] : dialect.delimiterBytes
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

    /// Whether the record has no character but delimiters and blanks outside quotes.
    @inline(__always)
    func isBlank(_ record: ByteSlice) -> Bool {
        // Nearly every record begins with a character.
        if let first = record.first, first > .space, first != delimiter, bodyLength > 0 { return false }
        guard bodyLength < fieldCount * (2 + wideDelimiter.count) + 64 else { return false }
        return record[..<bodyLength].allSatisfy {
            $0 == dialect.delimiter || $0.isBlank || wideDelimiter.contains($0)
        }
    }

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
        let quote = honorsQuotes ? dialect.quote : nil
        if !wideDelimiter.isEmpty {
            return split(base, count: bytes.count, by: wideDelimiter, quote: quote, isFinal: isFinal)
        }
        var marks = ByteMarks(
            in: bytes, base: base, delimiter, terminator, dialect.quote ?? delimiter, fourth: dialect.escapeByte)
        let outcome = scan(base, count: bytes.count, quote: quote, isFinal: isFinal, &marks)
        note(marks)
        return outcome
    }

    /// Keeps what was seen of a record that was cut at fixed places.
    mutating func endRecord(body: Int, _ marks: ByteMarks) {
        bodyLength = body
        note(marks)
    }

    /// Keeps what is seen of a record that was split without marks.
    mutating func note(_ record: ByteSlice) {
        isASCII = UTF8Check.isASCII(record)
        isFreeOfNUL = !record.contains(0)
    }

    @inline(__always)
    private mutating func note(_ marks: ByteMarks) {
        isASCII = !marks.hasHighBytes
        isFreeOfNUL = !marks.hasNUL
    }

    @inline(__always)
    private mutating func scan(
        _ base: UnsafePointer<UInt8>, count: Int, quote: UInt8?, isFinal: Bool, _ marks: inout ByteMarks
    ) -> Outcome {
        var index = 0
        while true {
            var opening = index
            if dialect.skipsBlanksBeforeQuote {
                while opening < count, base[opening] == .space { opening += 1 }
            }
            if let quote, opening < count, base[opening] == quote, !isEmptyPair(base, opening, count, quote) {
                switch scanQuoted(base, from: opening + 1, count: count, quote: quote, isFinal: isFinal, &marks) {
                case .end(let next): index = next
                case .incomplete: return .incomplete
                case .unclosed: return .unclosed
                }
                marks.skip(to: index + 1)
            } else {
                index = scanPlain(base, from: index, count: count, &marks)
            }
            if index >= count {
                guard isFinal else { return .incomplete }
                return finish(body: count, length: count, base: base)
            }
            if base[index] == delimiter {
                index &+= 1
                continue
            }
            // A line end, or the carriage return that belongs to it.
            let body = index
            if base[index] == .carriageReturn {
                if index + 1 >= count, !isFinal { return .incomplete }
                if index + 1 < count, base[index + 1] == .lineFeed { index += 1 }
            }
            return finish(body: body, length: index + 1, base: base)
        }
    }

    /// Goes over a field without quotes and keeps it.
    @inline(__always)
    private mutating func scanPlain(
        _ base: UnsafePointer<UInt8>, from start: Int, count: Int, _ marks: inout ByteMarks
    ) -> Int {
        var hasEscapes = false
        var index = marks.next()
        while index < count {
            let byte = base[index]
            if byte == delimiter || byte == terminator { break }
            if byte == dialect.escapeByte {
                hasEscapes = true
                // A line end always ends the record: one stray backslash must not join two rows.
                if index + 1 < count, base[index + 1] != terminator { marks.skip(to: index + 2) }
            }
            index = marks.next()
        }
        keep(
            Field(
                start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: index), isQuoted: false,
                hasEscapes: hasEscapes))
        return index
    }

    private enum Quoted {
        case end(Int)
        case incomplete, unclosed
    }

    /// Goes over a field behind its opening quote, keeps it, and gives the place behind its closing one.
    private mutating func scanQuoted(
        _ base: UnsafePointer<UInt8>, from start: Int, count: Int, quote: UInt8, isFinal: Bool,
        _ marks: inout ByteMarks
    ) -> Quoted {
        var hasEscapes = false
        marks.skip(to: start)
        while true {
            let index = marks.next()
            guard index < count else { break }
            let byte = base[index]
            if byte == quote {
                if index + 1 >= count, !isFinal { return .incomplete }
                if dialect.escape == .doubled, index + 1 < count, base[index + 1] == quote {
                    hasEscapes = true
                    marks.skip(to: index + 2)
                    continue
                }
                switch closing(base, after: index + 1, count: count, isFinal: isFinal) {
                case .end(let next):
                    keep(
                        Field(
                            start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: index),
                            isQuoted: true, hasEscapes: hasEscapes))
                    return .end(next)
                case .incomplete: return .incomplete
                case .unclosed: hasStrayQuote = true
                }
            } else if byte == terminator {
                innerLineEnds += 1
            } else if byte == dialect.escapeByte {
                guard index + 1 < count else { break }
                hasEscapes = true
                // A line end keeps its meaning for whoever counts lines.
                if base[index + 1] != terminator { marks.skip(to: index + 2) }
            }
        }
        return isFinal ? .unclosed : .incomplete
    }

    /// Where a field ends whose quote was closed, if a delimiter or the end of the record follows.
    private func closing(
        _ base: UnsafePointer<UInt8>, after quote: Int, count: Int, isFinal: Bool
    ) -> Quoted {
        var index = quote
        while index < count, base[index].isBlank, base[index] != dialect.delimiter { index += 1 }
        guard index < count else { return isFinal ? .end(index) : .incomplete }
        let byte = base[index]
        if byte == dialect.delimiter || byte == dialect.terminator { return .end(index) }
        guard byte == .carriageReturn else { return .unclosed }
        guard index + 1 < count else { return isFinal ? .end(index) : .incomplete }
        return base[index + 1] == .lineFeed ? .end(index) : .unclosed
    }

    /// Whether `""` stands before a character: then the quotes belong to a field without any.
    func isEmptyPair(
        _ base: UnsafePointer<UInt8>, _ opening: Int, _ count: Int, _ quote: UInt8
    ) -> Bool {
        guard opening + 2 < count, base[opening + 1] == quote else { return false }
        let byte = base[opening + 2]
        return
            !(byte == quote || byte == dialect.delimiter || byte == .lineFeed || byte.isBlank
            || byte == .carriageReturn)
    }

    @inline(__always)
    mutating func keep(_ field: Field) {
        if fieldCount < capacity { fields[fieldCount] = field }
        fieldCount &+= 1
    }

    /// Whether every line of a record over several has so many fields when quotes are characters.
    func isLines(of width: Int, _ record: ByteSlice) -> Bool {
        guard wideDelimiter.isEmpty else {
            return record.part(0, bodyLength).split(separator: terminator, omittingEmptySubsequences: false)
                .allSatisfy { dialect.delimiterCount(in: ByteSlice(rebasing: $0)) + 1 == width }
        }
        var fields = 1
        var index = 0
        while index < bodyLength {
            let byte = record[index]
            if byte == delimiter {
                fields += 1
            } else if byte == terminator {
                if fields != width { return false }
                fields = 1
            } else if byte == dialect.escapeByte, index + 1 < bodyLength, record[index + 1] != terminator {
                index += 1
            }
            index += 1
        }
        return fields == width
    }

    /// Takes the carriage return before a line feed from the last field.
    mutating func finish(body: Int, length: Int, base: UnsafePointer<UInt8>) -> Outcome {
        bodyLength = body
        if dialect.lineEnd != .carriageReturn, body > 0, base[body - 1] == .carriageReturn {
            bodyLength = body - 1
            let last = fieldCount - 1
            if last >= 0, last < capacity, !fields[last].isQuoted, fields[last].end == Int32(body),
                fields[last].end > fields[last].start
            {
                fields[last].end -= 1
            }
        }
        return .record(length: length)
    }
}
