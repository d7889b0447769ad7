import Testing
import Vocabulary
import YAML

@Suite("Decoding a tree")
struct DecodingTests {
    @Test(
        "a text field takes what is written, unchanged",
        arguments: [
            "01004", "no", "yes", "on", "true", "12:30:45", "1.10", "2024-01-31", "0x1F", "1e3", "1_000",
            ".inf", "+33",
            "2A004", "é", "=", "a:b", "http://x/y",
        ])
    func text(written: String) throws {
        #expect(try decode([String: String].self, "a: \(written)\n") == ["a": written])
        #expect(try decode([String: String].self, "a: '\(written)'\n") == ["a": written])
    }

    @Test(
        "an integer field takes decimal integers",
        arguments: [
            ("0", 0), ("7", 7), ("-12", -12), ("+5", 5), ("'42'", 42), ("9223372036854775807", .max),
            ("-9223372036854775808", .min),
        ])
    func integer(written: String, value: Int) throws {
        #expect(try decode([Int].self, "- \(written)\n") == [value])
    }

    @Test(
        "an integer field takes nothing else",
        arguments: [
            "1_000", "0x1F", "0o17", "010", "1.0", "1e3", "1 000", "", "~", "yes", "9223372036854775808", "١",
            "--1", "+", "1\u{301}",
        ])
    func noInteger(written: String) {
        #expect(throws: YAMLFailure.self) { try decode([Int].self, "- \(written)\n") }
    }

    @Test(
        "a number field takes decimal numbers",
        arguments: [
            ("1", 1), ("1.10", 1.1), ("-0.5", -0.5), ("1e3", 1000), ("+2.5E-1", 0.25), (".5", 0.5),
            ("'4.0'", 4),
        ])
    func number(written: String, value: Double) throws {
        #expect(try decode([Double].self, "- \(written)\n") == [value])
    }

    @Test(
        "a number field takes nothing else",
        arguments: [
            "0,5", ".inf", "-.inf", ".nan", "nan", "inf", "infinity", "1e999", "0x1p3", "1_0.5", "", "e", ".",
            "-", "1.5e", "1 5",
        ])
    func noNumber(written: String) {
        #expect(throws: YAMLFailure.self) { try decode([Double].self, "- \(written)\n") }
    }

    @Test("a truth field takes true and false only")
    func truth() throws {
        #expect(try decode([Bool].self, "[true, false, 'true']") == [true, false, true])
        for written in ["yes", "no", "on", "off", "True", "FALSE", "y", "1", "0", "~", "oui"] {
            #expect(throws: YAMLFailure.self) { try decode([Bool].self, "[\(written)]") }
        }
    }

    @Test("every width of integer keeps its range")
    func widths() throws {
        #expect(try decode([Int8].self, "[-128, 127]") == [-128, 127])
        #expect(try decode([UInt8].self, "[255]") == [255])
        #expect(try decode([UInt64].self, "[18446744073709551615]") == [.max])
        for (type, written) in [("Int8", "128"), ("UInt16", "65536"), ("UInt32", "-1")] {
            switch type {
            case "Int8": #expect(throws: YAMLFailure.self) { try decode([Int8].self, "[\(written)]") }
            case "UInt16": #expect(throws: YAMLFailure.self) { try decode([UInt16].self, "[\(written)]") }
            default: #expect(throws: YAMLFailure.self) { try decode([UInt32].self, "[\(written)]") }
            }
        }
    }

    @Test("an optional is nil for nothing, ~ and null, and the text for quotes")
    func optionals() throws {
        struct Holder: Decodable, Equatable {
            var a: String?
            var b: String?
            var c: String?
            var d: String?
            var e: Limits?
            var f: [Int]?
        }
        let holder = try decode(Holder.self, "a:\nb: ~\nc: 'null'\ne: null\nf:\n")
        #expect(holder == Holder(a: nil, b: nil, c: "null", d: nil, e: nil, f: nil))
        #expect(try decode([Int?].self, "[1, ~, 2]") == [1, nil, 2])
    }

