import Formats
import FoundationEssentials
import Ingestion
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("The profile that a load leaves", .database)
struct LoadProfileTests {
    /// A column, how a cell of it is written, and whether its values have an order that a profile keeps.
    private struct Kind: Sendable {
        let type: String
        var hasRange = true
        let cell: @Sendable (_ row: Int, _ die: Int) -> String
    }

    private static let kinds: [Kind] = [
        Kind(type: "smallint") { _, die in "\(die % 65_535 - 32_767)" },
        Kind(type: "integer") { row, _ in "\(row * 7 - 3000)" },
        Kind(type: "bigint") { _, die in "\((die % 1_000_003) * 4_000_000_007 - 2_000_000_000_000_000)" },
        Kind(type: "numeric(12,2)") { _, die in "\(die % 2_000_000 - 1_000_000).\(die % 10)5" },
        Kind(type: "numeric") { row, die in
            row == 7 ? "-0" : "\(die % 3 == 0 ? "-" : "")\(die)\(String(repeating: "7", count: die % 25)).5"
        },
        Kind(type: "real") { _, die in "\(die % 1000 - 500).25" },
        Kind(type: "double precision") { _, die in "\(die % 99_999 - 50_000).125" },
        Kind(type: "boolean", hasRange: false) { row, _ in row % 3 == 0 ? "t" : "f" },
        Kind(type: "date") { _, die in
            "\(1500 + die % 900)-\(String(101 + die % 12).suffix(2))-\(String(101 + die % 28).suffix(2))"
        },
        Kind(type: "time") { _, die in "\(String(100 + die % 24).suffix(2)):\(String(100 + die % 60).suffix(2)):09" },
        Kind(type: "timestamp") { _, die in "\(1950 + die % 100)-06-1\(die % 10) 12:34:5\(die % 9)" },
        Kind(type: "timestamptz") { _, die in "\(1950 + die % 100)-06-1\(die % 10) 12:34:5\(die % 9)+02:00" },
        Kind(type: "uuid", hasRange: false) { _, die in
            "00000000-0000-4000-8000-\(String(1_000_000_000_000 + die % 300).suffix(12))"
        },
        Kind(type: "json", hasRange: false) { _, die in "{\"a\": \(die % 40)}" },
        Kind(type: "jsonb", hasRange: false) { _, die in "{\"a\": \(die % 400)}" },
        Kind(type: "text", hasRange: false) { _, die in
            String(repeating: die % 4 == 0 ? "é🙂" : "abc", count: die % 9) + "x"
        },
        Kind(type: "varchar(40)", hasRange: false) { _, die in "n° \(die % 256)" },
    ]

