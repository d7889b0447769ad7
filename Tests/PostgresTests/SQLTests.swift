import FoundationEssentials
import Postgres
import Testing
import Vocabulary

@Suite("SQL by interpolation")
struct SQLTests {
    private enum Mode: String { case append, replace }

    @Test("a value becomes a numbered parameter and never text")
    func values() {
        let statement: SQL = "select * from t where a = \("x'; drop table t; --") and b = \(42)"
        #expect(statement.text == "select * from t where a = $1 and b = $2")
        #expect(statement.values.map(\.content) == [.text("x'; drop table t; --"), .text("42")])
    }

    @Test("a description never shows a value or a literal")
    func description() {
        let statement: SQL =
            """
            alter role \(identifier: .init(derived: "r")) password \(literal: "it's\\sécret") -- \("hidden")
            """
        for shown in ["\(statement)", String(reflecting: statement), String(describing: [statement])] {
            #expect(!shown.contains("cret"))
            #expect(!shown.contains("hidden"))
        }
        #expect(statement.description == #"alter role "r" password  E'*************' -- $1"#)
        #expect(statement.description.unicodeScalars.count == statement.text.unicodeScalars.count)
    }

    @Test(
        "an identifier is quoted and its quotes are doubled",
        arguments: [
            ("plain", #""plain""#), ("Mixed Case", #""Mixed Case""#),
            (#"acme"; drop schema socle; --"#, #""acme""; drop schema socle; --""#),
            ("été", #""été""#), ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
        ])
    func identifiers(name: String, quoted: String) throws {
        let statement: SQL = "\(identifier: try Identifier(name))"
        #expect(statement.text == quoted)
    }

    @Test("a qualified identifier quotes each part")
    func qualified() {
        let statement: SQL = "\(identifier: .init(derived: "acme.x"), .init(derived: "t"))"
        #expect(statement.text == #""acme.x"."t""#)
    }

    @Test(
        "a literal is safe under both meanings of a backslash",
        arguments: [
            ("", "''"), ("it's", "'it''s'"), (#"a\"#, #" E'a\\'"#),
            (#"\'; drop table t; --"#, #" E'\\''; drop table t; --'"#),
            ("'\u{301}", "'''\u{301}'"),
        ])
    func literals(text: String, literal: String) {
        let statement: SQL = "\(literal: text)"
        #expect(statement.text == literal)
        #expect(statement.values.isEmpty)
    }

    @Test("a composed statement numbers its parameters anew")
    func composition() {
        let condition: SQL = "a = \(1) or b = \("two")"
        let statement: SQL = "select \(0) where (\(sql: condition)) and c = \(3.5)"
        #expect(statement.text == "select $1 where (a = $2 or b = $3) and c = $4")
        #expect(statement.values.map(\.content) == [.text("0"), .text("1"), .text("two"), .text("3.5")])
    }

    @Test("parts are joined with their values in order")
    func joining() {
        let parts: [SQL] = ["a = \(1)", "b = \(2)", "c is null"]
        let joined = parts.joined(separator: " and ")
        #expect(joined.text == "a = $1 and b = $2 and c is null")
        #expect([SQL]().joined().isEmpty)
        let row = [1, 2, 3].map { "\($0)" as SQL }.joined()
        #expect(row.text == "$1, $2, $3")
    }

    @Test("raw text stands as it is")
    func raw() {
        let statement: SQL = "select 1\(raw: " from t")"
        #expect(statement.text == "select 1 from t")
    }

    @Test("each Swift type has its PostgreSQL type")
    func types() throws {
        let mode = Mode.append
        let absent: Mode? = nil
        let noText: String? = nil
        let statement: SQL = """
            \("s") \(Substring("s")) \(1) \(Int64.max) \(Int32(1)) \(1.5) \(true) \(mode) \
            \(orNull: absent) \(orNull: noText) \(UUID()) \(Date()) \([UInt8]([0, 255])) \(["a"]) \([1, 2]) \
            \(["k": 1] as JSON) \(try TenantIdentifier("acme")) \(Tier.free) \(orNull: Int?.none)
            """
        let types: [PostgresType] = [
            .inferred, .inferred, .int4, .int8, .int4, .float8, .bool, .inferred, .inferred, .inferred, .uuid,
            .timestamptz, .bytea, .textArray, .int8Array, .jsonb, .inferred, .inferred, .int4,
        ]
        #expect(statement.values.map(\.type) == types)
        #expect(statement.values[7].content == .text("append"))
        #expect(statement.values[8].content == .null)
        #expect(statement.values[9].content == .null)
        #expect(statement.values[12].content == .bytes([0, 255]))
        #expect(statement.values[13].content == .text(#"{"a"}"#))
        #expect(statement.values[14].content == .text(#"{"1","2"}"#))
        #expect(statement.values[15].content == .text(#"{"k":1}"#))
        #expect(statement.values[16].content == .text("acme"))
    }
}
