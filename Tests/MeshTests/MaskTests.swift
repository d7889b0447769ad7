import Postgres
import Testing
import Vocabulary

@testable import Mesh

@Suite("Masks become SQL")
struct MaskTests {
    static func sql(_ mask: Mask, _ type: String, column: String = "x") throws -> String {
        let column = TableColumn(Identifier(derived: column), ColumnType(type))
        return try mask.expression(for: column, salt: "(select salt)").text
    }

    @Test(
        "each mask, in the column's type where it can be kept",
        arguments: [
            (Mask.null, "numeric(10,2)", "null::numeric(10,2)"),
            (.null, "public.geometry(Point,4326)", "null::public.geometry(Point,4326)"),
            (.redact, "text", "'***'::text"),
            (.redact, "character varying(2)", "'***'::text"),
            (.hash, "text", "encode(sha256((select salt) || convert_to(source.\"x\"::text, 'UTF8')), 'hex')"),
            (
                .partial(keep: 2), "text",
                "case when char_length(source.\"x\"::text) > 2 then left(source.\"x\"::text, 2) || '***' "
                    + "when source.\"x\" is not null then '***' end"
            ),
            (.year, "date", "date_trunc('year', source.\"x\"::timestamp)::date"),
            (
                .year, "timestamp(3) without time zone",
                "date_trunc('year', source.\"x\")::timestamp(3) without time zone"
            ),
            (
                .year, "timestamp with time zone",
                "date_trunc('year', source.\"x\", 'UTC')::timestamp with time zone"
            ),
        ])
    func masks(mask: Mask, type: String, expected: String) throws {
        #expect(try Self.sql(mask, type) == expected)
    }

    @Test("nothing is cast to a type that a tenant made")
    func domain() throws {
        let mask = { (type: ColumnType) in
            try Mask.null.expression(for: TableColumn(Identifier(derived: "x"), type), salt: "''").text
        }
        #expect(try mask(ColumnType("a_x.dom", safeName: "numeric(10,2)")) == "null::numeric(10,2)")
        #expect(try mask(ColumnType("a_x.mood", safeName: nil)) == "null::text")
    }

    @Test(
        "a mask that does not suit a type is refused",
        arguments: [
            (Mask.redact, "integer"), (.hash, "bigint"), (.partial(keep: 1), "date"), (.year, "text"),
            (.year, "integer"), (.hash, "text[]"),
        ])
    func refused(mask: Mask, type: String) {
        let problem = #expect(throws: FilterProblem.self) { try Self.sql(mask, type) }
        #expect(problem?.code == "MES208")
    }

    @Test("a hostile column stays a name")
    func hostile() throws {
        let sql = try Self.sql(.year, "date", column: "d\"), (select 1")
        #expect(sql == "date_trunc('year', source.\"d\"\"), (select 1\"::timestamp)::date")
    }

    @Test(
        "the stored shape is read back",
        arguments: [Mask.null, .redact, .hash, .partial(keep: 7), .year])
    func readBack(mask: Mask) throws {
        let stored = JSON.object([.init("col:\"x", mask.json)]).description
        let effect = try AssetFilter.Effect(rowFilter: nil, includedColumns: nil, masks: stored)
        #expect(effect == .masks(["col:\"x": mask]))
    }
}
