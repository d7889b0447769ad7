import Testing
import Vocabulary

@Suite("JSON text")
struct JSONTests {
    @Test("a value is written in its order, on one line")
    func oneLine() {
        let value: JSON = ["b": 1, "a": ["x", nil, true], "c": .object([])]
        #expect(value.description == #"{"b":1,"a":["x",null,true],"c":{}}"#)
    }

    @Test("what JSON does not allow in a text is escaped, and nothing else")
    func escapes() {
        #expect(JSON.string("é\"\\\n\u{1}/").description == #""é\"\\\n\u0001/""#)
    }

    @Test("over several lines, empty lists stay short")
    func indented() {
        let value: JSON = ["a": [1, 2], "b": []]
        #expect(value.indented == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}")
    }

    @Test("a number keeps every digit")
    func numbers() {
        #expect(JSON.number("9007199254740993.10").description == "9007199254740993.10")
    }
}
