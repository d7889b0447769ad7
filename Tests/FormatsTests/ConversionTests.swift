import Formats
import Testing

/// A caller's types lead over what the file looks like.
@Suite struct ConversionTests {
    struct Case: CustomTestStringConvertible {
        let type: String
        let cell: String
        var loaded: String?
        var reason: RejectReason?
        var testDescription: String { "\(cell) as \(type)" }
    }

    static let manyDigits = String(repeating: "9", count: 1000)
    static let numericRange = RejectReason.outOfRange(.numeric(precision: 5, scale: 2))
    static let cases: [Case] = [
        Case(type: "smallint", cell: "32767", loaded: "32767"),
        Case(type: "smallint", cell: "32768", reason: .outOfRange(.smallint)),
        Case(type: "integer", cell: "-2147483648", loaded: "-2147483648"),
        Case(type: "integer", cell: "2147483648", reason: .outOfRange(.integer)),
        Case(type: "integer", cell: "12,00", loaded: "12"),
        Case(type: "integer", cell: "12,50", reason: .notOfType(.integer)),
        Case(type: "integer", cell: "1 234", loaded: "1234"),
        Case(type: "integer", cell: "007", reason: .leadingZero),
        Case(type: "integer", cell: "+5", loaded: "5"),
        Case(type: "integer", cell: "abc", reason: .notOfType(.integer)),
        Case(type: "bigint", cell: "9223372036854775807", loaded: "9223372036854775807"),
        Case(type: "bigint", cell: "-9223372036854775808", loaded: "-9223372036854775808"),
        Case(type: "bigint", cell: "9223372036854775808", reason: .outOfRange(.bigint)),
        Case(type: "bigint", cell: "99999999999999999999999", reason: .outOfRange(.bigint)),
        Case(type: "numeric(5,2)", cell: "123,45", loaded: "123.45"),
        Case(type: "numeric(5,2)", cell: "123,4500", loaded: "123.45"),
        Case(type: "numeric(5,2)", cell: "123,456", reason: numericRange),
        Case(type: "numeric(5,2)", cell: "1234", reason: numericRange),
        Case(type: "numeric(5,2)", cell: "1,2e2", loaded: "120.00"),
        Case(type: "numeric(5,2)", cell: "1,23456e2", reason: numericRange),
        Case(type: "numeric(5,2)", cell: "1e3", reason: numericRange),
        Case(type: "numeric(5,2)", cell: "nd", loaded: nil),
        Case(type: "numeric(2,2)", cell: "0,25", loaded: "0.25"),
        Case(
            type: "numeric", cell: "123456789012345678901234567890,5",
            loaded: "123456789012345678901234567890.5"),
        Case(type: "numeric", cell: "1e-3", loaded: "0.001"),
        Case(type: "numeric", cell: "-1234567890123456789,0100", loaded: "-1234567890123456789.0100"),
        Case(type: "numeric", cell: manyDigits, loaded: manyDigits),
        Case(type: "numeric", cell: "1e200000", reason: .outOfRange(.numeric(precision: nil, scale: 0))),
        Case(type: "numeric", cell: ",5", loaded: "0.5"),
        Case(type: "double precision", cell: "1e308", loaded: "1e+308"),
        Case(type: "double precision", cell: "1e400", reason: .outOfRange(.double)),
        Case(type: "double precision", cell: "1e-400", reason: .outOfRange(.double)),
        Case(type: "double precision", cell: "0e400", loaded: "0"),
        Case(type: "double precision", cell: "-1,5E-3", loaded: "-0.0015"),
        Case(type: "real", cell: "1e39", reason: .outOfRange(.real)),
        Case(type: "date", cell: "31/12/2024", loaded: "2024-12-31"),
        Case(type: "date", cell: "2024-02-29", loaded: "2024-02-29"),
        Case(type: "date", cell: "29 février 2024", loaded: "2024-02-29"),
        Case(type: "date", cell: "30 février 2024", reason: .impossibleDate),
        Case(type: "date", cell: "2023-02-29", reason: .impossibleDate),
        Case(type: "date", cell: "0000-00-00", reason: .impossibleDate),
        Case(type: "date", cell: "10000-01-01", reason: .impossibleDate),
        Case(type: "date", cell: "01/01/10000", reason: .impossibleDate),
        Case(type: "date", cell: "20241231", loaded: "2024-12-31"),
        Case(type: "date", cell: "31/12/2024 00:00:00", loaded: "2024-12-31"),
        Case(type: "date", cell: "31/12/2024 10:00", reason: .notOfType(.date)),
        Case(type: "timestamp without time zone", cell: "31/12/2024", loaded: "2024-12-31 00:00:00"),
        Case(type: "timestamp without time zone", cell: "2024-12-31 24:00", reason: .impossibleDate),
        Case(type: "timestamp without time zone", cell: "2024-12-31T10:00Z", reason: .notOfType(.timestamp)),
        Case(
            type: "timestamp with time zone", cell: "2024-12-31T10:00:00.5-0330",
            loaded: "2024-12-31 13:30:00.5+00"),
        Case(
            type: "timestamp with time zone", cell: "2024-12-31T10:00", reason: .notOfType(.timestampWithZone)
        ),
        Case(type: "time without time zone", cell: "8:05", loaded: "08:05:00"),
        Case(type: "time without time zone", cell: "25:00", reason: .impossibleDate),
        Case(type: "boolean", cell: "1", loaded: "t"),
        Case(type: "boolean", cell: "Non", loaded: "f"),
        Case(type: "boolean", cell: "peut-être", reason: .notOfType(.boolean)),
        Case(
            type: "uuid", cell: "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
            loaded: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        Case(type: "uuid", cell: "a0eebc99", reason: .notOfType(.uuid)),
        Case(type: "jsonb", cell: "{\"\"a\"\": [1, 2.50]}", loaded: "{\"a\": [1, 2.50]}"),
        Case(type: "jsonb", cell: "{a}", reason: .invalidJSON("'a' is not expected here")),
        Case(type: "jsonb", cell: "\"\"\\u0000\"\"", reason: .nul),
        Case(type: "character varying(3)", cell: "été", loaded: "été"),
        Case(type: "character varying(3)", cell: "étés", reason: .tooLong(limit: 3)),
        Case(type: "text", cell: "007", loaded: "007"),
        Case(type: "text", cell: "nd", loaded: "nd"),
        Case(type: "text", cell: "a\u{0}b", reason: .nul),
    ]

    @Test("a cell becomes a value of the type, or a reject that says why", arguments: cases)
    func convert(_ row: Case) throws {
        let loading = try Loading(
            "cle;valeur\nk;\nk;\"\(row.cell)\"\n", types: ["valeur": ColumnType(sql: row.type)])
        if let reason = row.reason {
            #expect(loading.rejects.map(\.reason) == [reason])
            #expect(loading.rejects.map(\.column) == ["valeur"])
        } else {
            #expect(loading.rejects.isEmpty)
            #expect(loading.rows.last == ["k", row.loaded])
        }
    }

    @Test(
        "a number is a day of Excel where the plan says so, and nowhere else",
        arguments: [
            ("date", "1", "1900-01-01"), ("date", "59", "1900-02-28"), ("date", "61", "1900-03-01"),
            ("date", "45291", "2023-12-31"), ("date", "2958465", "9999-12-31"), ("date", "60", nil), ("date", "0", nil),
            ("date", "45291,5", nil), ("date", "2958466", nil), ("date", "31/12/2023", nil), ("date", "nd", ""),
            ("timestamp", "45291,75", "2023-12-31 18:00:00"), ("timestamp", "45291.5", "2023-12-31 12:00:00"),
        ])
    func excelSerials(type: String, cell: String, loaded: String?) throws {
        let column = PlanColumn(
            name: "jour", label: "jour", field: 2, type: try ColumnType(sql: type),
            format: ValueFormat(dateOrder: .excelSerial))
        let plan = SourcePlan(
            format: .delimited(Dialect(delimiter: UInt8(ascii: ";"))),
            tables: [TablePlan(bounds: TableBounds(firstDataRow: 1), width: 2, columns: [column])])
        let loading = try Loading(Array("k;\(cell)\n".utf8), by: plan)
        #expect(loading.rows == (loaded.map { [[$0.isEmpty ? nil : $0]] } ?? []))
        #expect(loading.rejects.count == (loaded == nil ? 1 : 0))
    }

    @Test("a type for a column that is not there is a failure which names the nearest")
    func unknownColumn() throws {
        let failure = #expect(throws: FormatFailure.self) {
            try Loading("code;nom\n1;a\n", types: ["cod": .text])
        }
        #expect(failure?.hint == "Did you mean 'code'?")
    }

    @Test(
        "a type is read as format_type writes it",
        arguments: [
            "text", "character varying(12)", "boolean", "smallint", "integer", "bigint", "numeric",
            "numeric(12,2)",
            "real", "double precision", "date", "time without time zone", "timestamp without time zone",
            "timestamp with time zone", "uuid", "jsonb",
        ])
    func typeNames(_ name: String) throws {
        #expect(try ColumnType(sql: name).sql == name)
    }

    @Test(
        "a type that no cell can be written as is refused by name",
        arguments: ["geometry(Point,2154)", "integer[]", "numeric(0)", "varchar(x)", "interval", ""])
    func unreadableTypes(_ name: String) {
        #expect(throws: FormatFailure.unreadableType(name)) { try ColumnType(sql: name) }
    }
}
