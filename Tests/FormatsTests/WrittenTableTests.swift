import Formats
import Testing

/// Whatever table is written in whatever dialect comes back, without what surrounds it.
@Suite struct WrittenTableTests {
    private static let dialects: [(delimiter: String, lineEnd: String)] = [
        (";", "\r\n"), (",", "\n"), ("\t", "\n"), ("|", "\r\n"), (";", "\r"),
    ]

    private static let perSeed = 5

    @Test("a table between titles and remarks comes back in any dialect", arguments: 1...60)
    func comesBack(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        for _ in 0..<Self.perSeed {
            let table = WrittenTable(&dice)
            let dialect = Self.dialects.randomElement(using: &dice) ?? Self.dialects[0]
            let text = table.text(delimiter: dialect.delimiter, lineEnd: dialect.lineEnd)
            let bytes = encode(text, as: Bool.random(using: &dice) ? .utf8 : .windows1252)
            let source = MemorySource(bytes, name: "x")
            let plan = try SourcePlan(sniffing: source)
            let bounds = plan.tables[0].bounds
            let shown = Comment(rawValue: text)
            #expect(plan.tables.count == 1, shown)
            #expect(bounds.titles == table.titles, shown)
            #expect(bounds.header == table.header, shown)
            #expect(bounds.codeRow == table.codeRow, shown)
            #expect(bounds.firstDataRow == table.firstDataRow, shown)
            #expect(bounds.lastFoundRow == table.lastDataRow, shown)
            #expect(bounds.totals == table.totals, shown)
            #expect(bounds.footer == table.footer, shown)
            let raw = try RawRows(plan, of: source)
            var rows: [[String]] = []
            while let row = try raw.next() { rows.append(row) }
            #expect(rows == table.rows, shown)
        }
    }
}
