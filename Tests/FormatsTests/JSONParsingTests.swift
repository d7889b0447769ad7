import Formats
import Testing
import Vocabulary

@Suite struct JSONParsingTests {
    private func parse(_ text: String, duplicates: DuplicateNames = .last) throws -> JSON {
        try JSON(parsing: Array(text.utf8), name: "t.json", duplicates: duplicates)
    }

    static let valueCases: [(String, JSON)] = [
        ("null", .null), (" [ true , false ] ", [true, false]), ("\"a\\u00e9\\n\\\"\"", "aé\n\""),
        ("-1234567890123456789012345678901.50e-7", .number("-1234567890123456789012345678901.50e-7")),
        ("-0", .number("-0")), ("\"\\ud83d\\ude00\"", "😀"), ("{\"b\":1,\"a\":[{}]}", ["b": 1, "a": [[:]]]),
        ("\"\\u0000\"", "\0"), ("\u{FEFF}[1]", [1]),
    ]

    @Test("a value is read as it was written", arguments: valueCases)
    func values(_ text: String, _ value: JSON) throws {
        #expect(try parse(text) == value)
    }

    static let failureCases: [(String, Int, Int, JSONProblem)] = [
        ("{\"a\": 1,\n \"b\": }", 2, 7, .unexpected("'}'")),
        ("[1,\n2\n", 3, 1, .unexpectedEnd), ("[01]", 1, 3, .invalidNumber), ("[1.]", 1, 4, .invalidNumber),
        ("[\"é\", x]", 1, 7, .unexpected("'x'")), ("\"\\x\"", 1, 3, .invalidEscape),
        ("\"\\ud83d\"", 1, 8, .loneSurrogate),
        ("\"\\udc00\"", 1, 8, .loneSurrogate), ("\"a\tb\"", 1, 3, .controlCharacter),
        ("[1] 2", 1, 5, .textBehindValue),
        ("[1,]", 1, 4, .unexpected("']'")), ("{\"a\":1,}", 1, 8, .unexpected("'}'")),
        ("", 1, 1, .unexpectedEnd),
        ("[nul]", 1, 5, .unexpected("']'")), ("'a'", 1, 1, .unexpected("'''")),
        ("NaN", 1, 1, .unexpected("'N'")),
    ]

    @Test("what is wrong is said with its line and column", arguments: failureCases)
    func failures(_ text: String, _ line: Int, _ column: Int, _ problem: JSONProblem) {
        let position = SourcePosition(file: "t.json", line: line, column: column)
        #expect(throws: FormatFailure.malformedJSON(position, problem: problem)) { try parse(text) }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE9], [0xF4, 0x90, 0x80, 0x80]])
    func invalidUTF8(_ bytes: [UInt8]) {
        let failure = #expect(throws: FormatFailure.self) {
            try JSON(parsing: [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")], name: "t.json")
        }
        #expect(
            failure
                == .malformedJSON(
                    SourcePosition(file: "t.json", line: 1, column: failure.column), problem: .invalidUTF8))
    }

    @Test("the last of two equal names counts, or both are refused")
    func duplicates() throws {
        #expect(try parse("{\"a\":1,\"b\":2,\"a\":3}") == ["a": 3, "b": 2])
        let failure = #expect(throws: FormatFailure.self) {
            try parse("{\"a\":1,\"a\":3}", duplicates: .refuse)
        }
        #expect(failure?.message == "JSON in t.json:1:11 is not valid: name 'a' is repeated in an object")
        let many = (0..<100).map { "\"k\($0 % 50)\":\($0)" }.joined(separator: ",")
        guard case .object(let members) = try parse("{\(many)}") else { return }
        #expect(members.count == 50)
        #expect(members[7].value == 57)
    }

    @Test("depth is bounded, and a hundred thousand brackets overflow nothing")
    func depth() throws {
        let deep = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(throws: Never.self) { try parse(deep) }
        let failure = #expect(throws: FormatFailure.self) {
            try parse(String(repeating: "[{\"a\":", count: 100_000))
        }
        #expect(failure?.message.contains("more than 256 deep") == true)
    }

    @Test("a value longer than the limit is refused while it is read")
    func length() {
        var limits = FormatLimits()
        limits.recordBytes = 1000
        let text = "[\"" + String(repeating: "a", count: 5000) + "\"]"
        let failure = #expect(throws: FormatFailure.self) {
            try JSON(parsing: Array(text.utf8), name: "t.json", limits: limits)
        }
        #expect(failure?.message.contains("longer than 1 kB") == true)
    }

    @Test(
        "what is written is read back",
        arguments: ["{\"a\":[1,2.50,\"x\\n\",null,true,{}]}", "[[],[[]],\"\\u0001\"]"])
    func roundTrip(_ text: String) throws {
        let value = try parse(text)
        #expect(value.description == text)
        #expect(try parse(value.indented) == value)
    }
}

extension FormatFailure? {
    /// The column of a JSON failure, which is not what the test is about.
    fileprivate var column: Int {
        if case .malformedJSON(let position, _)? = self { position.column } else { 0 }
    }
}
