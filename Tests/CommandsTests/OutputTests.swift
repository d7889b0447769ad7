import Testing
import Vocabulary

@testable import Commands

/// A text that could command a terminal, and what is shown of it.
struct Treacherous: CustomTestStringConvertible {
    let raw: String
    let shown: String

    var testDescription: String { shown }
}

@Suite("Writing results")
struct OutputTests {
    private let listing = Listing(
        [("été à Brest", 12, true), ("東京", 3, false)], empty: "Nothing.",
        [
            Column("name") { .text($0.0) },
            Column("row_count") { .number($0.1) },
            Column("open", title: "IS OPEN") { .bool($0.2) },
        ])

    @Test("a table aligns by what a terminal shows, numbers on the right, nothing behind the last column")
    func table() {
        #expect(
            listing.lines(on: nil) == [
                "NAME         ROW COUNT  IS OPEN",
                "été à Brest         12  yes",
                "東京                 3  no",
            ])
    }

    @Test("programs read an array of objects in the order of the columns")
    func json() {
        #expect(
            listing.json.description
                == #"[{"name":"été à Brest","row_count":12,"open":true},{"name":"東京","row_count":3,"open":false}]"#
        )
    }

    @Test("a listing without rows is an empty array for programs and a sentence for people")
    func empty() {
        let none = Listing([Int](), empty: "Nothing.", [Column("n") { .number($0) }])
        #expect(none.json == [])
        #expect(none.lines(on: nil) == ["Nothing."])
        #expect(none.lines(on: Terminal(width: 80, hasColour: false)) == ["Nothing."])
    }

    @Test("the widest cells go on below on a narrow screen, numbers never, and nothing in a pipe")
    func narrow() {
        let wide = Listing(
            [("a", String(repeating: "é", count: 60), 1_234_567)],
            [Column("key") { .text($0.0) }, Column("note") { .text($0.1) }, Column("size") { .number($0.2) }])
        let lines = wide.lines(on: Terminal(width: 40, hasColour: false))
        #expect(lines.allSatisfy { displayWidth($0) <= 40 })
        #expect(lines[1].hasSuffix("é  1234567"))
        #expect(lines.joined().filter { $0 == "é" }.count == 60)
        #expect(wide.lines(on: nil)[1].contains(String(repeating: "é", count: 60)))
    }

    @Test("a cell is broken at its spaces, and cut after a dozen lines")
    func foldedCells() {
        #expect(folded("one two three", to: 8, mostLines: 12) == ["one two", "three"])
        #expect(folded("abcdefghij", to: 4, mostLines: 12) == ["abcd", "efgh", "ij"])
        #expect(folded("日本語", to: 1, mostLines: 12) == ["日", "本", "語"])
        #expect(folded("a b c d e f", to: 3, mostLines: 2) == ["a b", "c …"])
        #expect(folded("", to: 3, mostLines: 2) == [""])
        let long = Listing([String(repeating: "wort ", count: 10_000)], [Column("text") { .text($0) }])
        #expect(long.lines(on: Terminal(width: 20, hasColour: false)).count == 13)
    }

    @Test("a screen too narrow for anything still gets every column")
    func tooNarrow() {
        let lines = listing.lines(on: Terminal(width: 5, hasColour: false))
        #expect(lines[0].hasSuffix("IS OPEN"))
    }

    @Test("a card shows names and values, a value of several lines below itself")
    func card() {
        let card: Card = [
            "tenant": .text("rennes"), "storage_used": .size(ByteCount(bytes: 1_500_000_000)),
            "note": .text("a\nb"), "end": .absent,
        ]
        #expect(
            card.lines(on: nil) == [
                "tenant        rennes", "storage used  1.5 GB", "note          a", "              b",
                "end           -",
            ])
        #expect(
            card.json.description
                == #"{"tenant":"rennes","storage_used":1500000000,"note":"a\nb","end":null}"#)
    }

    @Test("a report shows its sections under their names")
    func report() {
        let report: Report = ["tenant": ["name": .text("rennes")] as Card, "open_themes": listing]
        #expect(
            report.lines(on: nil).prefix(5) == [
                "Tenant", "  name  rennes", "", "Open themes", "  NAME         ROW COUNT  IS OPEN",
            ])
        #expect(report.json["tenant"]?.description == #"{"name":"rennes"}"#)
    }

    @Test("YAML is the same as JSON in its own words")
    func yaml() {
        #expect(
            Run("tenant list -o yaml").output
                == "- tenant: rennes\n  row_count: 3\n- tenant: \"acme\\e[31m\"\n  row_count: 12\n")
    }

    @Test("a value from a database cannot command the terminal, in any form of output")
    func hostileCell() {
        let terminal = Terminal(width: 80, hasColour: false)
        for format in OutputFormat.allCases {
            let output = Run("tenant list -o \(format.rawValue)", terminal: terminal).output
            #expect(!output.contains("\u{1B}"))
            #expect(output.contains("[31m"))
        }
    }

    @Test(
        "characters that command or deceive are made visible, letters of every script stay",
        arguments: [
            Treacherous(raw: "a\u{1B}[0m", shown: "a\\u{1b}[0m"),
            Treacherous(raw: "a\r\nb\t", shown: "a\\r\\nb\\t"),
            Treacherous(raw: "\u{9B}31m", shown: "\\u{9b}31m"),
            Treacherous(raw: "\u{202E}txt.exe", shown: "\\u{202e}txt.exe"),
            Treacherous(raw: "a\u{2028}b", shown: "a\\u{2028}b"),
            Treacherous(raw: "\u{7F}", shown: "\\u{7f}"),
            Treacherous(raw: "Œuvre à 5 €, 12\u{202F}000", shown: "Œuvre à 5 €, 12\u{202F}000"),
            Treacherous(raw: "👩‍🚀 東京 e\u{301}", shown: "👩‍🚀 東京 e\u{301}"),
        ])
    func visibleText(_ text: Treacherous) {
        #expect(visible(text.raw) == text.shown)
    }

    @Test("JSON keeps the value of what it makes visible")
    func visibleJSON() {
        let value: JSON = ["a": "\u{9B}\u{202E}\u{E0041}\n"]
        #expect(value.visibleLine == #"{"a":"\u009b\u202e\udb40\udc41\n"}"#)
        #expect(value.visibleText == "{\n  \"a\": \"\\u009b\\u202e\\udb40\\udc41\\n\"\n}")
    }

    @Test(
        "the width of a text is that of its columns",
        arguments: [
            ("abc", 3), ("été", 3), ("e\u{301}", 1), ("東京", 4), ("👩‍🚀", 2), ("❤️", 2), ("한글", 4), ("", 0),
        ])
    func width(text: String, columns: Int) {
        #expect(displayWidth(text) == columns)
    }

    @Test(
        "a cut text fits, and shows that it was cut",
        arguments: [("abcdef", 4, "abc…"), ("東京都", 4, "東…"), ("abc", 3, "abc")])
    func cutText(text: String, width: Int, shown: String) {
        #expect(cut(text, to: width) == shown)
    }

    @Test("a number that is not finite is nothing")
    func decimals() {
        #expect(Cell.decimal(.nan) == .absent)
        #expect(Cell.decimal(0.25).json == .number("0.25"))
    }
}
