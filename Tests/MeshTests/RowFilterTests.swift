import Postgres
import Testing
import Vocabulary

@testable import Mesh

@Suite("Row filters become SQL")
struct RowFilterTests {
    /// A table with a column of each type, and one whose name is hostile.
    static let columns: [TableColumn] = [
        ("t", "text"), ("v", "character varying(3)"), ("c", "character(5)"), ("s", "smallint"),
        ("i", "integer"),
        ("b", "bigint"), ("n", "numeric(10,2)"), ("r", "real"), ("d", "double precision"), ("o", "boolean"),
        ("j", "date"),
        ("p", "timestamp(3) without time zone"), ("z", "timestamp with time zone"), ("u", "uuid"),
        ("g", "public.geometry(Point,4326)"), ("a", "text[]"), ("x\"; drop table y; --", "text"),
    ].map { TableColumn(Identifier(derived: $0.0), ColumnType($0.1)) }

    static func sql(_ filter: RowFilter) throws -> String { try filter.condition(on: columns).text }

    static func test(_ operator: RowFilter.Operator, _ column: String, _ values: String...) -> RowFilter {
        .comparison(.init(`operator`, column, values))
    }

    @Test(
        "each operator, with its value cast to the column's type",
        arguments: [
            (test(.equalTo, "t", "35"), "(source.\"t\" = '35'::text)"),
            (test(.notEqualTo, "v", "trop long"), "(source.\"v\" <> 'trop long'::text)"),
            (test(.equalTo, "c", "01004"), "(source.\"c\" = '01004'::bpchar)"),
            (test(.greaterThan, "s", "-3"), "(source.\"s\" > '-3'::smallint)"),
            (test(.lessThan, "i", "12"), "(source.\"i\" < '12'::integer)"),
            (
                test(.greaterThanOrEqualTo, "b", "9007199254740993"),
                "(source.\"b\" >= '9007199254740993'::bigint)"
            ),
            (test(.lessThanOrEqualTo, "n", "1.239"), "(source.\"n\" <= '1.239'::numeric)"),
            (test(.equalTo, "d", "1e-3"), "(source.\"d\" = '1e-3'::double precision)"),
            (test(.equalTo, "r", "0.1"), "(source.\"r\" = '0.1'::real)"),
            (test(.equalTo, "o", "true"), "(source.\"o\" = 'true'::boolean)"),
            (test(.greaterThan, "j", "2024-02-29"), "(source.\"j\" > '2024-02-29'::date)"),
            (
                test(.lessThan, "p", "2024-12-31 18:30:00.5"),
                "(source.\"p\" < '2024-12-31 18:30:00.5'::timestamp)"
            ),
            (
                test(.lessThan, "z", "2024-12-31T18:30:00+01:00"),
                "(source.\"z\" < '2024-12-31T18:30:00+01:00'::timestamptz)"
            ),
            (
                test(.equalTo, "u", "A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                "(source.\"u\" = 'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid)"
            ),
            (test(.isNull, "g"), "(source.\"g\" is null)"),
            (test(.isNotNull, "a"), "(source.\"a\" is not null)"),
            (test(.in, "t", "22", "29"), "(source.\"t\" in ('22'::text, '29'::text))"),
            (test(.notIn, "i", "1"), "(source.\"i\" not in ('1'::integer))"),
            (test(.like, "t", "35%"), "(source.\"t\" like '35%'::text)"),
            (test(.notLike, "v", "_x"), "(source.\"v\" not like '_x'::text)"),
        ])
    func operators(filter: RowFilter, expected: String) throws {
        #expect(try Self.sql(filter) == expected)
    }

    @Test("nesting keeps its brackets")
    func nesting() throws {
        let filter = RowFilter.or([
            .and([Self.test(.equalTo, "t", "a"), Self.test(.isNull, "i")]), Self.test(.equalTo, "t", "b"),
        ])
        let expected =
            "(((source.\"t\" = 'a'::text) and (source.\"i\" is null)) or (source.\"t\" = 'b'::text))"
        #expect(try Self.sql(filter) == expected)
    }

    @Test("hostile names and values stay names and values")
    func hostile() throws {
        let name = "x\"; drop table y; --"
        #expect(
            try Self.sql(Self.test(.equalTo, name, "' or true; --"))
                == "(source.\"x\"\"; drop table y; --\" = ''' or true; --'::text)")
        #expect(try Self.sql(Self.test(.equalTo, "t", "\\'")) == "(source.\"t\" =  E'\\\\'''::text)")
        #expect(
            try Self.sql(Self.test(.equalTo, "t", "$1 \u{202E} é"))
                == "(source.\"t\" = '$1 \u{202E} é'::text)")
    }