    @Test("types nest, lists and dictionaries too")
    func nesting() throws {
        let text = """
            identifier: rennes
            tier: standard
            contact: {name: Éloïse, email: e@x.fr, phone: 0102030405}
            limits:
              users: 1000
              cores: 0.25
              mfa_required: true
              thresholds: [70, 30]
              quotas: {storage: 5, calls: 6}
            channels:
              - metabase
              - powerbi
            """
        let declaration = try decode(Declaration.self, text)
        #expect(declaration.identifier.identifier.text == "rennes")
        #expect(declaration.tier == .standard)
        #expect(declaration.contact == Contact(name: "Éloïse", email: "e@x.fr", phone: "0102030405"))
        #expect(
            declaration.limits
                == Limits(
                    users: 1000, cores: 0.25, multiFactor: true, thresholds: [70, 30],
                    quotas: ["storage": 5, "calls": 6]))
        #expect(declaration.channels == [.metabase, .powerbi])
        #expect(declaration.note == nil)
    }

    @Test("dictionaries take keys of numbers and of enumerations")
    func dictionaries() throws {
        enum Side: String, CaseIterable, CodingKeyRepresentable, Decodable { case left, right }
        #expect(try decode([Int: String].self, "{1: a, 22: b}") == [1: "a", 22: "b"])
        #expect(try decode([Side: Int].self, "{left: 1, right: 2}") == [.left: 1, .right: 2])
        #expect(
            rendered { _ = try decode([Side: Int].self, "lift: 1\nright: 2\n") } == """
                YML201 unknown key 'lift'
                t.yml:1:1
                  lift: 1
                  ^
                hint: Did you mean 'left'?
                """)
    }

    @Test("a field can take its place along, or a part of the tree as it is")
    func marked() throws {
        struct Holder: Decodable {
            var users: YAMLMarked<Int>
            var free: YAMLNode
        }
        let holder = try decode(Holder.self, "users: 12\nfree: {a: [1, no, 01]}\n")
        #expect(holder.users.value == 12)
        #expect(holder.free.json == ["a": [1, "no", "01"]])
        #expect(
            rendered {
                throw holder.users.rejected(by: NameFailure(kindOfName: "x", text: "y", reason: .nul))
            }
                == """
                VOC102 x 'y' contains a NUL character
                t.yml:1:8
                  users: 12
                         ^
                """)
    }

    @Test("a type may read one mapping through several coding keys")
    func envelope() throws {
        enum Source: Decodable, Equatable {
            case file(path: String)
            case page(address: String, delay: Int)
            enum KindKeys: String, CodingKey { case kind }
            enum FileKeys: String, CodingKey { case path }
            enum PageKeys: String, CodingKey { case address, delay }
            init(from decoder: any Decoder) throws {
                switch try decoder.container(keyedBy: KindKeys.self).decode(String.self, forKey: .kind) {
                case "file":
                    self = .file(
                        path: try decoder.container(keyedBy: FileKeys.self).decode(String.self, forKey: .path)
                    )
                default:
                    let container = try decoder.container(keyedBy: PageKeys.self)
                    self = .page(
                        address: try container.decode(String.self, forKey: .address),
                        delay: try container.decode(Int.self, forKey: .delay))
                }
            }
        }
        #expect(try decode(Source.self, "kind: file\npath: x\n") == .file(path: "x"))
        #expect(
            try decode(Source.self, "{kind: page, address: x, delay: 5}") == .page(address: "x", delay: 5))
        #expect(
            rendered { _ = try decode(Source.self, "kind: file\npath: x\ndelay: 5\n") } == """
                YML201 unknown key 'delay'
                t.yml:3:1
                  delay: 5
                  ^
                hint: Known keys: kind, path.
                """)
    }

    @Test("containers opened by hand are checked like types")
    func nestedContainers() {
        struct Holder: Decodable {
            enum Outer: String, CodingKey { case inner, list }
            enum Inner: String, CodingKey { case users }
            init(from decoder: any Decoder) throws {
                let outer = try decoder.container(keyedBy: Outer.self)
                let inner = try outer.nestedContainer(keyedBy: Inner.self, forKey: .inner)
                _ = try inner.decode(Int.self, forKey: .users)
                var list = try outer.nestedUnkeyedContainer(forKey: .list)
                while !list.isAtEnd { _ = try list.decode(Int.self) }
            }
        }
        #expect(rendered { _ = try decode(Holder.self, "inner: {users: 1}\nlist: [1, 2]\n") } == "")
        #expect(
            rendered { _ = try decode(Holder.self, "inner: {users: 1, usres: 2}\nlist: [1, x]\n") } == """
                YML201 unknown key 'usres'
                t.yml:1:19
                  inner: {users: 1, usres: 2}
                                    ^
                hint: Did you mean 'users'?
                YML205 'list[1]' needs an integer, not 'x'
                t.yml:2:11
                  list: [1, x]
                            ^
                """)
    }
}
