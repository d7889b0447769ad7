import Vocabulary

/// Reads a JSON text event by event, in memory that does not grow with it.
///
/// It is strict: what RFC 8259 does not allow is refused with its line and
/// column, and so are lone surrogates and bytes that are not UTF-8. A mark of
/// byte order is passed over. Numbers stay the text they are.
/// **Source** <https://www.rfc-editor.org/rfc/rfc8259>
struct JSONReader: ~Copyable {
    /// What may come next.
    private enum Expectation {
        /// A value, or, for the first of an array, its end.
        case value, valueOrEnd
        /// A name, or, for the first of an object, its end.
        case name, nameOrEnd
        case colon
        /// A comma or the end of what is open.
        case commaOrEnd
        /// Nothing but, in a sequence, the next value.
        case nothing
    }

    private let limits: FormatLimits
    /// Whether values may follow one another, as in JSON Lines.
    private let isSequence: Bool
    private var lexer: JSONLexer
    /// For each array or object that is open, whether it is an object.
    private var open: [Bool] = []
    private var expectation = Expectation.value

    /// Where the last event begins: its line from 1, and its place in bytes from 0.
    private(set) var eventLine = 1
    private(set) var eventOffset = 0

    init(_ source: any ByteSource, limits: FormatLimits = FormatLimits(), isSequence: Bool = false) {
        self.limits = limits
        self.isSequence = isSequence
        lexer = JSONLexer(source, limits: limits)
    }

    var name: String { lexer.name }

    /// The place behind the last event, in bytes.
    var offset: Int { lexer.offset }

    /// The text of the last name, string or number, without quotes and escapes.
    var textBytes: ByteSlice { lexer.text.bytes }

    /// The text of the last name, string or number.
    var textString: String { String(decoding: textBytes, as: UTF8.self) }

    /// Goes to the next event.
    ///
    /// - Throws: ``FormatFailure/malformedJSON(_:problem:)`` and what the source throws.
    mutating func next() throws -> JSONEvent {
        try lexer.begin()
        while true {
            try lexer.skipSpace()
            eventLine = lexer.line
            eventOffset = lexer.offset
            guard let byte = try lexer.peek() else { return try atEnd() }
            switch expectation {
            case .colon:
                guard byte == UInt8(ascii: ":") else { throw lexer.unexpected(byte) }
                lexer.advance()
                expectation = .value
            case .commaOrEnd:
                if byte == UInt8(ascii: ",") {
                    lexer.advance()
                    expectation = open.last == true ? .name : .value
                } else {
                    return try close(byte)
                }
            case .name, .nameOrEnd:
                if byte == UInt8(ascii: "}"), expectation == .nameOrEnd { return try close(byte) }
                guard byte == UInt8(ascii: "\"") else { throw lexer.unexpected(byte) }
                try lexer.readString()
                expectation = .colon
                return .name
            case .valueOrEnd where byte == UInt8(ascii: "]"): return try close(byte)
            case .value, .valueOrEnd: return try readValue(byte)
            case .nothing:
                guard isSequence else { throw failure(.textBehindValue) }
                expectation = .value
            }
        }
    }

    /// Goes over the rest of the value whose first event was just read.
    mutating func skipRest(of event: JSONEvent) throws {
        guard event == .beginArray || event == .beginObject else { return }
        let outer = open.count - 1
        while open.count > outer { _ = try next() }
    }

    /// A failure at the place of the next byte.
    func failure(_ problem: JSONProblem) -> FormatFailure {
        lexer.failure(problem)
    }

    private func atEnd() throws -> JSONEvent {
        switch expectation {
        case .nothing: return .end
        case .value where isSequence && open.isEmpty: return .end
        default: throw failure(.unexpectedEnd)
        }
    }

    private mutating func close(_ byte: UInt8) throws -> JSONEvent {
        let isObject = byte == UInt8(ascii: "}")
        guard isObject || byte == UInt8(ascii: "]"), open.last == isObject else {
            throw lexer.unexpected(byte)
        }
        lexer.advance()
        open.removeLast()
        valueEnded()
        return isObject ? .endObject : .endArray
    }

    private mutating func valueEnded() {
        expectation = open.isEmpty ? .nothing : .commaOrEnd
    }

    private mutating func readValue(_ byte: UInt8) throws -> JSONEvent {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < limits.jsonDepth else { throw failure(.tooDeep(limit: limits.jsonDepth)) }
            lexer.advance()
            let isObject = byte == UInt8(ascii: "{")
            open.append(isObject)
            expectation = isObject ? .nameOrEnd : .valueOrEnd
            return isObject ? .beginObject : .beginArray
        case UInt8(ascii: "\""):
            try lexer.readString()
            valueEnded()
            return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try lexer.readNumber()
            valueEnded()
            return .number
        case UInt8(ascii: "t"):
            try lexer.readWord("true")
            valueEnded()
            return .bool(true)
        case UInt8(ascii: "f"):
            try lexer.readWord("false")
            valueEnded()
            return .bool(false)
        case UInt8(ascii: "n"):
            try lexer.readWord("null")
            valueEnded()
            return .null
        default: throw lexer.unexpected(byte)
        }
    }
}
