import Testing

@testable import Postgres

@Suite("Text form of arrays")
struct ArrayTextTests {
    static let arrays: [[String?]] = [
        [], [""], ["a", "b"], [nil], ["NULL", nil, "null"], [#"quote " and \ backslash"#],
        ["a,b", "{c}", " d "],
        ["été", "\n\t\r"], ["\u{301}", "\"\u{301}"],
    ]

    @Test("what is written is read back", arguments: arrays)
    func roundTrip(elements: [String?]) {
        #expect(arrayElements(of: arrayText(of: elements)) == elements)
    }

    @Test(
        "what the server writes is read",
        arguments: [
            ("{}", []), ("{a,b}", ["a", "b"]), (#"{a,"b c",NULL,"x\"y\\z"}"#, ["a", "b c", nil, #"x"y\z"#]),
            ("[0:1]={1,2}", ["1", "2"]), (#"{"NULL",null}"#, ["NULL", nil]),
        ] as [(String, [String?])])
    func reading(text: String, elements: [String?]) {
        #expect(arrayElements(of: text) == elements)
    }

    @Test(
        "what is no array of one dimension is refused",
        arguments: [
            "", "{", "}", "a", "{a", "{a}}", "{{a}}", "{a,}", "{,a}", #"{"a}"#, #"{"a"b}"#, "{a}b",
            "[0:1]{1}", #"{a\}"#,
        ])
    func refusing(text: String) {
        #expect(arrayElements(of: text) == nil)
    }

    @Test("a null element is refused unless the element is optional")
    func nulls() {
        #expect([String](postgresText: "{a,NULL}") == nil)
        #expect([String?](postgresText: "{a,NULL}") == ["a", nil])
        #expect([Int](postgresText: "{1,2}") == [1, 2])
        #expect([Int](postgresText: "{1,x}") == nil)
    }

    @Test("bytes are read from bytea's hexadecimal form only")
    func bytes() {
        #expect([UInt8](postgresText: #"\x00ffA0"#) == [0, 255, 160])
        #expect([UInt8](postgresText: #"\x"#) == [])
        for text in ["", "00", #"\x0"#, #"\x0g"#, #"\000"#, "{1}"] {
            #expect([UInt8](postgresText: text) == nil)
        }
        #expect([[UInt8]](postgresText: #"{"\\x00","\\xff"}"#) == [[0], [255]])
    }
}
