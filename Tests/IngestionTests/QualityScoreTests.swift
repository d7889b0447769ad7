import Formats
import Ingestion
import Testing
import Vocabulary

@Suite("Quality of a load")
struct QualityScoreTests {
    @Test("each dimension that was measured counts the same, and the others do not")
    func total() {
        var score = QualityScore()
        #expect(score.total == nil)
        score.measure(.validity, of: 200, findings: [QualityFinding(.validity, count: 50, rows: "rejects")])
        #expect(score.total == 75)
        score.measure(.uniqueness, of: 10, findings: [])
        #expect(score.points == [.validity: 75, .uniqueness: 100])
        #expect(score.total == 87.5)
        #expect(score.json["dimensions"]?["freshness"] == .null)
        #expect(score.json["total"] == .number("87.5"))
    }

    @Test("nothing to measure is nothing wrong, and no score falls below zero")
    func bounds() {
        var score = QualityScore()
        score.measure(.completeness, of: 0, findings: [])
        score.measure(.reference, of: 1, findings: [QualityFinding(.reference, count: 5, rows: "")])
        #expect(score.points == [.completeness: 100, .reference: 0])
    }

    @Test("each lost point names the statement that shows its rows")
    func rows() throws {
        let source = MemorySource(Array("a;b \"c\"\n1;\n2;\n3;x\n".utf8), name: "x.csv")
        let plan = try SourcePlan(sniffing: source)
        let reader = try plan.reader(of: source)
        let profile = TableProfile(reader.columns)
        var batch = RowBatch()
        while try reader.read(into: &batch) { profile.add(batch) }
        var columns = profile.columns
        columns[1].name = "b \"c\""
        var score = QualityScore()
        score.measureCompleteness(columns, of: "\"acme_data\".\"t\"")
        #expect(score.points[.completeness].map { Int($0.rounded()) } == 67)
        #expect(
            score.findings == [
                QualityFinding(
                    .completeness, column: "b \"c\"", count: 2,
                    rows: "select * from \"acme_data\".\"t\" where \"b \"\"c\"\"\" is null")
            ])
    }
}
