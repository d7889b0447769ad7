import Testing
import Vocabulary
import YAML

@Suite("Reading a text into a tree")
struct ReadingTests {
    @Test("a file may begin with a byte order mark, and columns do not count it")
    func byteOrderMark() throws {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("a: 1\n".utf8)
        let root = try YAMLDocument(parsing: bytes, file: "t.yml").root
        #expect(root["a"]?.mark?.position == SourcePosition(file: "t.yml", line: 1, column: 4))
    }

    @Test("a scalar keeps its text and the style in which it was written")
    func styles() throws {
        let text = """
            plain: 01004
            single: 'it''s'
            double: "a\\tb"
            literal: |
              one
              two
            folded: >
              one
              two
            tagged: !!str null
            """
        let root = try YAMLDocument(parsing: text, file: "t.yml").root
        func scalar(_ key: String) -> YAMLScalar? {
            if case .scalar(let scalar) = root[key] { scalar } else { nil }
        }
        #expect(scalar("plain")?.text == "01004")
        #expect(scalar("plain")?.style == .plain)
        #expect(scalar("single")?.text == "it's")
        #expect(scalar("single")?.style == .singleQuoted)
        #expect(scalar("double")?.text == "a\tb")
        #expect(scalar("double")?.style == .doubleQuoted)
        #expect(scalar("literal")?.text == "one\ntwo\n")
        #expect(scalar("literal")?.style == .literal)
        #expect(scalar("folded")?.text == "one two\n")
        #expect(scalar("folded")?.style == .folded)
        #expect(scalar("tagged")?.isNull == false)
    }

    @Test("columns count what a person sees: accents, families of emoji and all line ends")
    func columns() throws {
        let text = "# é\r\né: {👩‍👩‍👧e\u{301}: [x, y]}\r\n"
        let root = try YAMLDocument(parsing: text, file: "t.yml").root
        let list = try #require(root.node(at: ["é", "👩‍👩‍👧e\u{301}"]))
        #expect(list.mark?.position == SourcePosition(file: "t.yml", line: 2, column: 9))
    }

    @Test("an alias stands for the node of its anchor, also as a key")
    func aliases() throws {
        let root = try YAMLDocument(parsing: "a: &x [1, 2]\nb: *x\nc: &k d\n*k : e\n", file: "t.yml").root
        #expect(root["a"] == root["b"])
        #expect(root["d"] == .scalar(YAMLScalar("e")))
    }

    @Test(
        "null is nothing, ~ and null without quotes",
        arguments: [
            ("a:", true), ("a: ~", true), ("a: null", true), ("a: ''", false), ("a: 'null'", false),
            ("a: nul", false),
        ])
    func null(text: String, isNull: Bool) throws {
        #expect(try YAMLDocument(parsing: text, file: "t.yml").root["a"]?.isNull == isNull)
    }

    @Test(
        "what is harmless is read",
        arguments: [
            "a: 1\n...\n# end\n", "%YAML 1.2\n---\na: 1\n", "a: 1\t# tab before a comment\n", "--- {a: 1}\n",
            "a: |\n  x\n  \tx\n", "a: 'x\n\tx'\n", "'<<': 1\n", "a: 1\r\nb: 2\r\n", "a: x:y\n",
            "a: \"\\u2028\"\n",
        ])
    func harmless(text: String) {
        #expect(rendered { _ = try YAMLDocument(parsing: text, file: "t.yml") } == "")
    }
}
