import Formats
import Testing
import Vocabulary

/// `json/test_parsing/`: texts that a parser must accept (`y_`), must refuse (`n_`), or may do either with (`i_`).
@Suite(.enabled(if: RealData.isThere, "SOCLE_REAL_DATA names no folder"))
struct JSONConformanceTests {
    @Test("every text that is JSON is accepted, and no other")
    func conformance() throws {
        let names = RealData.names(in: "json/test_parsing")
        try #require(names.count > 300)
        var counts = (accepted: 0, refused: 0)
        var wrong = 0
        for name in names {
            var isAccepted = true
            do {
                let value = try JSON(parsing: RealData.bytes("json/test_parsing/" + name), name: name)
                // What was read is written as JSON again, and read as the same value.
                #expect(try JSON(parsing: Array(value.description.utf8), name: name) == value, "\(name)")
            } catch {
                #expect(error is FormatFailure, "\(name)")
                isAccepted = false
            }
            if isAccepted { counts.accepted += 1 } else { counts.refused += 1 }
            if name.hasPrefix(isAccepted ? "n_" : "y_") { wrong += 1 }
            if name.hasPrefix("y_") { #expect(isAccepted, "\(name) must be accepted") }
            if name.hasPrefix("n_") { #expect(!isAccepted, "\(name) must be refused") }
        }
        print("JSON texts: \(counts.accepted) accepted, \(counts.refused) refused, of \(names.count)")
        let certain = names.count { !$0.hasPrefix("i_") }
        Score.print("json", "texts accepted or refused as they must be", certain - wrong, certain)
    }

    @Test("sniffing any of them ends in a plan or in a failure")
    func sniffing() throws {
        for name in RealData.names(in: "json/test_parsing") {
            let source = MemorySource(RealData.bytes("json/test_parsing/" + name), name: name)
            do {
                let plan = try SourcePlan(sniffing: source)
                let reader = try plan.reader(of: source)
                var batch = RowBatch()
                while try reader.read(into: &batch) {}
                #expect(
                    reader.tally.loaded + reader.tally.rejected + reader.tally.ignored
                        == reader.tally.records, "\(name)")
            } catch {
                #expect(error is FormatFailure, "\(name): \(error)")
            }
        }
    }
}
