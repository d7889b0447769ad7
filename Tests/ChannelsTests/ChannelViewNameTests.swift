import Testing
import Vocabulary

@testable import Channels

@Suite("Names of a channel's views")
struct ChannelViewNameTests {
    private func table(
        _ origin: TenantTable.Origin, _ schema: String, _ table: String, producer: String = "a"
    ) -> TenantTable {
        TenantTable(
            origin: origin, relationSchema: Identifier(derived: schema),
            relationName: Identifier(derived: table),
            producer: producer, table: table, title: table, owner: "A")
    }

    private func names(_ tables: [TenantTable]) throws -> [String] {
        channelViewNames(tables, tenant: try TenantIdentifier("aa")).map(\.text)
    }

    @Test("own tables are named after their theme, shares after who gives them")
    func plain() throws {
        let tables = [
            table(.own, "aa_data", "x"), table(.own, "aa_economie", "x"),
            table(.subscription, "b_share", "x", producer: "b"),
        ]
        #expect(try names(tables) == ["x", "economie_x", "b_x"])
    }

    @Test("names that would meet get a number")
    func collisions() throws {
        let tables = [
            table(.own, "aa_data", "economie_x"), table(.own, "aa_economie", "x"),
            table(.subscription, "b_share", "x", producer: "economie"),
        ]
        #expect(try names(tables) == ["economie_x", "economie_x_2", "economie_x_3"])
    }

    @Test("names stay within PostgreSQL's 63 bytes, letters whole")
    func long() throws {
        let long = String(repeating: "é", count: 31)
        let tables = [table(.own, "aa_eau", long), table(.own, "aa_eau", long)]
        #expect(
            try names(tables) == [
                "eau_" + String(repeating: "é", count: 29), "eau_" + String(repeating: "é", count: 28) + "_2",
            ])
    }
}
