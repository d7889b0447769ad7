import Formats
import FoundationEssentials
import Glibc
import Ingestion
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("Refused records that are replayed", .database)
struct ReplayTests {
    /// A table of which two records were refused, and the load that refused them.
    private static func refused() throws -> (bench: LoadBench, load: UUID) {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n2;y\n")
        _ = try bench.load()
        try bench.write("a;b\n3;z\n\"vier\";\"w\nv\"\n5000000000;u\n")
        let report = try bench.load(mode: .append, budget: .rows(2))
        return (bench, report.loadID)
    }

    private static func replay(_ bench: LoadBench, _ load: UUID, corrected: Bool = false) throws -> LoadReport? {
        try bench.database.installation.replay(
            load, corrected: corrected ? .file(path: bench.file) : nil, of: bench.tenant)
    }

    /// The code of the failure, once it is known that nothing came of it.
    private static func refusal(_ bench: LoadBench, _ load: UUID, corrected: Bool = false) throws -> String? {
        let before = try bench.rows()
        let failure = #expect(throws: LoadFailure.self) { try replay(bench, load, corrected: corrected) }
        #expect(try bench.rows() == before)
        #expect(
            try bench.texts("select count(*)::text from socle.rejects where replayed_by is not null") == ["0"])
        #expect(try bench.texts("select distinct load_id::text from socle.rejects").count == 1)
        return failure?.code.text
    }

    @Test("are added when the table takes all of them now, and else none, with the lines that are still wrong")
    func again() throws {
        let (bench, load) = try Self.refused()
        try bench.etl().execute("alter table \(sql: try bench.name()) alter a type bigint")
        #expect(try Self.refusal(bench, load) == "ING124")
        try bench.etl().execute("alter table \(sql: try bench.name()) alter a type text")
        let report = try #require(try Self.replay(bench, load))
        #expect(report.tally?.loaded == 2 && report.tally?.rejected == 0)
        #expect(try bench.rows().filter { $0 == "(5000000000,u)" }.count == 1)
        #expect(try Self.replay(bench, load) == nil)
    }

    @Test("are added from a file that holds all of them corrected, and once only")
    func corrected() throws {
        let (bench, load) = try Self.refused()
        try bench.write("a;b\n4;w\n")
        #expect(try Self.refusal(bench, load, corrected: true) == "ING123")
        try bench.write("a;b\n4;w\ncinq;u\n")
        #expect(try Self.refusal(bench, load, corrected: true) == "ING124")
        #expect(try Self.refusal(bench, load, corrected: true) == "ING124")
        try bench.write("a;b\n4;w\n5;u\n")
        #expect(try Self.replay(bench, load, corrected: true)?.tally?.loaded == 2)
        #expect(try Self.replay(bench, load, corrected: true) == nil)
        #expect(try bench.rows().filter { $0 == "(4,w)" || $0 == "(5,u)" }.count == 2)
    }

    @Test(
        "that were refused for their key are read again from any source, and come in over the row that has it",
        arguments: ["plain", "gzip", "utf-16", "json"])
    func keys(_ form: String) throws {
        let bench = try LoadBench()
        let text = "a;b\n1;é\n\n1;\"zu\nspät\"\n2;y\n"
        switch form {
        case "gzip":
            try bench.write(text)
            let packed = try Subprocess("/bin/gzip", ["-f", bench.file]).run()
            #expect(packed.exitCode == 0 && rename("\(bench.file).gz", bench.file) == 0)
        case "utf-16":
            let units = [0xFEFF] + Array(text.utf16)
            try Data(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).write(to: URL(filePath: bench.file))
        case "json":
            try bench.write(
                "{\"x\": [{\"a\": 1, \"b\": \"é\"}, {\"a\": 1, \"b\": \"zu\\nspät\"}, {\"a\": 2, \"b\": \"y\"}]}")
        default: try bench.write(text)
        }
        let report = try bench.load(mode: .merge, budget: .rows(1)) { $0.key = ["a"] }
        #expect(report.firstRejects.map(\.value) == ["1"])
        #expect(report.firstRejects.first?.rawLine.contains("spät") == true, "\(report.firstRejects)")
        let rows = ["(1,\"zu\nspät\")", "(2,y)"]
        #expect(try bench.rows() != rows)
        #expect(try Self.replay(bench, report.loadID)?.updatedRows == 1)
        #expect(try bench.rows() == rows)
    }

    @Test("that lack their key are still wrong, and told by the line of their file")
    func withoutKey() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n;y\n2;z\n")
        let report = try bench.load(mode: .merge, budget: .rows(1)) { $0.key = ["a"] }
        let failure = #expect(throws: LoadFailure.self) { try Self.replay(bench, report.loadID) }
        #expect(failure?.code == "ING124")
        #expect(failure?.detail == "line 3: a: no value in a column of the key")
    }

    @Test("that held a value in a column which the table lacks come in when it has it")
    func discardedRow() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        _ = try bench.load()
        try bench.write("a;b;c\n2;y;5\n3;z;\n")
        let report = try bench.load(mode: .append, budget: .rows(1)) { $0.evolution = .discardRow }
        #expect(report.firstRejects.map(\.rawLine) == ["2;y;5"] && report.firstRejects.map(\.value) == ["5"])
        #expect(try Self.refusal(bench, report.loadID) == "ING124")
        try bench.etl().execute("alter table \(sql: try bench.name()) add c integer")
        #expect(try Self.replay(bench, report.loadID)?.tally?.loaded == 1)
        #expect(try bench.rows() == ["(1,x,)", "(2,y,5)", "(3,z,)"])
    }

    @Test("stay in their file when the load failed and brought nothing")
    func failed() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n2;y\n")
        _ = try bench.load()
        try bench.write("a;b\n3;z\nvier;w\nsechs;u\n")
        #expect(throws: LoadFailure.self) { try bench.load(mode: .append, budget: .rows(0)) }
        let failed = try bench.texts("select load_id::text from socle.loads where state = 'failed'")
        let load = try #require(UUID(uuidString: failed[0]))
        #expect(try Self.refusal(bench, load) == "ING125")
    }

    @Test("of another tenant's load cannot be replayed")
    func stranger() throws {
        let (bench, load) = try Self.refused()
        let other = try bench.database.makeTenant()
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.replay(load, corrected: nil, of: other)
        }
        #expect(failure?.code == "ING116")
    }

    @Test("stay when the file that they were refused in lies there the next night too")
    func stay() throws {
        let bench = try LoadBench()
        let night = { try bench.load(budget: .rows(2), types: ["b": .integer]) }
        try bench.write("a;b\n1;5\n2;drei\n3;vier\n")
        let first = try night()
        try bench.write("a;b\n2;3\n3;4\n")
        _ = try Self.replay(bench, first.loadID, corrected: true)
        try bench.write("a;b\n1;5\n2;drei\n3;vier\n")
        // Nothing waits any more, and nothing is to be allowed.
        #expect(try bench.load(budget: .rows(0), types: ["b": .integer]).outcome == .unchanged)
        #expect(try bench.rows() == ["(1,5)", "(2,3)", "(3,4)"])
        try bench.etl().execute("delete from \(sql: try bench.name()) where a = 2")
        #expect(try night().outcome == .loaded)
        #expect(try bench.rows() == ["(1,5)"])
    }
}
