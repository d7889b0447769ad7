import Testing
import Vocabulary
import YAML

@Suite("What a wrong value gets")
struct DecodingFailureTests {
    @Test("is one line that names it, the place, a caret and a hint", arguments: declarations)
    func declaration(input: BadInput) {
        #expect(rendered { _ = try decode(Declaration.self, input.text) } == input.lines)
    }

    static let declarations: [BadInput] = [
        BadInput(
            "a mistyped key inside", "identifier: acme\ntier: free\ncontact:\n  name: x\n  emial: y\n",
            """
            YML201 unknown key 'emial'
            t.yml:5:3
                emial: y
                ^
            hint: Did you mean 'email'?
            """),
        BadInput(
            "a mistyped optional key", "identifier: acme\ntier: free\ncontct: {name: x, email: y}\n",
            """
            YML201 unknown key 'contct'
            t.yml:3:1
              contct: {name: x, email: y}
              ^
            hint: Did you mean 'contact'?
            """),
        BadInput(
            "a key like no other", "identifier: acme\ntier: free\nzzz: 1\n",
            """
            YML201 unknown key 'zzz'
            t.yml:3:1
              zzz: 1
              ^
            hint: Known keys: identifier, tier, contact, limits, channels, note.
            """),
        BadInput(
            "a missing key", "identifier: acme\ntier: free\ncontact:\n  name: x\n",
            """
            YML202 key 'contact.email' is missing
            t.yml:3:1
              contact:
              ^
            """),
        BadInput(
            "a key without value", "identifier: acme\ntier:\n",
            """
            YML203 'tier' has no value
            t.yml:2:6
              tier:
                   ^
            hint: Write a text; '~' and 'null' are texts between quotes only.
            """),
        BadInput(
            "other kinds of node", "identifier: acme\ntier: free\nlimits: 5\nchannels: metabase\nnote: [x]\n",
            """
            YML204 'limits' needs a mapping, not a single value
            t.yml:3:9
              limits: 5
                      ^
            hint: Write 'key: value', with a space after the colon.
            YML204 'channels' needs a list, not a single value
            t.yml:4:11
              channels: metabase
                        ^
            hint: Write '- ' before the element, even if it is the only one.
            YML204 'note' needs a text, not a list
            t.yml:5:7
              note: [x]
                    ^
            """),
        BadInput(
            "a list for the document", "- a\n",
            """
            YML204 the document needs a mapping, not a list
            t.yml:1:1
              - a
              ^
            """),
        BadInput(
            "a value that its type refuses", "identifier: \"Acme'; drop schema socle; --\"\ntier: free\n",
            """
            VOC104 tenant identifier 'Acme'; drop schema socle; --' is not valid
            t.yml:1:13
              identifier: "Acme'; drop schema socle; --"
                          ^
            hint: Use 2 to 31 characters: a lowercase letter, then lowercase letters, digits and underscores.
            """),
        BadInput(
            "a refused value and an unknown key", "identifier: Acme\ntier: free\nfax: 1\n",
            """
            VOC104 tenant identifier 'Acme' is not valid
            t.yml:1:13
              identifier: Acme
                          ^
            hint: Use 2 to 31 characters: a lowercase letter, then lowercase letters, digits and underscores.
            YML201 unknown key 'fax'
            t.yml:3:1
              fax: 1
              ^
            hint: Known keys: identifier, tier, contact, limits, channels, note.
            """),
        BadInput(
            "a value near a case", "identifier: acme\ntier: premum\n",
            """
            YML206 unknown value 'premum' for 'tier'
            t.yml:2:7
              tier: premum
                    ^
            hint: Did you mean 'premium'?
            """),
        BadInput(
            "a value near no case", "identifier: acme\ntier: gold\n",
            """
            YML206 unknown value 'gold' for 'tier'
            t.yml:2:7
              tier: gold
                    ^
            hint: Use one of: free, standard, premium, enterprise.
            """),
        BadInput(
            "a NUL by escape", "identifier: acme\ntier: free\nnote: \"a\\0b\"\n",
            """
            YML205 'note' needs a text, not 'a\\u{0}b'
            t.yml:3:7
              note: "a\\0b"
                    ^
            hint: Remove the NUL character.
            """),
        BadInput(
            "nine failures, of which eight are shown",
            """
            identifier: acme
            tier: free
            limits:
              users: 1_000
              cores: 0,5
              mfa_required: yes
              thresholds: [1, x, 010, 2, 99999999999999999999]
              quotas: {a: 1, b: 1.5}
            channels: [metabase, powerby, superset, tableaux]
            """,
            """
            YML205 'limits.users' needs an integer, not '1_000'
            t.yml:4:10
                users: 1_000
                       ^
            hint: Write '1000'.
            YML205 'limits.cores' needs a number, not '0,5'
            t.yml:5:10
                cores: 0,5
                       ^
            hint: Write '0.5', with a point.
            YML205 'limits.mfa_required' needs true or false, not 'yes'
            t.yml:6:17
                mfa_required: yes
                              ^
            hint: Write 'true'.
            YML205 'limits.thresholds[1]' needs an integer, not 'x'
            t.yml:7:19
                thresholds: [1, x, 010, 2, 99999999999999999999]
                                ^
            YML205 'limits.thresholds[2]' needs an integer, not '010'
            t.yml:7:22
                thresholds: [1, x, 010, 2, 99999999999999999999]
                                   ^
            hint: Write it without leading zeros.
            YML205 'limits.thresholds[4]' needs an integer, not '99999999999999999999'
            t.yml:7:30
                thresholds: [1, x, 010, 2, 99999999999999999999]
                                           ^
            hint: Write a number from -9223372036854775808 to 9223372036854775807.
            YML205 'limits.quotas.b' needs an integer, not '1.5'
            t.yml:8:21
                quotas: {a: 1, b: 1.5}
                                  ^
            hint: Write a whole number.
            YML206 unknown value 'powerby' for 'channels[1]'
            t.yml:9:22
              channels: [metabase, powerby, superset, tableaux]
                                   ^
            hint: Did you mean 'powerbi'?
            and 1 more
            """),
    ]

