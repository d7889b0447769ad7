import Formats
import Postgres
import TestServer
import Testing
import Vocabulary

/// A cell that is encoded here means in PostgreSQL exactly what its text means there.
@Suite("binary cells", .database)
struct BinaryMeaningTests {
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    /// Texts that a type is tried with, each as a file would have it.
    private struct Trial {
        let type: String
        let texts: [String]
        /// Whether the preview shows values letter by letter as PostgreSQL does: of several shortest texts of a binary
        /// number it may take another.
        var isShownAlike = true
    }

    @Test("thousands of values of every type are what a cast of their text is, and refused where the cast is")
    func meaning() throws {
        var dice = Dice(state: 0x5EED)
        var tried = 0
        var refused = 0
        for trial in Self.trials(&dice) {
            let connection = try TestDatabase.current.connect()
            try connection.execute("set timezone = 'UTC'")
            try connection.execute(
                "create temporary table tried (n int primary key, written text, value \(raw: trial.type))")
            let (shown, rejects) = try load(trial, connection)
            let wrong = try connection.query(
                """
                select written, value::text from tried
                where value is null or value::text is distinct from (written::\(raw: trial.type))::text limit 5
                """
            ) { row in "\(try row[0] as String) became \(try row[1] as String?)" }
            #expect(wrong.isEmpty, "\(trial.type): \(wrong)")
            if trial.isShownAlike {
                let texts: [String] = try connection.query("select value::text from tried order by n") { try $0[0] }
                let differing = zip(shown, texts).filter { $0 != $1 }
                #expect(shown.count == texts.count && differing.isEmpty, "\(trial.type): \(differing.prefix(5))")
            }
            try checkRefused(rejects, trial, connection)
            tried += trial.texts.count
            refused += rejects.count
        }
        print("\(tried) values tried, \(refused) of them refused")
    }

    /// Loads the texts as values of the type and gives what the preview shows, and what was refused.
    private func load(_ trial: Trial, _ connection: borrowing Connection) throws -> ([String?], [Reject]) {
        let text = trial.texts.enumerated().map { index, text in
            "\(index);\"\(text.replacing("\"", with: "\"\""))\"\n"
        }.joined()
        let columns = [
            PlanColumn(name: "n", label: "", field: 1, type: .integer),
            PlanColumn(name: "written", label: "", field: 2, type: .text),
            PlanColumn(name: "value", label: "", field: 2, type: try ColumnType(sql: trial.type)),
        ]
        let table = TablePlan(bounds: TableBounds(firstDataRow: 1), width: 2, columns: columns)
        let plan = SourcePlan(
            encoding: .utf8, format: .delimited(Dialect(delimiter: UInt8(ascii: ";"))), tables: [table])
        let reader = try plan.reader(of: MemorySource(Array(text.utf8), name: "tried.csv"))
        var batch = RowBatch(target: 10_000)
        var shown: [String?] = []
        var rejects: [Reject] = []
        try connection.copyIn("copy tried from stdin (format binary)") { writer in
            try writer.write(BinaryCopy.header)
            while try reader.read(into: &batch) {
                try batch.withBytes { try writer.write($0) }
                shown += batch.cells.map { $0[2] }
                rejects += batch.rejects
            }
            try writer.write(BinaryCopy.trailer)
        }
        #expect(reader.tally.loaded + reader.tally.rejected == trial.texts.count)
        return (shown, rejects)
    }

    private func checkRefused(_ rejects: [Reject], _ trial: Trial, _ connection: borrowing Connection) throws {
        for reject in rejects {
            let value = reject.value ?? ""
            do {
                try connection.execute("select (\(literal: value))::\(raw: trial.type)")
                // What the cast rounds or cuts is refused here, since digits would be lost.
                let isRounded = ["numeric(", "time", "varchar("].contains { trial.type.hasPrefix($0) }
                #expect(isRounded, "\(trial.type) takes \(value): \(reject.reason)")
            } catch {}
        }
    }
}

extension BinaryMeaningTests {
    private static func trials(_ dice: inout Dice) -> [Trial] {
        [
            Trial(type: "smallint", texts: integers(16, &dice)),
            Trial(type: "integer", texts: integers(32, &dice)),
            Trial(type: "bigint", texts: integers(64, &dice)),
            Trial(type: "numeric", texts: decimals(2000, most: 60, &dice) + longDecimals),
            Trial(type: "numeric(14,2)", texts: decimals(1000, most: 14, &dice)),
            Trial(type: "numeric(38,10)", texts: decimals(1000, most: 38, &dice)),
            Trial(type: "real", texts: floats(1500, &dice), isShownAlike: false),
            Trial(type: "double precision", texts: floats(3000, &dice), isShownAlike: false),
            Trial(type: "date", texts: days(1500, &dice)),
            Trial(type: "time", texts: (0..<500).map { _ in time(&dice) }),
            Trial(type: "timestamp", texts: days(1000, &dice).map { "\($0) \(time(&dice))" }),
            Trial(type: "timestamptz", texts: days(1000, &dice).map { "\($0)T\(time(&dice))\(zone(&dice))" }),
            Trial(
                type: "boolean", texts: ["true", "false", "yes", "no", "t", "f", "TRUE", "1", "0"], isShownAlike: false),
            Trial(type: "uuid", texts: (0..<200).map { _ in uuid(&dice) }),
            Trial(type: "jsonb", texts: documents),
            Trial(type: "json", texts: ["{\"a\":1}", "[]", "\"é\"", "null", "1.50"]),
            Trial(type: "text", texts: ["é", "a\nb", "\\N", "a\tb", "\u{10FFFF}", "\"", " x "]),
            Trial(type: "varchar(3)", texts: ["été", "étés", "abc", "abcd", "a"]),
        ]
    }

