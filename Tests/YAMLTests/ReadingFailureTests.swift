import Testing
import Vocabulary
import YAML

@Suite("What a bad text gets")
struct ReadingFailureTests {
    @Test("is one line that says it, the place, a caret and a hint", arguments: table)
    func failure(input: BadInput) {
        #expect(rendered { _ = try YAMLDocument(parsing: input.text, file: "t.yml") } == input.lines)
    }

    static let table: [BadInput] = [
        BadInput(
            "nothing", "",
            """
            YML101 YAML file is empty: 't.yml'
            hint: Write at least one key into the file, or remove it.
            """),
        BadInput(
            "a byte order mark alone", "\u{FEFF}",
            """
            YML101 YAML file is empty: 't.yml'
            hint: Write at least one key into the file, or remove it.
            """),
        BadInput(
            "comments alone", "# nothing yet\n\n",
            """
            YML101 YAML file is empty: 't.yml'
            hint: Write at least one key into the file, or remove it.
            """),
        BadInput(
            "a document without content", "---\n",
            """
            YML101 YAML file is empty: 't.yml'
            hint: Write at least one key into the file, or remove it.
            """),
        BadInput(
            "a tab as indentation", "a:\n\tb: 1\n",
            """
            YML105 a tab is used as indentation
            t.yml:2:1
               b: 1
              ^
            hint: Indent with spaces.
            """),
        BadInput(
            "a tab after spaces", "a:\n  b:\n  \tc: 1\n",
            """
            YML105 a tab is used as indentation
            t.yml:3:3
                 c: 1
                ^
            hint: Indent with spaces.
            """),
        BadInput(
            "a tab that continues a plain text", "a: x\n\ty\n",
            """
            YML105 a tab is used as indentation
            t.yml:2:1
               y
              ^
            hint: Indent with spaces.
            """),
        BadInput(
            "a tab between brackets", "a: [\n\t1]\n",
            """
            YML105 a tab is used as indentation
            t.yml:2:1
               1]
              ^
            hint: Indent with spaces.
            """),
        BadInput(
            "a tab after a dash", "-\ta: 1\n",
            """
            YML105 a tab is used as indentation
            t.yml:1:2
              - a: 1
               ^
            hint: Indent with spaces.
            """),
        BadInput(
            "a NUL", "a: x\u{0}y\n",
            """
            YML104 character U+0000 is not allowed in a YAML file
            t.yml:1:5
              a: x y
                  ^
            hint: Remove it, or write \\x00 in a text between double quotes.
            """),
        BadInput(
            "a control sequence of a terminal", "a: 1\nb: \u{9B}31m\n",
            """
            YML104 character U+009B is not allowed in a YAML file
            t.yml:2:4
              b:  31m
                 ^
            hint: Remove it, or write \\x9B in a text between double quotes.
            """),
        BadInput(
            "a line separator", "é: a\u{2028}b\n",
            """
            YML104 character U+2028 is not allowed in a YAML file
            t.yml:1:5
              é: a b
                  ^
            hint: Remove it, or write \\u2028 in a text between double quotes.
            """),
        BadInput(
            "a byte order mark inside", "a: \u{FEFF}b\n",
            """
            YML104 character U+FEFF is not allowed in a YAML file
            t.yml:1:4
              a:  b
                 ^
            hint: Remove it, or write \\uFEFF in a text between double quotes.
            """),
        BadInput(
            "text that turns the direction of writing", "a: '\u{202E}x' y\n",
            """
            YML106 a key was expected here
            t.yml:1:9
              a: '\u{FFFD}x' y
                      ^
            hint: Begin the line under the first key of its block; quotes round a value enclose all of it.
            """),
        BadInput(
            "a second document", "a: 1\n---\nb: 2\n",
            """
            YML107 a second document begins; a file holds one
            t.yml:2:1
              ---
              ^
            hint: Put what follows '---' into a file of its own.
            """),
        BadInput(
            "a second document after an explicit end", "a: 1\n...\n\n  b: 2\n",
            """
            YML107 a second document begins; a file holds one
            t.yml:4:3
                b: 2
                ^
            hint: Put what follows '---' into a file of its own.
            """),
        BadInput(
            "a directive", "# x\n%TAG ! tag:x,2000:\n---\na: 1\n",
            """
            YML108 directive '%TAG' is not supported
            t.yml:2:1
              %TAG ! tag:x,2000:
              ^
            hint: Remove the line.
            """),
        BadInput(
            "duplicate keys, all of them", "a: 1\nb: {é: 1, é: 2}\n'a': 3\n",
            """
            YML109 duplicate key 'é'
            t.yml:2:11
              b: {é: 1, é: 2}
                        ^
            first given at t.yml:2:5
            hint: Keep one of the two.
            YML109 duplicate key 'a'
            t.yml:3:1
              'a': 3
              ^
            first given at t.yml:1:1
            hint: Keep one of the two.
            """),
        BadInput(
            "a list as key", "[a]: 1\n",
            """
            YML110 a key is a list or a mapping; only a text can be a key
            t.yml:1:1
              [a]: 1
              ^
            """),
        BadInput(
            "a mapping as key", "? {a: 1}\n: 1\n",
            """
            YML110 a key is a list or a mapping; only a text can be a key
            t.yml:1:3
              ? {a: 1}
                ^
            """),
        BadInput(
            "an empty key", "?\n: 1\n",
            """
            YML111 a key is empty
            t.yml:1:2
              ?
               ^
            hint: Write the key's name before the colon.
            """),
        BadInput(
            "a merge key", "a: &x {b: 1}\nc:\n  <<: *x\n",
            """
            YML112 merge key '<<' is not supported
            t.yml:3:3
                <<: *x
                ^
            hint: Repeat the keys here, or name a whole value with '&name' and '*name'.
            """),
        BadInput(
            "a tag of YAML", "a: !!binary aGk=\n",
            """
            YML113 tag '!!binary' is not supported
            t.yml:1:4
              a: !!binary aGk=
                 ^
            hint: Remove the tag; each key knows how its value is read.
            """),
        BadInput(
            "a tag that makes objects elsewhere", "a: !!python/object/apply:os.system [ls]\n",
            """
            YML113 tag '!!python/object/apply:os.system' is not supported
            t.yml:1:4
              a: !!python/object/apply:os.system [ls]
                 ^
            hint: Remove the tag; each key knows how its value is read.
            """),
        BadInput(
            "an unknown anchor", "a: &base 1\nb: *bas\n",
            """
            YML114 alias '*bas' has no anchor before it
            t.yml:2:4
              b: *bas
                 ^
            hint: Did you mean '*base'?
            """),
        BadInput(
            "an asterisk that is no alias", "pattern: *\n",
            """
            YML106 did not find expected alphabetic or numeric character while scanning an alias
            t.yml:1:11
              pattern: *
                        ^
            """),
        BadInput(
            "an alias inside its anchor", "a: &a [*a]\n",
            """
            YML115 alias '*a' stands inside its own anchor
            t.yml:1:8
              a: &a [*a]
                     ^
            """),
        BadInput(
            "a quotation mark that is never closed", "a: \"x\nb: 2\n",
            """
            YML106 a quotation mark is never closed
            t.yml:1:4
              a: "x
                 ^
            hint: Close the text with the mark that opens it.
            """),
        BadInput(
            "a bracket that is never closed", "a: [1, 2\nb: 3\n",
            """
            YML106 a list in brackets is never closed, or a comma is missing
            t.yml:1:4
              a: [1, 2
                 ^
            hint: Write [one, two], and put quotes round a value that contains ',', '[', ']', '{' or '}'.
            """),
        BadInput(
            "a brace that is never closed", "a: {b: 1\nc: 3\n",
            """
            YML106 a mapping in braces is never closed, or a comma is missing
            t.yml:1:4
              a: {b: 1
                 ^
            hint: Write {one: 1, two: 2}, and put quotes round a value that contains ',', '{' or '}'.
            """),
        BadInput(
            "a colon inside a plain text", "note: read this: now\n",
            """
            YML106 ':' is not allowed here
            t.yml:1:16
              note: read this: now
                             ^
            hint: Put quotes round a value that contains ': ', and check the indentation of the line.
            """),
        BadInput(
            "an apostrophe inside single quotes", "a: 'l'eau'\n",
            """
            YML106 a key was expected here
            t.yml:1:7
              a: 'l'eau'
                    ^
            hint: Begin the line under the first key of its block; quotes round a value enclose all of it.
            """),
        BadInput(
            "a character that begins nothing", "a: @x\n",
            """
            YML106 a value cannot begin with '@'
            t.yml:1:4
              a: @x
                 ^
            hint: Put the value in quotes.
            """),
        BadInput(
            "a key without a colon", "a: b\n\nc\n",
            """
            YML106 a key has no ':' after it
            t.yml:3:1
              c
              ^
            hint: Write 'key: value', with a space after the colon.
            """),
        BadInput(
            "a variable between braces", "a: [${X}]\n",
            """
            YML106 a list in brackets is never closed, or a comma is missing
            t.yml:1:4
              a: [${X}]
                 ^
            hint: Write [one, two], and put quotes round a value that contains ',', '[', ']', '{' or '}'.
            """),
        BadInput(
            "an unknown escape", "a: \"C:\\quatre\"\n",
            """
            YML106 an escape that YAML does not know
            t.yml:1:7
              a: "C:\\quatre"
                    ^
            hint: Write '\\\\' for a backslash, or put the text between single quotes.
            """),
    ]

