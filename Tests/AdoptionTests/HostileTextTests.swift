import Postgres
import Testing
import Vocabulary

@testable import Adoption

@Suite("Texts of a source")
struct HostileTextTests {
    @Test("of types only the known ones are written again, part by part")
    func types() {
        #expect(TargetType.known("character varying(20)") == "character varying(20)")
        #expect(TargetType.known("numeric(10,2)[]") == "numeric(10,2)[]")
        #expect(TargetType.known("timestamp(3) without time zone") == "timestamp(3) without time zone")
        #expect(TargetType.known("interval day to second(3)") == "interval")
        #expect(TargetType.known("integer[][]") == "integer[]")
        for text in [
            "text; drop table x", "text(1); --", "public.text", "numeric(10,2", "int", "\"text\"", "text default f()",
            "numeric(1)(2)", "setof text", "", "[]", "text(1) collate x",
        ] {
            #expect(TargetType.known(text) == nil, "\(text)")
        }
    }

    @Test("of defaults only constants and the time are written again")
    func defaults() {
        for (text, sql) in [
            ("'a''b'::text", "'a''b'"), ("'x'::character varying", "'x'"), ("0", "0"), ("'-1'::integer", "'-1'"),
            ("(-1)", "-1"), ("true", "true"), ("now()", "now()"), ("CURRENT_DATE", "current_date"),
            ("'{}'::text[]", "'{}'"),
        ] {
            #expect(PlainDefault(text)?.sql.text == sql, "\(text)")
        }
        for text in [
            "boom()", "nextval('s'::regclass)", "'a'::text || boom()", "'a' || 'b'", "E'\\\\'", "(1; drop)",
            "1 + boom()",
            "'a'::text)", "'x'::t(boom())", "now() + boom()", "ARRAY[boom()]", "", "'", "''a'",
        ] {
            #expect(PlainDefault(text) == nil, "\(text)")
        }
    }

    @Test("an address with a password is refused, and nothing of it is shown")
    func address() throws {
        for text in [
            "postgresql://me:geheim@db/base", "host=db dbname=base password=geheim",
            "postgresql://me@db/base?password=geheim",
            "postgresql://me@db/base?sslpassword=geheim",
        ] {
            let failure = #expect(throws: AdoptionFailure.self) { _ = try SourceAddress(text) }
            #expect(failure?.code == "ADP101")
        }
        #expect(throws: AdoptionFailure.self) { _ = try SourceAddress("postgresql:///base") }
        #expect(throws: AdoptionFailure.self) { _ = try SourceAddress("postgresql://me@db") }
        let address = try SourceAddress("postgresql://me@db.example.org:5433/base?options=-c%20search_path%3Devil")
        #expect(address.description == "base on db.example.org:5433")
        #expect(address.parameters(password: nil).settings["search_path"] == "pg_catalog,pg_temp")
    }

    @Test("a name of the source makes no row, heading or link of a report")
    func markdown() {
        let name = "x | y\n# z [a](http://b) <img> `c` *d*\u{202E}"
        let report = StepReport(
            "audit", name, facts: [(name, name)], sections: [.init(name, [name], [[name]])],
            texts: [(name, "~~~~\nselect 1")])
        let lines = report.markdown.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count { $0.hasPrefix("#") } == 3)
        #expect(lines.count { $0.hasPrefix("|") } == 3)
        #expect(
            !report.markdown.contains("\u{202E}") && !report.markdown.contains(" | y")
                && !report.markdown.contains("[a]"))
        #expect(lines.contains("~~~~~sql"))
    }

    @Test("an example of a refused value shows its form and nothing else")
    func masks() {
        #expect(RejectSummary.masked("31/02/2001") == "99/99/9999")
        #expect(RejectSummary.masked("Zoé 12,5 €") == "aaa 99,9 €")
        #expect(RejectSummary.masked(String(repeating: "x", count: 50)).count == 41)
    }

    @Test("words of a name raise a suspicion, and other words do not")
    func personalData() {
        let facts = ColumnFacts()
        for name in ["Nom", "prénom", "date_naissance", "Email", "num_tel", "adresse", "IBAN"] {
            #expect(PersonalData.suspicion(of: Source.column(name), facts, rows: 1) != nil, "\(name)")
        }
        for name in ["nombre", "surface", "telecom", "nomenclature", "id"] {
            #expect(PersonalData.suspicion(of: Source.column(name), facts, rows: 1) == nil, "\(name)")
        }
    }
}
