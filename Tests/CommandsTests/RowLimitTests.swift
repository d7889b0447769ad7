import Testing

@testable import Commands

@Suite("Limits of listings")
struct RowLimitTests {
    @Test("a limit lets at least one row through")
    func reads() throws {
        #expect(try RowLimit(argument: "1").count == 1)
        for text in ["0", "-1", "", "ten", "1.5", "9223372036854775808"] {
            #expect(throws: UnreadableArgument.self) { try RowLimit(argument: text) }
        }
    }

    @Test(
        "every listing with a limit has this rule",
        arguments: [["audit", "list"], ["load", "history", "rennes"], ["load", "rejects", "rennes"]])
    func commands(_ words: [String]) {
        let run = Run(words + ["--limit", "-1"], of: .socle)
        #expect(run.exitCode == 64)
        #expect(run.errors.contains("from 1 on"))
    }
}
