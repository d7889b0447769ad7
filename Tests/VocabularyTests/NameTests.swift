import Testing
import Vocabulary

@Suite("Names")
struct NameTests {
    @Test(
        "an ordinary identifier is a tenant's",
        arguments: ["acme", "val_d_ille", "a1", "x" + String(repeating: "y", count: 30)])
    func accepts(_ text: String) throws {
        #expect(try TenantIdentifier(text).text == text)
    }

    @Test(
        "a tenant identifier that breaks the rule is refused",
        arguments: [
            ("", "VOC101"), ("a", "VOC104"), ("x" + String(repeating: "y", count: 31), "VOC104"),
            (String(repeating: "a", count: 64), "VOC104"), ("Acme", "VOC104"), ("1acme", "VOC104"),
            ("_acme", "VOC104"), ("acme-eau", "VOC104"), ("région", "VOC104"), ("acmé", "VOC104"),
            ("acme\"; drop schema socle; --", "VOC104"), ("acme\u{0}", "VOC104"), ("аcme", "VOC104"),
            ("pg_x", "VOC105"), ("public", "VOC105"), ("socle", "VOC105"), ("mesh", "VOC105"),
            ("epg_nord", "VOC106"), ("spg", "VOC106"),
        ])
    func refuses(_ text: String, _ code: String) {
        let failure = #expect(throws: NameFailure.self) { try TenantIdentifier(text) }
        #expect(failure?.code.text == code)
    }

    @Test(
        "a theme may not take the name of a schema or role that every tenant has",
        arguments: ["data", "owner", "metabase", "share"])
    func refusesReservedThemes(_ text: String) {
        #expect(throws: NameFailure.self) { try Theme(text) }
    }

    @Test("PostgreSQL's 63 bytes are bytes, not characters")
    func countsBytes() throws {
        #expect(try Identifier(String(repeating: "é", count: 31)).text.utf8.count == 62)
        #expect(throws: NameFailure.self) { try Identifier(String(repeating: "é", count: 32)) }
    }

    @Test("the longest tenant with the longest theme stays within 63 bytes")
    func derivedNamesFit() throws {
        let longest = "x" + String(repeating: "y", count: 30)
        let names = TenantNames(try TenantIdentifier(longest))
        #expect(names.themeSchema(try Theme(longest)).text.utf8.count == 63)
        #expect(names.database.text.utf8.count <= 63)
    }

    @Test("the roles of a tenant are five groups, three writers and a login for each channel")
    func roles() throws {
        let names = TenantNames(try TenantIdentifier("acme"))
        #expect(
            names.roles.map(\.text).map { $0.dropFirst("acme_".count) } == [
                "owner", "read", "write", "delete", "share", "admin", "app", "etl", "metabase", "powerbi", "streamlit",
                "superset",
            ])
        #expect(names.logins.count == 7)
    }

    @Test("a hostile name cannot forge a line or hide what it is")
    func quotes() {
        #expect(quoted("a\nerror: b") == "'a\\u{a}error: b'")
        #expect(quoted("a\u{202E}b") == "'a\\u{202e}b'")
        #expect(quoted(String(repeating: "x", count: 1000)).count == 303)
    }
}