    @Test(
        "a value that is none of its column's is refused by name",
        arguments: [
            ("i", "abc"), ("i", "1; drop table x"), ("i", " 1"), ("i", "+1"), ("i", "2147483648"),
            ("s", "40000"),
            ("b", "1.0"), ("n", "1,5"), ("n", "NaN"), ("n", "1."), ("n", ".5"), ("n", "1e5"),
            ("d", "infinity"),
            ("d", "nan"), ("d", "0x10"), ("r", "1e39"), ("o", "oui"), ("o", "t"), ("j", "today"),
            ("j", "31/12/2024"),
            ("j", "2024-02-30"), ("j", "2023-02-29"), ("j", "2024-13-01"), ("j", "infinity"),
            ("j", "2024-1-1"),
            ("p", "now"), ("p", "2024-12-31T25:00:00"), ("p", "2024-12-31T18:30:00Z"),
            ("z", "2024-12-31T18:30:00"),
            ("z", "2024-12-31"), ("u", "x"), ("u", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"), ("t", "a\0b"),
        ])
    func values(column: String, value: String) {
        let problem = #expect(throws: FilterProblem.self) {
            try Self.sql(Self.test(.equalTo, column, value))
        }
        #expect(problem?.code == "MES203")
    }

    @Test(
        "an operator that does not suit a column is refused",
        arguments: [
            (test(.like, "i", "1%"), "MES202"),
            (test(.greaterThan, "o", "true"), "MES202"),
            (test(.equalTo, "g", "POINT(0 0)"), "MES202"),
            (test(.in, "a", "x"), "MES202"),
            (test(.like, "t", "x\\"), "MES204"),
            (test(.in, "t"), "MES205"),
            (.and([]), "MES205"),
            (.or([]), "MES205"),
            (test(.equalTo, "absent", "x"), "MES201"),
            (test(.equalTo, "T", "x"), "MES201"),
        ])
    func operators(filter: RowFilter, code: String) {
        let problem = #expect(throws: FilterProblem.self) { try Self.sql(filter) }
        #expect(problem?.code.text == code)
    }

    @Test("a lone backslash is told from an escaped one")
    func backslashes() throws {
        #expect(try Self.sql(Self.test(.like, "t", "x\\\\")) == "(source.\"t\" like  E'x\\\\\\\\'::text)")
    }

    @Test("depth and size are bounded")
    func bounds() {
        var deep = Self.test(.isNull, "t")
        for _ in 0..<16 { deep = .and([deep]) }
        #expect(throws: FilterProblem.tooDeep(limit: 16)) { try Self.sql(deep) }
        let wide = RowFilter.comparison(.init(.in, "t", (0...1000).map { "\($0)" }))
        #expect(throws: FilterProblem.tooLarge(limit: 1000)) { try Self.sql(wide) }
    }

    @Test("the stored shape is DataZone's")
    func json() {
        let filter = RowFilter.or([
            Self.test(.equalTo, "t", "35"), Self.test(.in, "i", "1", "2"), Self.test(.isNull, "j"),
        ])
        #expect(
            filter.json.description
                == #"{"or":[{"expression":{"equalTo":{"columnName":"t","value":"35"}}},"#
                + #"{"expression":{"in":{"columnName":"i","values":["1","2"]}}},"#
                + #"{"expression":{"isNull":{"columnName":"j"}}}]}"#)
    }

    @Test("the stored shape is read back")
    func readBack() throws {
        let filter = RowFilter.and([
            .or([Self.test(.notIn, "t", "a", "b"), Self.test(.like, "t", "é\\_%\"'")]),
            Self.test(.isNotNull, "j"),
        ])
        let effect = try AssetFilter.Effect(
            rowFilter: filter.json.description, includedColumns: nil, masks: nil)
        #expect(effect == .rows(filter))
    }
}
