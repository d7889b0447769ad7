import Formats
import FoundationEssentials
import Testing
import Vocabulary

@Suite("Profiles of columns")
struct ProfileTests {
    @Test("cells, values, extremes and lengths are those of the rows")
    func figures() throws {
        let profile = try profile(
            """
            code_commune;nom;prix;part;jour;vide
            2A004;Ajaccio;-1234,5;1e-3;31/12/2024;
            01004;Ambérieu;99,05;2;01/02/1899;
            01004;;1000000000000;-7;15/06/2024;
            59350;Ambérieu;;0;;

            """)
        #expect(profile.map(\.name) == ["code_commune", "nom", "prix", "part", "jour", "vide"])
        #expect(profile.map(\.rows) == [4, 4, 4, 4, 4, 4])
        #expect(profile.map(\.nulls) == [0, 1, 1, 0, 1, 4])
        #expect(profile.map(\.distinct.count) == [3, 2, 3, 4, 3, 0])
        #expect(profile.allSatisfy { $0.distinct.error == 0 })
        let ranges = profile.map { $0.range.map { [$0.least, $0.greatest] } }
        #expect(ranges[0] == ["01004", "59350"])
        #expect(ranges[2].map { $0.map { Double($0) } } == [-1234.5, 1_000_000_000_000])
        #expect(ranges[3].map { $0.map { Double($0) } } == [-7, 2])
        #expect(ranges[4] == ["1899-02-01", "2024-12-31"])
        // A name may be a person's.
        #expect(ranges[1] == nil)
        #expect(ranges[5] == nil)
        #expect(profile[1].lengths?.least == 7 && profile[1].lengths?.greatest == 8)
        #expect(profile[1].lengths?.mean == 23.0 / 3)
        #expect(profile[2].lengths == nil)
    }

    @Test("the extremes of any numbers are found, however they are kept")
    func extremes() throws {
        var random = SystemRandomNumberGenerator()
        var cases = 0
        for digits in [1, 4, 5, 8, 9, 18, 25] {
            for scale in [0, 1, 4, 7] {
                let numbers = (0..<200).map { _ in
                    let whole = (0..<Int.random(in: 1...digits, using: &random)).map { _ in
                        String(Int.random(in: 0...9, using: &random))
                    }.joined().drop { $0 == "0" }
                    let part = (0..<scale).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
                    let number = (whole.isEmpty ? "0" : String(whole)) + (scale > 0 ? "." + part : "")
                    return Bool.random(using: &random) ? "-" + number : number
                }
                let column = try profile("n\n" + numbers.joined(separator: "\n") + "\n", typed: "numeric")[0]
                let values = numbers.compactMap { Decimal(string: $0) }
                #expect(column.range.flatMap { Decimal(string: $0.least) } == values.min())
                #expect(column.range.flatMap { Decimal(string: $0.greatest) } == values.max())
                cases += 1
            }
        }
        print("profiles: extremes of \(cases) columns of random numbers compared")
    }

    @Test(
        "distinct values are counted exactly while they are few, and within their error beyond",
        arguments: [
            1, 255, 256, 257, 5000, 60_000,
        ])
    func distinct(count: Int) throws {
        let rows = (0..<2).flatMap { _ in (0..<count).map { "k\($0)x" } }
        let column = try profile("k\n" + rows.joined(separator: "\n") + "\n")[0]
        #expect(column.rows == 2 * count)
        if count <= 256 {
            #expect(column.distinct.count == count && column.distinct.error == 0)
        } else {
            #expect(column.distinct.error > 0 && column.distinct.error < 0.02)
            let difference = Double(abs(column.distinct.count - count)) / Double(count)
            // Five standard errors: one in a million texts would miss it, and this text is always the same.
            #expect(difference < 5 * column.distinct.error)
        }
    }

    private func profile(_ text: String, typed type: String? = nil) throws -> [ColumnProfile] {
        let source = MemorySource(Array(text.utf8), name: "test.csv")
        var plan = try SourcePlan(sniffing: source)
        if let type { plan.tables[0].columns[0].type = try ColumnType(sql: type) }
        let reader = try plan.reader(of: source)
        let profile = TableProfile(reader.columns)
        var batch = RowBatch(target: 1000)
        while try reader.read(into: &batch) { profile.add(batch) }
        return profile.columns
    }
}