    private static func integers(_ bits: Int, _ dice: inout Dice) -> [String] {
        let extreme = [Int64.min, .max, 0, -1, 1, 32_767, 32_768, -32_768, -32_769, 2_147_483_647, 2_147_483_648]
        let some = (0..<700).map { _ in
            Int64(truncatingIfNeeded: dice.next()) >> Int64(64 - Int.random(in: 2...bits, using: &dice))
        }
        return (extreme + [-2_147_483_648, -2_147_483_649] + some).map { String($0) }
            + ["-0", "+5", "9223372036854775808", "-9223372036854775809", "99999999999999999999"]
    }

    private static func digits(_ count: Int, _ dice: inout Dice) -> String {
        String((0..<count).map { _ in "0123456789".randomElement(using: &dice) ?? "0" })
    }

    private static func decimals(_ count: Int, most: Int, _ dice: inout Dice) -> [String] {
        (0..<count).map { _ in
            let scale = Int.random(in: 0...most / 2, using: &dice)
            let whole = digits(Int.random(in: 1...most - most / 2, using: &dice), &dice).drop { $0 == "0" }
            let number = (whole.isEmpty ? "0" : whole) + (scale > 0 ? "." + digits(scale, &dice) : "")
            return (Bool.random(using: &dice) ? "-" : "") + number
        }
    }

    private static var longDecimals: [String] {
        let nines = String(repeating: "9", count: 1000)
        let zeros = String(repeating: "0", count: 400)
        return [
            nines, "-\(nines).\(nines)", "0.\(zeros)1", "1\(zeros)", "0", "-0", "0.000", "1e100", "1.50e-7", "1e-16383",
            "1.5e131071", "-1E+5", "12.5e0", "120e-1", "1e131073", "1e999999",
        ]
    }

    private static func floats(_ count: Int, _ dice: inout Dice) -> [String] {
        let hard = [
            "0", "-0", "0.0", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e400", "1e-400",
            "3.4028235e38",
            "3.4028236e38", "1.4e-45", "7e-46", "9007199254740993", "9007199254740992.99999", "16777217", "16777219",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203124", "123456789012345678", "0.1", "5e-05", "1e15",
            "1e16",
            "999999999999999", "1234567", "0.0001", "0.00001",
        ]
        let patterns = (0..<count / 2).compactMap { _ -> String? in
            let number = Double(bitPattern: dice.next())
            return number.isFinite ? "\(number)" : nil
        }
        let written = (0..<count / 2).map { _ in
            let number = "\(Int.random(in: 0...9, using: &dice)).\(digits(Int.random(in: 1...30, using: &dice), &dice))"
            let exponent = Bool.random(using: &dice) ? "" : "e\(Int.random(in: -44...38, using: &dice))"
            return (Bool.random(using: &dice) ? "-" : "") + number + exponent
        }
        return hard + patterns + written
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func days(_ count: Int, _ dice: inout Dice) -> [String] {
        [
            "0001-01-01", "9999-12-31", "1582-10-10", "1900-02-29", "2000-02-29", "1999-12-31", "2000-01-01",
            "2100-02-29",
        ]
            + (0..<count).map { _ in
                let year = Int.random(in: 1...9999, using: &dice)
                let month = Int.random(in: 1...12, using: &dice)
                return "\(padded(year, 4))-\(padded(month, 2))-\(padded(Int.random(in: 1...31, using: &dice), 2))"
            }
    }

    private static func time(_ dice: inout Dice) -> String {
        let clock = [24, 60, 60].map { padded(Int.random(in: 0..<$0, using: &dice), 2) }.joined(separator: ":")
        let fraction = Int.random(in: 0...7, using: &dice)
        return clock + (fraction > 0 ? "." + digits(fraction, &dice) : "")
    }

    private static func zone(_ dice: inout Dice) -> String {
        let hours = padded(Int.random(in: 0...14, using: &dice), 2)
        return ["Z", "+\(hours)", "-\(hours):30", "+\(hours)15"].randomElement(using: &dice) ?? "Z"
    }

    private static func uuid(_ dice: inout Dice) -> String {
        let hex = (0..<32).map { _ in String(UInt8.random(in: 0..<16, using: &dice), radix: 16) }.joined()
        var text = ""
        for (index, digit) in hex.enumerated() { text += ([8, 12, 16, 20].contains(index) ? "-" : "") + String(digit) }
        return text
    }

    private static var documents: [String] {
        [
            "{}", "[]", "null", "true", "\"é\\n\\\"\"", "1", "-0.50", "1e5", "[1,[2,{\"a\":null}]]",
            "{\"b\":1,\"a\":2,\"b\":3}", "\"\\ud83d\\ude00\"", "12345678901234567890.123456789", "{\"\":0}",
            "{\"aa\":[],\"b\":{},\"a\":\"\\b\\f\\t\\u0001/\\u007f\",\"é\":1.50,\"zz\":-0}", "1e-7",
            "[1.0,{\"b\":[true,false],\"B\":\"\\\\b\"}]",
        ]
    }
}
