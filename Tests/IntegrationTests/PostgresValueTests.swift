import FoundationEssentials
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Values on their way to a server and back", .database)
struct PostgresValueTests {
    @Test("every type comes back as it went")
    func roundTrip() throws {
        let connection = try TestDatabase.current.connect()
        let uuid = UUID()
        let instant = Date(timeIntervalSinceReferenceDate: 700_000_000.125)
        let bytes = [UInt8](0...255)
        let texts = ["", "a,b", #"q"uote \ "#, "NULL", "été\n", "{}"]
        let rows = try connection.query(
            """
            select \("é\n'\"\\")::text as text, \(Int.min) as int, \(Int32.max)::integer as int32,
                \(0.1) as double, \(true) as bool, \(uuid) as uuid, \(instant) as instant, \(bytes) as bytes,
                \(texts) as texts, \([1, -2, Int.max]) as ints, \(orNull: String?.none)::text as nothing,
                \(["a": [1, nil, "é"]] as JSON) as json, \(try TenantIdentifier("acme"))::text as tenant,
                \(Tier.free)::text as tier, \([UUID]([uuid])) as uuids, \([true, nil] as [Bool?]) as bools
            """
        )
        let row = try #require(rows.first)
        #expect(try row["text"] == "é\n'\"\\")
        #expect(try row["int"] == Int.min)
        #expect(try row["int32"] == Int32.max)
        #expect(try row["double"] == 0.1)
        #expect(try row["bool"] == true)
        #expect(try row["uuid"] == uuid)
        #expect(try row["instant"] == instant)
        #expect(try row["bytes"] == bytes)
        #expect(try row["texts"] == texts)
        #expect(try row["ints"] == [1, -2, Int.max])
        #expect(try row["nothing"] as String? == nil)
        #expect(try row["json"] == #"{"a": [1, null, "é"]}"#)
        #expect(try row["tenant"] == TenantIdentifier("acme"))
        #expect(try row["tier"] == Tier.free)
        #expect(try row["uuids"] == [uuid])
        #expect(try row["bools"] == [true, nil] as [Bool?])
        #expect(row.text(10) == nil)
        #expect(row.columns.count == 16)
    }

    @Test(
        "doubles keep every bit",
        arguments: [
            0, -0.0, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, 1e21,
        ])
    func doubles(value: Double) throws {
        let connection = try TestDatabase.current.connect()
        let back = try connection.first("select \(value)") { try $0[0] as Double }
        #expect(back?.bitPattern == value.bitPattern)
        let missing = try connection.first("select \(Double.nan)") { try $0[0] as Double }
        #expect(missing?.isNaN == true)
    }

    @Test(
        "an instant is the server's, in any time zone and style",
        arguments: ["UTC", "Europe/Paris", "Asia/Kolkata"])
    func instants(zone: String) throws {
        var parameters = try TestDatabase.current.parameters
        parameters.settings["timezone"] = zone
        let connection = try Connection(to: parameters)
        for text in ["2024-06-01 12:00:00.000001+02", "0001-12-31 23:59:59 BC", "1899-06-01 00:00:00"] {
            let pair = try connection.first(
                "select \(text)::timestamptz, extract(epoch from \(text)::timestamptz)::float8"
            ) { row in
                (try row[0] as Date, try row[1] as Double)
            }
            #expect(pair?.0.timeIntervalSince1970 == pair?.1)
            guard let date = pair?.0 else { continue }
            #expect(
                try connection.first("select \(date) = \(text)::timestamptz") { try $0[0] as Bool } == true)
        }
        #expect(
            try connection.first("select date '2024-02-29'") { try $0[0] as Date }
                == Date(timeIntervalSince1970: 1_709_164_800))
    }

    static let hostile = [
        "'; drop table t; --", "\"; drop table t; --", "\\'; drop table t; --", "$1", "%s", "\u{202E}evil",
        "a\nb", "'\u{301}",
        "\"\u{301}", "\\", "E'\\'", "–", "\u{1}", "{a,b}", "$$", "\\x41", "null",
    ]

    @Test("a hostile text is only text: as value, as literal, as identifier", arguments: hostile)
    func hostility(text: String) throws {
        let connection = try TestDatabase.current.connect()
        for setting in ["on", "off"] {
            try connection.execute("set standard_conforming_strings = \(raw: setting)")
            try connection.execute("set escape_string_warning = off")
            let name = try Identifier(text)
            let row = try connection.query("select \(text)::text, \(literal: text), 1 as \(identifier: name)")
            #expect(try row[0][0] == text)
            #expect(try row[0][1] == text)
            #expect(row[0].columns[2] == text)
            #expect(try row[0][text] == 1)
            let table: SQL = "\(identifier: name, name)"
            try connection.execute("create schema \(identifier: name)")
            try connection.execute("create table \(sql: table) (\(identifier: name) text)")
            try connection.execute("comment on table \(sql: table) is \(literal: text)")
            try connection.execute("insert into \(sql: table) values (\(text))")
            #expect(
                try connection.first("select obj_description(\(literal: table.text)::regclass)") {
                    try $0[0] as String
                } == text)
            try connection.execute("drop schema \(identifier: name) cascade")
        }
    }

    @Test("a NUL is refused by the number of its parameter, before anything is sent")
    func nul() throws {
        let connection = try TestDatabase.current.connect()
        let failure = try #require(throws: PostgresFailure.self) {
            try connection.query("select \(1), \("a\0b")")
        }
        #expect(failure.message == "parameter $2 contains a NUL character")
        #expect(throws: PostgresFailure.self) { try connection.query("select \(literal: "a\0b")") }
        #expect(throws: PostgresFailure.self) { try connection.executeScript("select 1;\0select 2") }
        #expect(try connection.first("select \([UInt8]([0]))") { try $0[0] as [UInt8] } == [0])
    }

    @Test("a value that does not fit its type is refused by column and type, never by value")
    func decoding() throws {
        let connection = try TestDatabase.current.connect()
        let row = try #require(
            try connection.query(
                """
                select 's3cret' as code, null::int as missing, 3000000000 as large, '{1,NULL}'::int[] as list
                """
            ).first)
        func failure<Value: PostgresDecodable>(_ column: String, _: Value.Type) throws -> PostgresFailure {
            try #require(throws: PostgresFailure.self) { try row[column] as Value }
        }
        #expect(try failure("code", Int.self).message == "column 'code' of type text cannot be read as Int")
        #expect(try failure("code", Tier.self).message == "column 'code' of type text cannot be read as Tier")
        #expect(try failure("missing", Int.self).message == "column 'missing' is null where Int is wanted")
        #expect(
            try failure("large", Int32.self).message
                == "column 'large' of type bigint cannot be read as Int32")
        #expect(
            try failure("list", [Int].self).message
                == "column 'list' of type integer[] cannot be read as Array<Int>")
        #expect(try row["list"] == [1, nil] as [Int?])
        let absent = try failure("cod", String.self)
        #expect(absent.message == "result has no column 'cod'")
        #expect(absent.hint == "The result has a column 'code'.")
    }

    @Test("at most one row is first, and none is nil")
    func first() throws {
        let connection = try TestDatabase.current.connect()
        #expect(try connection.first("select 1 where false") { try $0[0] as Int } == nil)
        #expect(throws: PostgresFailure.self) {
            try connection.first("select generate_series(1, 2)") { try $0[0] as Int }
        }
    }

    @Test("a statement says how many rows it changed")
    func counting() throws {
        let connection = try TestDatabase.current.connect()
        #expect(try connection.execute("create table t (a int)") == 0)
        #expect(try connection.execute("insert into t select generate_series(1, \(12))") == 12)
        #expect(try connection.execute("delete from t where a > \(2)") == 10)
    }

    @Test("two statements in one are refused, so that no text can append its own")
    func single() throws {
        let connection = try TestDatabase.current.connect()
        let failure = try #require(throws: ServerFailure.self) {
            try connection.execute("select 1; select 2")
        }
        #expect(failure.sqlState == .syntaxError)
    }
}
