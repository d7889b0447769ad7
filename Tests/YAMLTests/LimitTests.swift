import Testing
import Vocabulary
import YAML

@Suite("Limits of a text", .timeLimit(.minutes(1)))
struct LimitTests {
    @Test("nine lines of aliases that stand for a billion nodes end in a failure")
    func aliasBomb() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...8 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(
            rendered { _ = try YAMLDocument(parsing: text, file: "bomb.yml") } == """
                YML124 aliases repeat over 10000 values
                bomb.yml:5:10
                  a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
                           ^
                """)
    }

    @Test("aliases that repeat a long text end in a failure")
    func textBomb() {
        let text = "a: &a \(String(repeating: "x", count: 1 << 20))\nb: [*a, *a, *a, *a, *a]\n"
        #expect(
            rendered { _ = try YAMLDocument(parsing: text, file: "bomb.yml") } == """
                YML125 aliases repeat over 4194304 bytes of text
                bomb.yml:2:21
                  b: [*a, *a, *a, *a, *a]
                                      ^
                """)
    }

    @Test("aliases that nest end in a failure before they are too deep")
    func deepAliases() {
        var text = "a0: &a0 [x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(
            rendered { _ = try YAMLDocument(parsing: text, file: "bomb.yml") } == """
                YML121 lists and mappings are nested over 32 levels deep
                bomb.yml:32:12
                  a31: &a31 [*a30]
                             ^
                """)
    }

    @Test("many aliases end in a failure")
    func manyAliases() {
        let text = "a: &a 1\nb:\n" + String(repeating: "  - *a\n", count: 65)
        #expect(rendered { _ = try YAMLDocument(parsing: text, file: "t.yml") }.hasPrefix("YML123"))
        let allowed = "a: &a 1\nb:\n" + String(repeating: "  - *a\n", count: 64)
        #expect(rendered { _ = try YAMLDocument(parsing: allowed, file: "t.yml") } == "")
    }

    @Test("many nodes end in a failure")
    func manyNodes() {
        let text = String(repeating: "- 1\n", count: 50_000)
        #expect(rendered { _ = try YAMLDocument(parsing: text, file: "t.yml") }.hasPrefix("YML122"))
        let allowed = String(repeating: "- 1\n", count: 49_999)
        #expect(rendered { _ = try YAMLDocument(parsing: allowed, file: "t.yml") } == "")
    }

    @Test("a long text is refused before it is looked at")
    func size() {
        let bytes = [UInt8](repeating: 0xFF, count: 4_194_305)
        #expect(
            rendered { _ = try YAMLDocument(parsing: bytes, file: "t.yml") }
                == "YML102 YAML file 't.yml' has 4194305 bytes; at most 4194304 are read")
    }

    @Test("a depth within the limit is read, one more is not")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(rendered { _ = try YAMLDocument(parsing: nested(32), file: "t.yml") } == "")
        #expect(rendered { _ = try YAMLDocument(parsing: nested(33), file: "t.yml") }.hasPrefix("YML121"))
    }

    @Test(
        "sixty thousand bytes of one thing over and over are read or refused in no time",
        arguments: [
            "[", "{", "- ", "? ", "{a: ", "[\n", "!", "!a ", "&a ", "*a ", "'", "\"", "\n", "#\n", "\t", "\r",
            "%", "%TAG !a! b\n", "%YAML 1.1\n", "---\n", "...\n", "a: 1\n", "a ", ": ", "|\n", "> ",
            "<<: 1\n", "é",
        ])
    func repetition(piece: String) {
        let text = String(repeating: piece, count: 60_000 / piece.utf8.count)
        for prefix in ["", "a: ", "- |\n ", "[\n" + String(repeating: " ", count: 20_000)] {
            let lines = rendered { _ = try YAMLDocument(parsing: prefix + text, file: "t.yml") }
            #expect(lines.isEmpty || lines.hasPrefix("YML"))
        }
    }

    @Test("a line of a thousand nodes behind a long indentation is read in no time")
    func longIndentation() {
        let text =
            "[\n" + String(repeating: " ", count: 300_000) + "\t\"a\""
            + String(repeating: ",b", count: 40_000)
        #expect(rendered { _ = try YAMLDocument(parsing: text, file: "t.yml") }.hasPrefix("YML105"))
        let spaces =
            "[\n" + String(repeating: " ", count: 300_000) + String(repeating: "b,", count: 40_000) + "]"
        #expect(rendered { _ = try YAMLDocument(parsing: spaces, file: "t.yml") } == "")
    }

    @Test("twenty-four thousand unknown keys, and one of a megabyte, are reported in no time")
    func unknownKeys() {
        struct Known: Decodable { var identifier: String? }
        let many = (0..<24_000).map { "identifie\($0): 1\n" }.joined()
        let lines = rendered {
            _ = try YAMLDecoder().decode(Known.self, from: YAMLDocument(parsing: many, file: "t.yml"))
        }
        #expect(lines.hasSuffix("and 23992 more"))
        let long = "? \(String(repeating: "k", count: 1_000_000))\n: 1\n"
        #expect(
            rendered {
                _ = try YAMLDecoder().decode(Known.self, from: YAMLDocument(parsing: long, file: "t.yml"))
            }
            .hasPrefix("YML201"))
    }
}