    @Test(
        "bytes that are not UTF-8 are named with their place",
        arguments: [
            (
                [0x61, 0x3A, 0x20, 0xC3, 0xA9, 0xE9, 0x0A],
                "YML103 byte 0xE9 is not UTF-8\nt.yml:1:5\n  a: é\u{FFFD}\n      ^\n"
                    + "hint: Save the file as UTF-8."
            ),
            (
                [0xFF, 0xFE, 0x61, 0x0A],
                "YML103 byte 0xFF is not UTF-8\nt.yml:1:1\n  \u{FFFD}\u{FFFD}a\n  ^\n"
                    + "hint: The file seems to be UTF-16; save it as UTF-8."
            ),
        ] as [([UInt8], String)])
    func encoding(bytes: [UInt8], lines: String) {
        #expect(rendered { _ = try YAMLDocument(parsing: bytes, file: "t.yml") } == lines)
    }

    @Test(
        "overlong forms, surrogates, values beyond Unicode and cut sequences are not UTF-8",
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xC3], [0x80],
            [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func malformed(bytes: [UInt8]) {
        #expect(throws: YAMLFailure.self) {
            try YAMLDocument(parsing: Array("a: ".utf8) + bytes, file: "t.yml")
        }
        #expect(
            rendered { _ = try YAMLDocument(parsing: Array("a: ".utf8) + bytes, file: "t.yml") }
                .hasPrefix("YML103"))
    }
}
