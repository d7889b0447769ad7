import Testing
import Vocabulary
import YAML

@Suite("Writing a tree")
struct WritingTests {
    @Test("the text is what a person would write")
    func readable() throws {
        let value: JSON = [
            "identifier": "rennes", "name": "Rennes Métropole", "code": "35238", "phone": "0299000000",
            "answer": "no",
            "tier": "standard", "note": "Première ligne\n\n  - deuxième : ligne\n",
            "limits": ["users": 1000, "cores": .number("0.5")],
            "channels": ["metabase", "powerbi"],
            "rules": [["name": "high", "threshold": 80], ["name": "low"]],
            "nested": [[1, 2], []], "empty": [:], "none": nil, "active": true, "colon": "a: b",
            "path": "/srv/data",
        ]
        #expect(
            try YAMLWriter().text(of: value, comment: "Rennes\n\nWritten by hand.") == """
                # Rennes
                #
                # Written by hand.
                identifier: rennes
                name: Rennes Métropole
                code: '35238'
                phone: '0299000000'
                answer: 'no'
                tier: standard
                note: |
                  Première ligne

                    - deuxième : ligne
                limits:
                  users: 1000
                  cores: 0.5
                channels:
                - metabase
                - powerbi
                rules:
                - name: high
                  threshold: 80
                - name: low
                nested:
                - - 1
                  - 2
                - []
                empty: {}
                none: null
                active: true
                colon: 'a: b'
                path: /srv/data

                """)
    }

    @Test("a comment cannot end early and become YAML")
    func comment() throws {
        let text = try YAMLWriter().text(of: "x", comment: "a\r\nb: 1\u{2028}c: 2\rd: 3\u{85}e: 4")
        #expect(text == "# a\n# b: 1\n# c: 2\n# d: 3\n# e: 4\nx\n")
    }

    @Test("a text that a reader could take for something else stands in quotes", arguments: Hostile.texts)
    func quotes(text: String) throws {
        let written = try YAMLWriter().text(of: JSON.object([.init("k", .string(text))]))
        #expect(try YAMLDocument(parsing: written, file: "t.yml").root.json["k"] == .string(text))
        for word in [
            "no", "Yes", "ON", "off", "y", "N", "true", "False", "null", "~", "01004", "1.10", "12:30:45",
            "<<", "=",
        ]
        where text == word {
            #expect(written == "k: '\(word)'\n")
        }
    }

    @Test(
        "a block holds lines that the eye can see whole; others stand between quotes",
        arguments: [
            ("a\nb\n", "|\n  a\n  b\n"), ("a\nb", "|-\n  a\n  b\n"), ("a\n  b\n", "|\n  a\n    b\n"),
            ("a\nb ", "\"a\\nb \"\n"), (" a\nb", "\" a\\nb\"\n"), ("a\n\n", "\"a\\n\\n\"\n"),
            ("a\r\nb", "\"a\\r\\nb\"\n"),
        ])
    func blocks(text: String, written: String) throws {
        #expect(try YAMLWriter().text(of: JSON.object([.init("k", .string(text))])) == "k: \(written)")
    }

    @Test("a tree keeps quotes as they are, and plain texts plain where they can be")
    func styles() throws {
        let text = "a: 'x'\nb: \"y\"\nc: 01004\nd: ~\ne:\nf: |\n  z\n"
        let root = try YAMLDocument(parsing: text, file: "t.yml").root
        #expect(
            try YAMLWriter().text(of: root) == "a: 'x'\nb: \"y\"\nc: 01004\nd: null\ne: null\nf: |\n  z\n")
        let filled = try YAMLDocument(parsing: "a: ${X}\n", file: "t.yml").root.substituting(["X": "b: c"])
        #expect(try YAMLWriter().text(of: filled) == "a: 'b: c'\n")
    }

    @Test("what is written reads back as the same", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<25 {
            let value = Hostile.value(&random)
            let written = try YAMLWriter().text(of: value)
            let read = try YAMLDocument(parsing: written, file: "t.yml").root
            #expect(read.json == value)
            // Swift takes texts for equal that differ in their bytes.
            #expect(read.json.description.utf8.elementsEqual(value.description.utf8))
            #expect(try YAMLWriter().text(of: read) == written)
        }
    }
}