    /// A file of all types and a column of codes, with empty cells, the same in every run.
    private static func text(rows: Range<Int>) -> String {
        var state: UInt64 = 0x5EED
        func die() -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 30)
        }
        var text = (["code_commune"] + kinds.indices.map { "c\($0)" }).joined(separator: ";") + "\n"
        for row in rows {
            let cells = kinds.map { kind in die() % 11 == 0 ? "" : kind.cell(row, die()) }
            let code =
                row % 50 == 0 ? "" : row % 9 == 0 ? "2A\(String(1001 + row % 90).suffix(3))" : "\(10_000 + row % 700)"
            text += ([code] + cells).map(quoted).joined(separator: ";") + "\n"
        }
        return text
    }

    private static func quoted(_ cell: String) -> String {
        cell.contains("\"") ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }

    private static func types() throws -> [String: ColumnType] {
        try Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ("c\($0)", try ColumnType(sql: $1.type)) })
    }

    @Test("it is what SQL says of the table, for every type")
    func figures() throws {
        let bench = try LoadBench()
        try bench.write(Self.text(rows: 0..<3000))
        let report = try bench.load(types: Self.types())
        #expect(report.tally?.loaded == 3000 && report.tally?.rejected == 0)
        try Self.compare(bench, bench.database.installation.loadedLoad(.load(report.loadID), of: bench.tenant))
    }

    @Test("it is of all rows when a load takes over what another had staged")
    func resumed() throws {
        let bench = try ResumedLoadTests.cutShort()
        let report = try bench.load()
        #expect(report.resumedRows > 0)
        let load = try bench.database.installation.loadedLoad(.table("t"), of: bench.tenant)
        let column = try #require(load.profile?.elements.first)
        let last = ResumedLoadTests.count
        #expect(column["rows"]?.integer == last && column["nulls"]?.integer == 0)
        #expect(column["min"] == "1" && column["max"] == .string("\(last)"))
        let distinct = try #require(column["distinct"]?.integer)
        #expect(abs(distinct - last) < last / 10)
    }

    @Test("it is of the rows that came, where others are in the table, and of no column that the table lacks")
    func appended() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n2;y\n")
        _ = try bench.load()
        try bench.write("a;b;c\n3;z;q\n")
        let report = try bench.load(mode: .append) { $0.evolution = .discardValue }
        #expect(report.tally?.loaded == 1)
        let load = try bench.database.installation.loadedLoad(.load(report.loadID), of: bench.tenant)
        let names = load.profile?.elements.compactMap { $0["name"]?.text }
        #expect(names == ["a", "b"])
        #expect(load.profile?.elements.first?["rows"]?.integer == 1)
        #expect(load.rowsPerSecond != nil && load.columns.map(\.name) == ["a", "b"])
    }

    @Test("no value of free text is in it, and no extreme that is too long to be looked at")
    func discreet() throws {
        let bench = try LoadBench()
        let long = String(repeating: "9", count: 300)
        try bench.write("nom;n;telephone\nDupont;1;0612345678\nMartin;\(long);0712345678\n")
        let report = try bench.load(types: ["n": ColumnType(sql: "numeric")])
        #expect(report.tally?.loaded == 2)
        let kept = try bench.texts("select profile::text || quality::text from socle.loads").joined()
        for secret in ["Dupont", "Martin", "0612345678", "0712345678", long] { #expect(!kept.contains(secret)) }
    }

    /// Compares a profile with aggregates over the table that was loaded.
    private static func compare(_ bench: LoadBench, _ load: RecordedLoad) throws {
        let columns = try #require(load.profile?.elements)
        #expect(columns.count == kinds.count + 1)
        let hand = try bench.database.connect()
        try hand.execute("set timezone = 'UTC'")
        var compared = 0
        for (index, column) in columns.enumerated() {
            let name = try #require(column["name"]?.text)
            let type = index == 0 ? "text" : kinds[index - 1].type
            let hasRange = index == 0 || kinds[index - 1].hasRange
            let cell: SQL = "\(identifier: try Identifier(name))"
            // Codes are compared by their bytes, and a number of either sign of zero is one.
            let ordered: SQL = index == 0 ? "\(sql: cell) collate \"C\"" : cell
            let isText = type == "text" || type.hasPrefix("varchar")
            let extremes: SQL = hasRange ? "min(\(sql: ordered))::text, max(\(sql: ordered))::text" : "null, null"
            let lengths: SQL =
                isText
                ? "min(length(\(sql: cell)))::bigint, max(length(\(sql: cell)))::bigint, round(avg(length(\(sql: cell))), 2)::float8"
                : "null::bigint, null::bigint, null::float8"
            let found = try hand.first(
                """
                select count(*), count(*) - count(\(sql: cell)), count(distinct \(sql: cell)::text),
                    \(sql: extremes), \(sql: lengths)
                from \(sql: try bench.name())
                """
            ) { row -> JSON in
                let mean: Double? = try row[7]
                return [
                    "rows": JSON(try row[0] as Int), "nulls": JSON(try row[1] as Int),
                    "distinct": JSON(try row[2] as Int),
                    "min": JSON(try row[3] as String?), "max": JSON(try row[4] as String?),
                    "min_length": JSON(try row[5] as Int?), "max_length": JSON(try row[6] as Int?),
                    "mean_length": mean.map { .number(String($0)) } ?? .null,
                ]
            }
            let truth = try #require(found)
            for member in ["rows", "nulls", "min", "max", "min_length", "max_length"] {
                #expect(column[member] ?? .null == truth[member], "\(type): \(member)")
                compared += 1
            }
            #expect(column["mean_length"]?.decimal == truth["mean_length"]?.decimal, "\(type): mean")
            let (distinct, error) = (
                try #require(column["distinct"]?.integer), try #require(column["distinct_error"]?.decimal)
            )
            let expected = try #require(truth["distinct"]?.integer)
            #expect((error == 0) == (expected <= 256), "\(type): \(expected)")
            #expect(Double(abs(distinct - expected)) <= 5 * error * Double(expected), "\(type): \(distinct)")
            compared += 2
        }
        print("profiles: \(compared) figures of \(columns.count) columns compared with SQL")
    }
}
