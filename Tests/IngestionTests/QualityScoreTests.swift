import Formats
import Testing
import Vocabulary

@testable import Ingestion

@Suite("Quality of a load")
struct QualityScoreTests {
    private static let load = QualityPlace.Load(tenant: "acme", loadID: "l", schema: "acme_data", table: "t")

    @Test("each dimension that was measured counts the same, and the others do not")
    func total() {
        var score = QualityScore()
        #expect(score.total == nil)
        score.measure(.validity, of: 200, [(.refused(reason: "type", column: nil, firstLine: 3), 50)])
        #expect(score.total == 75)
        score.measure(.uniqueness, of: 10, [])
        #expect(score.points == [.validity: 75, .uniqueness: 100])
        #expect(score.total == 87.5)
        #expect(score.json["dimensions"]?["freshness"] == .null)
        #expect(score.json["total"] == .number("87.5"))
    }

    @Test("nothing to measure is nothing wrong, and no score falls below zero")
    func bounds() {
        var score = QualityScore()
        score.measure(.completeness, of: 0, [])
        score.measure(.reference, of: 1, [(.unkept, 5)])
        #expect(score.points == [.completeness: 100, .reference: 0])
    }

    @Test("the points of the findings are those that were lost, also where rows are wrong in several ways")
    func sums() {
        var score = QualityScore()
        score.measure(.completeness, of: 40, [(.absent(column: "a"), 10), (.absent(column: "b"), 5)])
        score.measure(.validity, of: 4, [(.unkept, 4), (.mended(kind: "short_row", firstLine: 2), 4)])
        score.measureAge(40, atMost: 10, .oldFile(days: 40), rows: 7)
        for dimension in [QualityDimension.completeness, .validity, .freshness] {
            let lost = score.findings.filter { $0.dimension == dimension }.reduce(0) { $0 + $1.points }
            let kept = score.points[dimension] ?? 0
            let difference = abs(100 - kept - lost)
            #expect(difference < 1e-9)
        }
        #expect(score.points == [.completeness: 62.5, .validity: 0, .freshness: 25])
        // Told, and free.
        score.mention(.completeness, .secret(column: "n", status: "n_status"), count: 3)
        #expect(score.findings.last?.points == 0 && score.points[.completeness] == 62.5)
    }

    @Test("data is as old as is promised, and loses the more the older it is")
    func age() {
        for (days, most, points) in [(0, 0, 100.0), (10, 10, 100), (20, 10, 50), (1000, 0, 0), (-5, 3, 100)] {
            var score = QualityScore()
            score.measureAge(days, atMost: most, .oldFile(days: days), rows: 1)
            #expect(score.points[.freshness] == points)
            #expect(score.findings.isEmpty == (points == 100))
        }
    }

    @Test("what is kept is read back as it was, for every kind of finding")
    func kept() throws {
        let list = try QualityContract.List(
            schema: Identifier("ref"), table: Identifier("communes"), column: Identifier("com"))
        var (fixed, own) = (list, list)
        fixed.year = try .init(column: Identifier("annee"), is: .fixed(2024))
        own.year = try .init(column: Identifier("annee"), is: .ofColumn("jour \"J\""))
        let places: [QualityPlace] = [
            .empty(column: "a", status: nil), .empty(column: "a", status: "a_status"), .absent(column: "a"),
            .secret(column: "a", status: "a_status"), .refused(reason: "type", column: "a", firstLine: 7),
            .refused(reason: "width", column: nil, firstLine: 7), .unkept, .mended(kind: "short_row", firstLine: 3),
            .mended(kind: "short_row", firstLine: nil), .keyless(key: ["a", "b"]), .shared(key: ["a"]),
            .old(column: "a", newest: "2024-01-01", days: 700), .oldFile(days: 3),
            .unlisted(column: "a", list: list, yearIsDate: false),
            .unlisted(column: "a", list: fixed, yearIsDate: false),
            .unlisted(column: "a", list: own, yearIsDate: true),
        ]
        var score = QualityScore()
        for place in places { score.measure(.reference, of: 3, [(place, 1)]) }
        score.unmeasured = ["freshness: \"x\""]
        let back = QualityScore(score.json)
        #expect(back == score)
        #expect(back.findings.map(\.place) == places)
        #expect(places.allSatisfy { !$0.words.isEmpty && !$0.rows(of: Self.load).isEmpty })
        print("quality: \(places.count) kinds of findings kept and read back")
    }

    @Test("names are quoted in statements, whatever stands in them")
    func names() {
        #expect(
            QualityPlace.empty(column: "b \"c\"", status: nil).rows(of: Self.load)
                == "select * from \"acme_data\".\"t\" where \"b \"\"c\"\"\" is null")
        // A combining mark makes another character of the quote before it.
        #expect(sqlName("a\"\u{301}b") == "\"a\"\"\u{301}b\"")
        #expect(
            QualityPlace.shared(key: ["a", "b"]).rows(of: Self.load)
                == """
                select * from "acme_data"."t" where ("a", "b") in (\
                select "a", "b" from "acme_data"."t" group by "a", "b" having count(*) > 1)
                """)
        #expect(QualityPlace.unkept.rows(of: Self.load) == "socle load rejects acme --load l")
    }
}
