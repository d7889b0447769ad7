import Formats
import FoundationEssentials
import Ingestion
import Operations
import Postgres
import TestServer
import Testing

@Suite("A load that begins before all of its file has been looked at", .database)
struct PresumedPlanTests {
    /// Rows of which the beginning is a hundredth.
    private static func text(_ rows: Int = 4000, last: String = "4000;vingt;2024-01-31") -> String {
        let rows = (1..<rows).map { "\($0);nom \($0 % 7);2024-01-\(10 + $0 % 20)" }
        return (["numero;nom;jour"] + rows + [last, ""]).joined(separator: "\n")
    }

    private func load(_ bench: LoadBench, _ mode: LoadMode = .replace) throws -> LoadReport {
        try bench.load(mode: mode) { $0.options.headLength = 1024 }
    }

    @Test("is what a load by the plan of all rows is, and its plan says what all rows say")
    func confirmed() throws {
        let bench = try LoadBench()
        try bench.write(Self.text())
        let report = try load(bench)
        #expect(report.tally?.loaded == 4000)
        let whole = try SourcePlan(sniffing: FileSource(path: bench.file))
        #expect(report.plan == whole)
        #expect(report.plan.tables[0].columns[0].evidence == ["4000 values, 0 empty", "4000 numbers"])
        #expect(
            try bench.texts("select plan::text from socle.loads") == bench.texts("select \(whole.json)::jsonb::text"))
        // Known again, whether all was looked at before or not.
        #expect(try load(bench).outcome == .unchanged)
        #expect(try bench.load().outcome == .unchanged)
    }

    @Test(
        "begins anew when a row far behind is of another kind",
        arguments: [
            ("quatre mille;vingt;2024-01-31", "text", "numero"), ("40000000000;vingt;2024-01-31", "bigint", "numero"),
            ("4000;vingt;le dernier", "text", "jour"), ("4000;vingt;2024-01-31 10:00", "timestamp", "jour"),
        ], [LoadMode.replace, .append])
    func refuted(row: (last: String, type: String, column: String), mode: LoadMode) throws {
        let bench = try LoadBench()
        if mode == .append {
            try bench.write(Self.text(2, last: row.last))
            _ = try bench.load()
        }
        try bench.write(Self.text(last: row.last))
        let report = try load(bench, mode)
        #expect(report.tally?.loaded == 4000)
        #expect(report.tally?.rejected == 0)
        #expect(report.plan.tables[0].columns.first { $0.name == row.column }?.type.sql.hasPrefix(row.type) == true)
        #expect(try bench.rows().count == (mode == .append ? 4002 : 4000))
        #expect(try bench.texts("select tablename from pg_tables where tablename like 'socle\\_load%'").isEmpty)
    }

    @Test("follows a plan that was kept, and tells how all rows differ from it")
    func kept() throws {
        let bench = try LoadBench()
        try bench.write(Self.text())
        let kept = try SourcePlan(sniffing: FileSource(path: bench.file))
        try bench.write(Self.text(5000, last: "cinq mille;vingt;2024-01-31"))
        let report = try load(bench, after: kept)
        #expect(report.tally?.loaded == 4999)
        #expect(report.tally?.rejected == 1)
        #expect(report.drift == [.type(column: "numero", plan: .integer, found: .text(limit: nil))])
        #expect(report.plan.tables[0].columns.map(\.type) == kept.tables[0].columns.map(\.type))
    }

    @Test("begins anew when a row far behind makes a column of the kept plan wider")
    func widened() throws {
        let bench = try LoadBench()
        try bench.write(Self.text())
        let kept = try SourcePlan(sniffing: FileSource(path: bench.file))
        _ = try load(bench, after: kept)
        try bench.write(Self.text(last: "40000000000;vingt;2024-01-31"))
        let report = try load(bench, after: kept, evolution: .evolve)
        #expect(report.tally?.loaded == 4000)
        #expect(report.tally?.rejected == 0)
        #expect(report.plan.tables[0].columns[0].type == .bigint)
        #expect(try bench.texts("select max(numero)::text from \(sql: bench.name())") == ["40000000000"])
    }

    private func load(
        _ bench: LoadBench, after kept: SourcePlan, evolution: EvolutionRule = .freeze
    ) throws -> LoadReport {
        try bench.load {
            $0.options.headLength = 1024
            $0.keptPlan = kept
            $0.evolution = evolution
        }
    }

    @Test("leaves out the total and the remark that only the end of the file shows")
    func footer() throws {
        let bench = try LoadBench()
        let rows = (1...4000).map { "commune \($0);\($0)" }
        try bench.write(
            (["commune;nombre"] + rows + ["Total;8002000", "", "Source : Insee", ""]).joined(separator: "\n"))
        let report = try load(bench)
        #expect(report.tally?.loaded == 4000)
        #expect(try bench.texts("select sum(nombre)::text from \(sql: bench.name())") == ["8002000"])
    }

    @Test("fails as one that looked first, and leaves nothing")
    func failed() throws {
        let bench = try LoadBench()
        try bench.write(Self.text() + (1...500).map { "\($0);trop;de;champs\n" }.joined())
        #expect(throws: LoadFailure.self) { try bench.load(budget: .rows(3)) { $0.options.headLength = 1024 } }
        #expect(try bench.states() == ["failed"])
        #expect(try bench.texts("select tablename from pg_tables where tablename like 'socle\\_load%'").isEmpty)
    }

    @Test("calls the file by its own name when only the look at all of it finds what is wrong")
    func named() throws {
        let bench = try LoadBench()
        try bench.write(Self.text() + String(repeating: "x", count: 5_000_000))
        let failure = #expect(throws: FormatFailure.self) { try load(bench) }
        #expect(failure?.message.contains(bench.file) == true, "\(String(describing: failure))")
    }
}
