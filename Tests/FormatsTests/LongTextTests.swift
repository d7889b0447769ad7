import Formats
import Testing

/// Texts that are longer than the rows by which their tables are presumed, with something behind these that tells otherwise.
@Suite struct LongTextTests {
    /// What stands where among six hundred rows of numbers.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// The line that takes the place of the row before it, and what it is.
        var changed: [Int: String] = [:]
        var end = ""
        var totals: [Int] = []
        var type = "integer"
        var evidence = ["600 values, 0 empty", "600 numbers"]
        var tables = 1
        var repairs = 0
    }

    static let cases = [
        Case(testDescription: "nothing"),
        Case(testDescription: "remarks behind the data", end: "\nSource : Insee\nChamp : France hors Mayotte\n"),
        Case(testDescription: "a total at the end", end: ";Total;27110\n", totals: [602]),
        Case(
            testDescription: "a table behind the data",
            end: "\n\njour;montant\n2024-01-01;12,5\n2024-01-02;9,5\n2024-01-03;1,5\n", tables: 2),
        Case(
            testDescription: "two quotes that would swallow a hundred rows",
            changed: [401: "401;\"Ain;2", 501: "501;\"Ain;3"], repairs: 2),
        Case(
            testDescription: "one word", changed: [501: "501;\"Ain\";douze"], type: "text",
            evidence: ["600 values, 0 empty", "all values are numbers but 1: 1 text, the first on line 502"]),
    ]

    @Test(arguments: cases) func `all rows decide, not the first`(_ given: Case) throws {
        let names = ["Ain", "Aisne", "Allier", "Ariège"]
        let lines = (1...600).map { given.changed[$0] ?? "\($0);\"\(names[$0 % 4])\";\($0 % 90 + 1)" }
        let text = "numero;nom;valeur\n" + lines.joined(separator: "\n") + "\n" + given.end
        let loading = try Loading(text)
        #expect(loading.plan.tables.count == given.tables)
        #expect(loading.table.bounds.totals == given.totals)
        #expect(loading.table.columns[2].type.sql == given.type)
        #expect(loading.table.columns[2].evidence == given.evidence)
        #expect(loading.rows.count == 600)
        #expect(loading.rejects.isEmpty)
        #expect(loading.repairs.count == given.repairs)
    }
}