    @Test("every wrong scalar of one mapping is reported, and every missing one")
    func scalars() {
        let text = "text: ~\ninteger: 0x1F\nsmall: 300\nnatural: -1\nnumber: .inf\n"
        #expect(
            rendered { _ = try decode(Scalars.self, text) } == """
                YML202 key 'truth' is missing
                t.yml:1:1
                  text: ~
                  ^
                YML203 'text' has no value
                t.yml:1:7
                  text: ~
                        ^
                hint: Write a text; '~' and 'null' are texts between quotes only.
                YML205 'integer' needs an integer, not '0x1F'
                t.yml:2:10
                  integer: 0x1F
                           ^
                hint: Write it in decimal.
                YML205 'small' needs an integer, not '300'
                t.yml:3:8
                  small: 300
                         ^
                hint: Write a number from -128 to 127.
                YML205 'natural' needs an integer, not '-1'
                t.yml:4:10
                  natural: -1
                           ^
                hint: Write a number from 0 to 18446744073709551615.
                YML205 'number' needs a number, not '.inf'
                t.yml:5:9
                  number: .inf
                          ^
                """)
    }

    @Test("wrong lists, dictionaries and values with their place do not hide what follows")
    func continued() {
        struct Holder: Decodable {
            var marked: YAMLMarked<Int>
            var list: [Int]
            var quotas: [String: Int]
            var missing: [YAMLMarked<String>]
            var last: YAMLMarked<Bool>
        }
        let lines = rendered {
            _ = try decode(Holder.self, "marked: x\nlist: [y]\nquotas: {a: z}\nlast: yes\n")
        }
        let failures = lines.split(separator: "\n").filter { $0.hasPrefix("YML") }
        #expect(
            failures == [
                "YML202 key 'missing' is missing", "YML205 'marked' needs an integer, not 'x'",
                "YML205 'list[0]' needs an integer, not 'y'", "YML205 'quotas.a' needs an integer, not 'z'",
                "YML205 'last' needs true or false, not 'yes'",
            ])
    }

    @Test("what a check throws after a failure inside its own value is a consequence, and dropped")
    func consequence() {
        struct Range: Decodable {
            enum CodingKeys: String, CodingKey { case low, high }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                let low = try container.decode(Int.self, forKey: .low)
                let high = try container.decode(Int.self, forKey: .high)
                guard low < high else { throw NameFailure(kindOfName: "range", text: "", reason: .empty) }
            }
        }
        #expect(rendered { _ = try decode(Range.self, "low: 5\nhigh: x\n") }.hasPrefix("YML205 'high'"))
        #expect(!rendered { _ = try decode(Range.self, "low: 5\nhigh: x\n") }.contains("VOC"))
        #expect(
            rendered { _ = try decode(Range.self, "low: 5\nhigh: 3\n") }
                == "VOC101 range is empty\nt.yml:1:1\n  low: 5\n  ^")
    }

    @Test("errors of other makes are shown with their place")
    func foreign() {
        struct Odd: Error, CustomStringConvertible { var description: String { "odd\u{1B}[31m" } }
        struct Thrower: Decodable {
            init(from decoder: any Decoder) throws {
                if try decoder.singleValueContainer().decode(String.self) == "odd" { throw Odd() }
                let context = DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "not even")
                throw DecodingError.dataCorrupted(context)
            }
        }
        #expect(
            rendered { _ = try decode([Thrower].self, "[odd, even]") } == """
                YML207 '[0]' is not valid: 'odd\\u{1b}[31m'
                t.yml:1:2
                  [odd, even]
                   ^
                YML207 '[1]' is not valid: 'not even'
                t.yml:1:7
                  [odd, even]
                        ^
                """)
    }
}
