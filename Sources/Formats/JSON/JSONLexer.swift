import Vocabulary

/// Reads the words, numbers and strings of a JSON text, and knows where it stands in it.
struct JSONLexer: ~Copyable {
    private let limits: FormatLimits
    private var input: InputBuffer
    private var lineStart = 0
    /// Bytes of the line that begin no character, since columns count characters.
    private var continuations = 0
    private var hasBegun = false

    /// The last name, string or number, without quotes and escapes.
    private(set) var text = OutputBuffer(capacity: 1024)

    /// The line of the next byte, from 1.
    private(set) var line = 1

    /// The place of the next byte, from 0.
    private(set) var offset = 0

    init(_ source: any ByteSource, limits: FormatLimits) {
        self.limits = limits
        input = InputBuffer(source, limit: max(limits.recordBytes, 4096))
    }

    var name: String { input.name }

    /// A failure at the place of the next byte.
    func failure(_ problem: JSONProblem) -> FormatFailure {
        let column = offset - lineStart - continuations + 1
        return .malformedJSON(SourcePosition(file: name, line: line, column: column), problem: problem)
    }

    /// Reads the first bytes and goes over a mark of byte order.
    mutating func begin() throws {
        if hasBegun { return }
        hasBegun = true
        while input.unread.count < 3, try input.more() {}
        if input.unread.starts(with: [0xEF, 0xBB, 0xBF]) {
            input.consume(3)
            offset = 3
            lineStart = 3
        }
    }

    /// Goes over a word, of which the first letter was seen.
    mutating func readWord(_ word: StaticString) throws {
        for index in 0..<word.utf8CodeUnitCount {
            guard let byte = try peek() else { throw failure(.unexpectedEnd) }
            guard byte == word.utf8Start[index] else { throw unexpected(byte) }
            advance()
        }
    }

    // MARK: Numbers

    /// Reads a number into the text, as it is written.
    mutating func readNumber() throws {
        text.truncate(to: 0)
        if try peek() == UInt8(ascii: "-") { try keep() }
        if try peek() == UInt8(ascii: "0") {
            try keep()
        } else {
            try readDigits()
        }
        if try peek() == UInt8(ascii: ".") {
            try keep()
            try readDigits()
        }
        if let byte = try peek(), byte | 0x20 == UInt8(ascii: "e") {
            try keep()
            if let sign = try peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { try keep() }
            try readDigits()
        }
        if let byte = try peek(), byte.isDigit || byte.isLetter || byte == UInt8(ascii: ".") {
            throw failure(.invalidNumber)
        }
    }

    private mutating func readDigits() throws {
        guard let byte = try peek() else { throw failure(.unexpectedEnd) }
        guard byte.isDigit else { throw failure(.invalidNumber) }
        while let byte = try peek(), byte.isDigit { try keep() }
    }

    /// Moves the next byte into the text.
    private mutating func keep() throws {
        guard let byte = try peek() else { return }
        try checkLength(1)
        text.append(byte)
        advance()
    }

    private func checkLength(_ more: Int) throws {
        guard text.count + more <= limits.recordBytes else {
            throw failure(.tooLong(limit: limits.recordBytes))
        }
    }

    // MARK: Strings

    /// Reads a string into the text, its quote being the next byte.
    mutating func readString() throws {
        advance()
        text.truncate(to: 0)
        while true {
            let unread = input.unread
            var run = 0
            while run < unread.count, Self.isPlain(unread[run]) { run += 1 }
            try checkLength(run)
            text.append(unread.part(0, run))
            advance(run)
            guard let byte = try peek() else { throw failure(.unexpectedEnd) }
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                return
            case .backslash: try readEscape()
            case 0..<0x20: throw failure(.controlCharacter)
            case 0x80...: try readCharacter()
            default: break
            }
        }
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != .backslash
    }

    /// Reads one character beyond ASCII.
    private mutating func readCharacter() throws {
        var check = UTF8Check()
        try checkLength(4)
        while true {
            guard let byte = try peek() else { throw failure(.invalidUTF8) }
            let step = check.take(byte)
            guard step != .invalid else { throw failure(.invalidUTF8) }
            text.append(byte)
            advance()
            if step != .lead { continuations += 1 }
            if step == .complete { return }
        }
    }

    private mutating func readEscape() throws {
        advance()
        try checkLength(4)
        guard let byte = try peek() else { throw failure(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "\""), .backslash, UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            advance()
            return try readCodePoint()
        default: throw failure(.invalidEscape)
        }
        advance()
    }

    private mutating func readCodePoint() throws {
        var value = try readUnit()
        if value & 0xFC00 == 0xD800 {
            guard try peek() == .backslash else { throw failure(.loneSurrogate) }
            advance()
            guard try peek() == UInt8(ascii: "u") else { throw failure(.loneSurrogate) }
            advance()
            let low = try readUnit()
            guard low & 0xFC00 == 0xDC00 else { throw failure(.loneSurrogate) }
            value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure(.loneSurrogate) }
        for byte in UTF8.encode(scalar).map(Array.init) ?? [] { text.append(byte) }
    }

    private mutating func readUnit() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = try peek() else { throw failure(.unexpectedEnd) }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - 0x61 + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - 0x41 + 10)
            default: throw failure(.invalidEscape)
            }
            advance()
        }
        return value
    }

    // MARK: Bytes

    /// Goes over blanks and line ends, and counts these.
    mutating func skipSpace() throws {
        while let byte = try peek() {
            switch byte {
            case .space, .tab, .carriageReturn: advance()
            case .lineFeed:
                advance()
                line += 1
                lineStart = offset
                continuations = 0
            default: return
            }
        }
    }

    /// The next byte, or nil at the end.
    @inline(__always)
    mutating func peek() throws -> UInt8? {
        if let byte = input.unread.first { return byte }
        return try input.more() ? input.unread.first : nil
    }

    /// Goes over bytes that were seen.
    @inline(__always)
    mutating func advance(_ count: Int = 1) {
        input.consume(count)
        offset += count
    }

    /// A failure that says what stands where something else must.
    func unexpected(_ byte: UInt8) -> FormatFailure {
        if byte >= 0x80 { return failure(.unexpected("a character beyond ASCII")) }
        if byte < 0x20 || byte == 0x7F { return failure(.unexpected("a control character")) }
        return failure(.unexpected("'\(Unicode.Scalar(byte))'"))
    }
}
