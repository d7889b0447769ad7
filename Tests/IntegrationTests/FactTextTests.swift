import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Operations
@testable import Tenancy

@Suite("What a server is expected to say of a tenant", .database)
struct FactTextTests {
    static let values = [
        "", " ", "a", "A b", "é", "naïve – “quoted”", "\u{a0}", "\u{2028}", "a,b", "(a)", "{a}", "[a]", "a\"b", "\"\"",
        "\\",
        "a\\\"b", "'", "a\nb", "\t", "\u{b}", "\u{c}", "\u{1}", "\u{7f}", "null", "NULL", "nUlL", "nulls", "🧨",
        "\u{301}",
        "acme_owner", "search_path=acme_data, public",
    ]

    @Test("is written as PostgreSQL writes it", arguments: values)
    func written(value: String) throws {
        let base = try TestDatabase.current.connect()
        var text = FactText()
        text.line { line in
            line.add(value)
            line.add([value, "b"])
            line.add(nil as String?)
            line.add([])
            line.add([], orNull: true)
            line.add(-1)
        }
        text.line { line in
            line.add(value)
            line.add([value])
        }
        let found = try base.first(
            """
            select row(
                    \(value)::text, array(select v from unnest(array[\(value), 'b']) as v order by v collate "C"), null::text,
                    '{}'::text[], null::text[], -1)::text
                || E'\\n' || row(\(value)::text, array[\(value)::text])::text
            """
        ) { row -> String in try row[0] }
        #expect(found.map { Array($0.utf8) } == text.bytes)

        // And read back as what it was.
        let read: [Read] = try Facts.unnamed(text)
        #expect(read.map(\.text) == [value, value])
        #expect(read.map { Set($0.texts ?? []) } == [[value, "b"], [value]])
    }

    private struct Read: FactDecodable {
        let text: String?
        let texts: [String]?

        init(from columns: inout FactColumns) throws {
            text = try columns.text()
            texts = try columns.texts()
        }
    }

    @Test("is what it says of one that was just applied")
    func fulfilled() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let configuration = try TenantConfiguration.sample(database.newTenant())
        _ = try installation.apply(configuration)
        let base = try installation.connectProvisioner()
        let tenant = try installation.survey(TenantDeclaration(configuration), in: base)
        #expect(tenant.server.rolesText == nil)
        #expect(tenant.data == .fulfilled)
        #expect(tenant.desired.isFulfilled(tenant.base, hasKey: tenant.hasKey, tenant.server, tenant.data))
    }
}
