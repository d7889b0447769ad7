import FoundationEssentials
import Ingestion
import Operations
import Postgres
import Settings
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

    @Test("are added when the table takes them now, and wait when it does not")
    func again() throws {
        let (bench, _) = try Self.refused()
        try bench.etl().execute("alter table \(sql: try bench.name()) alter a type integer")
        try bench.write("a;b\n6;q\n5000000000;u\nsept;t\n")
        let load = try bench.load(mode: .append, budget: .rows(2)).loadID
        #expect(try bench.texts("select count(*)::text from socle.rejects where load_id = \(load)") == ["2"])
        try bench.etl().execute("alter table \(sql: try bench.name()) alter a type bigint")
        let replayed = try bench.database.installation.replay(load, corrected: nil, of: bench.tenant)
        #expect(replayed.replayed == 1 && replayed.waiting == 1)
        #expect(try bench.rows().contains("(5000000000,u)"))
        let again = try bench.database.installation.replay(load, corrected: nil, of: bench.tenant)
        #expect(again.replayed == 0 && again.waiting == 1)
        #expect(try bench.rows().filter { $0 == "(5000000000,u)" }.count == 1)
    }

    @Test("are added from a file that holds them corrected")
    func corrected() throws {
        let (bench, load) = try Self.refused()
        try bench.write("a;b\n4;w\n")
        let replayed = try bench.database.installation.replay(
            load, corrected: .file(path: bench.file), of: bench.tenant)
        #expect(replayed.waiting == 0)
        #expect(try bench.rows().contains("(4,w)"))
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
}
