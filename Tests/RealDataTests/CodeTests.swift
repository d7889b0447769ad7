import Formats
import Testing

/// `cog/`: the official codes of communes, départements and régions, in which every zero counts.
@Suite(.enabled(if: RealData.isThere, "SOCLE_REAL_DATA names no folder"))
struct CodeTests {
    private func load(_ name: String) throws -> (plan: SourcePlan, rows: [[String?]], tally: Tally) {
        let source = try FileSource(path: RealData.path("cog/" + name))
        let plan = try SourcePlan(sniffing: source)
        let reader = try plan.reader(of: source)
        var batch = RowBatch()
        var rows: [[String?]] = []
        while try reader.read(into: &batch) { rows += batch.cells }
        return (plan, rows, reader.tally)
    }

    /// The cells of a file that has no quotes, split in the simplest way.
    private func split(_ name: String, _ delimiter: UInt8) -> [[String]] {
        RealData.bytes("cog/" + name).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .dropFirst().map { line in
                line.split(separator: delimiter, omittingEmptySubsequences: false).map {
                    String(decoding: $0, as: UTF8.self)
                }
            }
    }

    @Test(
        "every cell of every code column is unchanged",
        arguments: [
            ("communes.csv", ","), ("departements.csv", ","), ("mouvements-communes.csv", ","),
            ("donnees_communes.csv", ";"),
        ])
    func unchanged(_ name: String, _ delimiter: String) throws {
        let (plan, rows, tally) = try load(name)
        let expected = split(name, delimiter.utf8.first ?? 0)
        try #require(rows.count == expected.count)
        #expect(tally.rejected == 0)
        var codes = 0
        var allCodes = 0
        for (index, column) in plan.tables[0].columns.enumerated() {
            let isCode = [
                "COM", "DEP", "REG", "CAN", "ARR", "CTCD", "CHEFLIEU", "CODCAN", "CODCOM", "CODARR", "COM_AV",
                "COM_AP", "COMPARENT",
            ]
            .contains(column.label)
            if isCode { #expect(column.type == .text, "\(name) \(column.label)") }
            guard column.type == .text else { continue }
            let same = zip(rows, expected).allSatisfy { ($0[index] ?? "") == $1[index] }
            #expect(same, "\(name) \(column.label)")
            if isCode {
                codes += zip(rows, expected).count { ($0[index] ?? "") == $1[index] }
                allCodes += expected.count
            }
        }
        Score.print("cog", "codes of \(name) that are unchanged", codes, allCodes)
    }

    @Test("every commune is there, with Corsica's letters and the zeros of the Ain")
    func communes() throws {
        let (plan, rows, _) = try load("communes.csv")
        let type = try #require(plan.tables[0].columns.firstIndex { $0.label == "TYPECOM" })
        let code = try #require(plan.tables[0].columns.firstIndex { $0.label == "COM" })
        let communes = rows.filter { $0[type] == "COM" }.compactMap { $0[code] }
        let expected = split("communes.csv", UInt8(ascii: ",")).filter { $0[0] == "COM" }.map { $0[1] }
        print("communes: \(communes.count)")
        #expect(communes == expected)
        #expect(communes.count > 34_000)
        #expect(communes.contains("01001"))
        #expect(communes.contains("2A004"))
        #expect(communes.allSatisfy { $0.utf8.count == 5 })
        #expect(plan.tables[0].columns[code].meaning == .commune)
    }

    @Test("dates are dates and populations are numbers")
    func types() throws {
        let movements = try load("mouvements-communes.csv").plan
        #expect(movements.tables[0].columns.first { $0.label == "DATE_EFF" }?.type == .date)
        let figures = try load("donnees_communes.csv").plan
        #expect(figures.tables[0].columns.first { $0.label == "PMUN" }?.type == .integer)
    }
}
