import Formats
import FoundationEssentials
import Ingestion
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("Lineage of real loads, read by OpenLineage's own classes", .database)
struct LoadLineageTests {
    private static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

    /// What Tests/Independent/read_lineage.py makes of events.
    private static func judge(_ events: String) throws -> Subprocess.Outcome {
        let path = "\(TestDatabase.current.installation.settings.stateDirectory)/events.jsonl"
        try Data(events.utf8).write(to: URL(filePath: path))
        var reader = Subprocess(
            "/bin/sh",
            ["-c", "exec /usr/bin/python3 -B \"$0\" <\"$1\"", "\(root)/Tests/Independent/read_lineage.py", path])
        reader.environment["PYTHONPATH"] = "\(root)/.build/python"
        return try reader.run()
    }

    private static func events(_ bench: LoadBench, _ reference: LoadReference = .table("t")) throws -> [JSON] {
        try bench.database.installation.lineage(of: reference, of: bench.tenant).events
    }

    /// The loads that events tell of.
    private static func runs(_ events: [JSON]) -> Set<UUID> {
        Set(events.compactMap { $0["run"]?["runId"]?.text.flatMap { UUID(uuidString: $0) } })
    }

    @Test("loads of every mode and every ending leave valid events")
    func valid() throws {
        let bench = try LoadBench()
        var lines = ""
        func tell(_ load: UUID) throws {
            lines += try Self.events(bench, .load(load)).map { "\($0)\n" }.joined()
        }
        try bench.write("code_commune;Prix (€);n;jour\n01004;1,5;s;01/02/2024\n2A004;;7;02/02/2024\n")
        let first = try bench.load().loadID
        try tell(first)
        try tell(bench.load().loadID)
        #expect(try Self.runs(Self.events(bench)) == [first], "one that brought nothing is not what a table stands for")
        try bench.write("code_commune;Prix (€);n;jour;en plus\n01005;1,5;s;03/02/2024;x\n")
        let second = try bench.load(mode: .append) { $0.evolution = .evolve }.loadID
        try tell(second)
        let added = try #require(try Self.events(bench).last?["outputs"]?.elements.first?["facets"])
        #expect(added["schema"]?["fields"]?.elements.compactMap { $0["name"]?.text }.last == "en_plus")
        #expect(added["columnLineage"]?["fields"]?["en_plus"]?["inputFields"]?.elements.first?["field"] == "en plus")
        try bench.write("a,b\n1,x,1\n2,y,1\n3,z\n")
        #expect(throws: LoadFailure.self) { _ = try bench.load(budget: .rows(1)) }
        let last = try #require(
            try bench.database.connect().first("select load_id from socle.loads where state = 'failed'") { row in
                try row[0] as UUID
            })
        try tell(last)
        #expect(try Self.runs(Self.events(bench)) == [second])
        #expect(try bench.database.installation.loadedLoad(.table("t"), of: bench.tenant).loadID == second)
        let failed = try #require(try Self.events(bench, .load(last)).last)
        #expect(failed["eventType"] == "FAIL")
        let message = failed["run"]?["facets"]?["errorMessage"]?["message"]?.text
        #expect(message?.hasPrefix("ING10") == true, "\(message ?? "")")
        for mode in [LoadMode.merge, .history] {
            try bench.write("id;n\n1;a\n2;b\n")
            let report = try bench.load(table: mode.rawValue, mode: mode) { $0.key = ["id"] }
            lines += try Self.events(bench, .load(report.loadID)).map { "\($0)\n" }.joined()
        }
        let outcome = try Self.judge(lines)
        try #require(outcome.exitCode == 0, "\(outcome.errorOutput)")
        let told = outcome.output.split(separator: "\n").map { $0.split(separator: " ").map { String($0) } }
        let states = told.map { $0[0] }.joined(separator: " ")
        let whole = "START COMPLETE "
        #expect(states + " " == whole + whole + whole + "START FAIL " + whole + whole)
        let expected = [
            "COMPLETE", "load.\(bench.schema).t", bench.file, "columnLineage", "dataQualityMetrics", "outputStatistics",
            "schema",
        ]
        #expect(told[1] == expected)
        print("lineage: \(told.count) events read")
    }

    @Test("a load that was killed is told as aborted, and one that runs as begun")
    func aborted() throws {
        let bench = try ResumedLoadTests.cutShort()
        let cut = try #require(
            try bench.database.connect().first(
                "select load_id from socle.loads where state <> 'loaded' order by started_at desc limit 1"
            ) { row in try row[0] as UUID })
        #expect(try Self.events(bench, .load(cut)).map { $0["eventType"] } == ["START"])
        _ = try bench.load()
        let events = try Self.events(bench, .load(cut))
        #expect(events.map { $0["eventType"] } == ["START", "ABORT"])
        #expect(try Self.judge(events.map { "\($0)\n" }.joined()).exitCode == 0)
    }

    @Test("the reader refuses what is no event")
    func refuses() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n2;y\n")
        _ = try bench.load()
        let lines = try Self.events(bench).map { "\($0)\n" }.joined()
        #expect(try Self.judge(lines).exitCode == 0)
        var refused = 0
        for (part, other) in [
            ("\"eventTime\":\"2", "\"eventTime\":\"x2"), ("\"runId\":\"", "\"runId\":\"x"), ("COMPLETE", "DONE"),
            ("\"rowCount\":2", "\"rowCount\":\"2\""), ("\"nullCount\":0", "\"nulls\":0"), ("2-0-2", "1-0-0"),
            ("\"inputFields\":", "\"fields\":"), ("\"namespace\":\"file\",", ""), ("urn:socle:load", "no address"),
            ("1-2-0/SchemaDatasetFacet", "1-1-0/SchemaDatasetFacet"), ("\"START\"", "\"RUNNING\""),
        ] {
            #expect(lines.contains(part), "\(part)")
            let outcome = try Self.judge(lines.replacing(part, with: other))
            #expect(outcome.exitCode == 1, "\(part)")
            refused += outcome.exitCode
        }
        print("lineage: \(refused) changed events refused")
    }

    @Test("a table is found by its name, where no other is called so")
    func references() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        _ = try bench.load()
        #expect(try Self.events(bench, .table("\(bench.schema).t")).count == 2)
        let unknown = #expect(throws: LoadFailure.self) { _ = try Self.events(bench, .table("nulle part")) }
        #expect(unknown?.code == "ING116" && unknown?.kind == .notFound)
        let data = TenantNames(bench.tenant).dataSchema
        _ = try bench.database.installation.load(
            LoadRequest(origin: .file(path: bench.file), schema: data, table: Identifier("t")), for: bench.tenant
        ) { _ in }
        let several = #expect(throws: LoadFailure.self) { _ = try Self.events(bench, .table("t")) }
        #expect(several?.code == "ING121" && several?.detail?.contains("\(data).t") == true)
        // Another tenant's loads are not there at all.
        let other = try bench.database.makeTenant()
        let foreign = #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.lineage(of: .table("\(data).t"), of: other)
        }
        #expect(foreign?.code == "ING116")
        try bench.write("a;b;c\n1;x\n")
        #expect(throws: LoadFailure.self) { _ = try bench.load() }
        let last = try #require(
            try bench.database.connect().first("select load_id from socle.loads where state = 'failed'") { row in
                try row[0] as UUID
            })
        let nothing = #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.loadedLoad(.load(last), of: bench.tenant)
        }
        #expect(nothing?.code == "ING122")
    }
}
