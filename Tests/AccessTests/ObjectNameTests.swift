import Access
import Testing
import Vocabulary

@Suite("Names of objects")
struct ObjectNameTests {
    @Test("one to three parts, quoted or not, and a function with its types")
    func names() throws {
        let plain = try ObjectName("Rennes_Data.agents.EMAIL")
        #expect([plain.schema.text, plain.object?.text, plain.column?.text] == ["rennes_data", "agents", "email"])
        let hostile = try ObjectName(#""a.b"."t""x"."Œ (1)""#)
        #expect([hostile.schema.text, hostile.object?.text, hostile.column?.text] == ["a.b", "t\"x", "Œ (1)"])
        let function = try ObjectName(#"s."f(x"(integer, text)"#)
        #expect(function.object?.text == "f(x" && function.arguments == "integer, text")
        #expect(try ObjectName("s").object == nil)
    }

    @Test(
        "what is no name is refused by name",
        arguments: ["", ".", "a.", ".a", "a..b", "a.b.c.d", "\"a", "\"a\"b", "a\"b\".c", "a.b.c(int)", "a\u{0}.b"])
    func wrong(_ text: String) {
        #expect(throws: (any Error).self) { try ObjectName(text) }
    }
}
