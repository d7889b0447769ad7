import Formats
import FoundationEssentials
import Glibc
import Ingestion
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("The quality that a load leaves", .database)
struct LoadQualityTests {
    /// Loads, and counts for each finding the rows that it leads to.
    private static func measure(
        _ bench: LoadBench, _ contract: QualityContract, mode: LoadMode = .replace,
        _ change: (inout LoadRequest) -> Void = { _ in }
    ) throws -> (score: QualityScore, found: [QualityPlace: Int]) {
        let report = try bench.load(mode: mode, budget: .percent(100)) { request in
            request.contract = contract
            change(&request)
        }
        let load = try bench.database.installation.loadedLoad(.load(report.loadID), of: bench.tenant)
        let score = try #require(load.quality)
        #expect(score == report.quality)
        let place = QualityPlace.Load(
            tenant: "\(bench.tenant)", loadID: load.loadID.uuidString.lowercased(), schema: load.schema,
            table: load.table)
        let etl = try bench.etl()
        var found: [QualityPlace: Int] = [:]
        for finding in score.findings {
            let rows = finding.rows(of: place)
            if rows.hasPrefix("select ") {
                // As a person would run it.
                found[finding.place] = try etl.first("select count(*) from (\(raw: rows)) as rows") { row in try row[0]
                }
            } else if case .refused(let reason, _, let line) = finding.place {
                #expect(rows == "socle load rejects \(bench.tenant) --load \(place.loadID)")
                let code = try #require(
                    [RejectReason.impossibleDate, .missingKey, .duplicateKey].first { $0.code == reason })
                let refused = try bench.database.installation.rejects(of: bench.tenant, load: load.loadID, limit: 1000)
                    .filter { $0.reason == code.description }
                found[finding.place] = refused.count
                #expect(refused.map(\.line).min() == line)
            }
        }
        return (score, found)
    }

    private static func list(_ bench: LoadBench, year: QualityContract.YearValue?) throws -> QualityContract.List {
        try QualityContract.List(
            schema: bench.schema, table: Identifier("Liste des \"communes\""), column: Identifier("com"),
            year: year.map { .init(column: try Identifier("annee"), is: $0) })
    }

    private static func makeList(_ bench: LoadBench) throws {
        let etl = try bench.etl()
        let name = try bench.name("Liste des \"communes\"")
        try etl.execute("create table \(sql: name) (com text, annee integer)")
        try etl.execute(
            """
            insert into \(sql: name) values ('35238', 2023), ('35238', 2024), ('22278', 2023), ('22278', 2024),
                ('29019', 2023)
            """)
    }

    private static let text = """
        id;code_commune;surface;jour
        1;35238;10,5;2023-05-01
        2;22278;s;2024-05-02
        3;29019;;2024-05-03
        3;29019;4,5;2023-05-03
        4;99999;s;2024-02-31
        ;35238;8,5;2024-05-03
        5;;7,5;2024-05-03

        """

    @Test("every lost point leads to its rows, and to no others")
    func places() throws {
        let bench = try LoadBench()
        try Self.makeList(bench)
        try bench.write(Self.text)
        let contract = QualityContract(
            key: ["id"], freshness: .init(column: "jour", mostDays: 30),
            references: [
                .init(.meaning(.commune), list: try Self.list(bench, year: .fixed(2024))),
                .init(.column("code_commune"), list: try Self.list(bench, year: .ofColumn("jour"))),
                .init(.column("code_commune"), list: try Self.list(bench, year: nil)),
            ])
        let (score, found) = try Self.measure(bench, contract) { request in
            request.types = ["jour": .date]
        }
        #expect(score.unmeasured == [])
        for finding in score.findings { #expect(found[finding.place] == finding.count, "\(finding.words)") }
        // 31 February is refused, which leaves six rows of four columns.
        #expect(Int((score.points[.validity] ?? 0).rounded()) == 86)
        #expect(score.points[.completeness] == 87.5)
        #expect(score.points[.uniqueness] == 50)
        let counts = Dictionary(uniqueKeysWithValues: found.map { ($0.key.kind, $0.value) })
        #expect(
            counts == [
                "empty id": 1, "empty code_commune": 1, "empty surface": 1, "secret": 1, "refused": 1, "shared": 2,
                "keyless": 1, "old": 3, "unlisted 2024": 2, "unlisted jour": 1,
            ])
        // Of five values each: two are not of 2024, one not of the year of its row, and all of some year.
        #expect(Int((score.points[.reference] ?? 0).rounded()) == 80)
        let age = try #require(score.points[.freshness])
        #expect(age > 0 && age < 100)
        for dimension in QualityDimension.allCases {
            let lost = score.findings.filter { $0.dimension == dimension }.reduce(0) { $0 + $1.points }
            let kept = score.points[dimension] ?? 0
            let difference = abs(100 - kept - lost)
            #expect(difference < 1e-6, "\(dimension)")
        }
        print("quality: \(found.count) findings led to their rows")
    }

    @Test("a row that a merge or a history refuses for its key loses the point of its key, and no other")
    func merged() throws {
        for mode in [LoadMode.merge, .history] {
            let bench = try LoadBench()
            try bench.write("id;n\n1;a\n2;b\n2;c\n;d\n")
            let (score, found) = try Self.measure(bench, QualityContract(), mode: mode) { $0.key = ["id"] }
            #expect(score.points == [.completeness: 100, .validity: 100, .uniqueness: 50], "\(mode)")
            #expect(score.findings.map(\.count).sorted() == [1, 1] && found.values.sorted() == [1, 1])
        }
    }

    @Test("what was promised and cannot be measured is said, and keeps no row from being loaded")
    func unmeasured() throws {
        let bench = try LoadBench()
        let contract = try QualityContract(
            required: ["prix", "x\"; drop table t"], key: ["nulle part"], freshness: .init(column: "id", mostDays: 1),
            references: [
                .init(
                    .column("id"), list: .init(schema: bench.schema, table: Identifier("rien"), column: Identifier("c"))
                ),
                .init(
                    .meaning(.siret), list: .init(schema: bench.schema, table: Identifier("t"), column: Identifier("c"))
                ),
                .init(
                    .column("id"),
                    list: .init(schema: Identifier("socle"), table: Identifier("tenants"), column: Identifier("tier"))),
            ])
        for (number, mode) in [LoadMode.replace, .append, .append].enumerated() {
            try bench.write("id;prix\n\(number);2,5\n7;\n")
            let (score, _) = try Self.measure(bench, contract, mode: mode)
            #expect(score.unmeasured.count == 5, "\(score.unmeasured)")
            #expect(Set(score.points.keys) == [.completeness, .validity])
            // One of two prices, and two of what is not there.
            #expect(score.points[.completeness] == 25)
        }
        #expect(try bench.rows().count == 6)
    }

    @Test("a file is as old as its last change, and an append is measured with the rows that were there")
    func files() throws {
        let bench = try LoadBench()
        try bench.write("id;n\n1;a\n2;b\n")
        let contract = QualityContract(freshness: .init(mostDays: 1))
        let (first, _) = try Self.measure(bench, contract) { $0.key = ["id"] }
        #expect(first.total == 100)
        try bench.write("id;n\n2;c\n3;d\n4;\n")
        let tenDaysAgo = timeval(tv_sec: time(nil) - 10 * 86_400, tv_usec: 0)
        try #require(utimes(bench.file, [tenDaysAgo, tenDaysAgo]) == 0)
        let (second, found) = try Self.measure(bench, contract, mode: .append) { $0.key = ["id"] }
        #expect(second.points[.freshness] == 10)
        #expect(second.points[.uniqueness] == 60)
        #expect(found.contains { $0.key == .shared(key: ["id"]) && $0.value == 2 })
    }

    @Test("rows that were mended are told by their first line, which the view of repairs has")
    func mended() throws {
        let bench = try LoadBench()
        try bench.write("code;nom;prix\n01004;Ambérieu;1,5\n2A004;Ajaccio\n59350;Lille;2;;\n75056;Paris\n")
        let (score, found) = try Self.measure(bench, QualityContract())
        #expect(score.points[.validity] == 25)
        #expect(
            Set(score.findings.filter { $0.dimension == .validity }.map(\.place)) == [
                .mended(kind: "short_row", firstLine: 3), .mended(kind: "empty_cells", firstLine: 4),
            ])
        // A line of each kind is kept.
        #expect(found[.mended(kind: "short_row", firstLine: 3)] == 2)
    }
}

extension QualityPlace {
    /// A word for each place that these tests expect.
    fileprivate var kind: String {
        switch self {
        case .empty(let column, _): "empty \(column)"
        case .secret: "secret"
        case .refused: "refused"
        case .shared: "shared"
        case .keyless: "keyless"
        case .old: "old"
        case .unlisted(_, let list, _):
            switch list.year?.value {
            case .fixed(let year): "unlisted \(year)"
            case .ofColumn(let name): "unlisted \(name)"
            case nil: "unlisted"
            }
        default: "other"
        }
    }
}
