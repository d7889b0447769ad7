import FoundationEssentials
import Postgres
import Testing
import Vocabulary

@testable import Mesh

@Suite("The view of a share")
struct ShareViewTests {
    static let columns: [TableColumn] = [("nom", "text"), ("departement", "text"), ("tel", "text")]
        .map { TableColumn(Identifier(derived: $0.0), ColumnType($0.1)) }

    static func view(_ filters: [AssetFilter], expiresAt: Date? = nil) throws -> ShareView {
        ShareView(
            schema: Identifier(derived: "a_share"), name: Identifier(derived: "b_t"),
            sourceSchema: Identifier(derived: "a_x"), sourceTable: Identifier(derived: "t"),
            selection: try ShareSelection(of: columns, filters: filters, table: "a_x.t"), expiresAt: expiresAt
        )
    }

    static let rows = AssetFilter(
        name: "rows", effect: .rows(.comparison(.init(.equalTo, "departement", ["35"]))))

    @Test("columns, masks, filter and expiry stand in one statement")
    func statement() throws {
        let view = try Self.view(
            [
                Self.rows, AssetFilter(name: "columns", effect: .columns(["tel", "nom"])),
                AssetFilter(name: "masks", effect: .masks(["tel": .hash])),
            ], expiresAt: Date(timeIntervalSince1970: 1_798_761_600))
        #expect(
            try view.statement.text == """
                create or replace view "a_share"."b_t" with (security_barrier) as
                select
                    source."nom",
                    encode(sha256((select salts.salt from "a_share"."salts" as salts \
                where salts.view_name = 'b_t') || convert_to(source."tel"::text, 'UTF8')), 'hex') as "tel"
                from "a_x"."t" as source
                where clock_timestamp() < '2027-01-01T00:00:00Z'::timestamptz
                    and (source."departement" = '35'::text)
                """)
        #expect(try view.statement.values.isEmpty)
    }

    @Test("a whole table has no condition")
    func whole() throws {
        #expect(try Self.view([]).statement.text.hasSuffix("from \"a_x\".\"t\" as source"))
    }

    @Test("lists of columns are intersected, and something must be left")
    func columnLists() throws {
        let one = AssetFilter(name: "1", effect: .columns(["nom", "tel"]))
        let two = AssetFilter(name: "2", effect: .columns(["departement", "nom"]))
        let three = AssetFilter(name: "3", effect: .columns(["tel"]))
        #expect(try Self.view([one, two]).selection.columns.map(\.column.name.text) == ["nom"])
        #expect(codes { _ = try Self.view([one, two, three]) } == ["MES212"])
    }

    @Test("two masks for one column must be the same")
    func contradictingMasks() throws {
        let one = AssetFilter(name: "1", effect: .masks(["tel": .redact]))
        let two = AssetFilter(name: "2", effect: .masks(["tel": .null]))
        _ = try Self.view([one, AssetFilter(name: "3", effect: .masks(["tel": .redact]))])
        #expect(codes { _ = try Self.view([one, two]) } == ["MES211"])
    }

    @Test("a filter for a column that is not there is refused with the nearest name")
    func unknownColumn() {
        let failure = #expect(throws: MeshFailure.self) {
            try Self.view([AssetFilter(name: "f", effect: .columns(["non"]))])
        }
        #expect(failure?.code == "MES201")
        #expect(failure?.hint == "Did you mean 'nom'?")
    }

    @Test("a name says who receives what, is free, and is short enough for PostgreSQL")
    func names() throws {
        let consumer = try TenantIdentifier("pays_de_bresse")
        #expect(
            ShareView.name(consumer: consumer, table: "ventes", taken: []).text == "pays_de_bresse_ventes")
        let taken: Set = ["pays_de_bresse_ventes", "pays_de_bresse_ventes_2"]
        #expect(
            ShareView.name(consumer: consumer, table: "ventes", taken: taken).text
                == "pays_de_bresse_ventes_3")
        let long = String(repeating: "é", count: 31)
        let first = ShareView.name(consumer: consumer, table: long, taken: [])
        #expect(first.text == "pays_de_bresse_" + String(repeating: "é", count: 24))
        let second = ShareView.name(consumer: consumer, table: long, taken: [first.text])
        #expect(second.text == "pays_de_bresse_" + String(repeating: "é", count: 23) + "_2")
    }
}
