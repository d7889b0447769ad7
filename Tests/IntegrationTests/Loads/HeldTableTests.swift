import Formats
import FoundationEssentials
import Ingestion
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

/// Two loads of one table at once.
@Suite("Tables that are being loaded", .database)
struct HeldTableTests {
    /// Another load of the table, as far as it holds it.
    private final class OtherLoad {
        private let connection: Connection
        let loadID: UUID

        init(_ bench: LoadBench) throws {
            let parameters = try bench.database.installation.parameters(
                forLogin: TenantNames(bench.tenant).etlLogin, of: bench.tenant)
            var named = parameters
            named.applicationName = "a colleague"
            let opened = try Connection(to: named)
            let id: UUID? = try opened.first(
                "select socle.begin_load(\(bench.schema), 't', 'other.csv', 'replace')"
            ) { row in try row[0] }
            loadID = try #require(id)
            connection = opened
        }

        func hold() throws {
            let isHeld: Bool? = try connection.first("select socle.hold_dataset(\(loadID))") { row in try row[0] }
            #expect(isHeld == true)
        }

        func release() throws { try connection.execute("select socle.release_dataset(\(loadID))") }
    }

    private func request(_ bench: LoadBench) throws -> LoadRequest {
        LoadRequest(origin: .file(path: bench.file), schema: bench.schema, table: try Identifier("t"))
    }

    @Test("the second is told who holds it and since when, before it has read anything")
    func told() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        let other = try OtherLoad(bench)
        try other.hold()
        var phases = 0
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.load(request(bench), for: bench.tenant) { _ in phases += 1 }
        }
        #expect(failure?.code == "ING101" && failure?.kind == .busy && phases == 0)
        #expect(
            failure?.message.contains("is being loaded by a colleague since 20") == true, "\(failure?.message ?? "")")
        try other.release()
        #expect(try bench.load().outcome == .loaded)
    }

    @Test("the second waits when it shall, also past a third that came later, and then loads")
    func waits() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        let etl = TenantNames(bench.tenant).etlLogin
        try bench.database.connect().execute("alter role \(identifier: etl) connection limit 5")
        let other = try OtherLoad(bench)
        try other.hold()
        var request = try request(bench)
        request.patience = .seconds(600)
        var holders: [String] = []
        let report = try bench.database.installation.load(request, for: bench.tenant) { progress in
            guard case .waiting(let holder) = progress.phase else { return }
            holders.append(holder?.name ?? "")
            // The third takes the table while this one still sleeps, and gives it back at once.
            do {
                try other.release()
                let third = try OtherLoad(bench)
                try third.hold()
                #expect(try bench.states() == ["running", "running", "running"])
                try third.release()
            } catch {
                Issue.record(error)
            }
        }
        #expect(holders == ["a colleague"] && report.outcome == .loaded)
        #expect(try bench.texts("select state from socle.loads where load_id = \(report.loadID)") == ["loaded"])
    }

    @Test("where the login may have one connection, the second load waits for that too")
    func oneConnection() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        let hand = try bench.database.connect()
        let etl = TenantNames(bench.tenant).etlLogin
        try hand.execute("alter role \(identifier: etl) connection limit 1")
        let other = try bench.etl()
        var request = try request(bench)
        let refused = #expect(throws: ConnectionFailure.self) {
            _ = try bench.database.installation.load(request, for: bench.tenant) { _ in }
        }
        #expect(refused?.kind == .busy)
        let kept = try bench.texts(
            "select concat_ws(' ', state, failure_code, source, mode, rules ->> 'evolution', failure) from socle.loads")
        #expect(kept == ["failed PGS106 \(bench.file) replace freeze \(refused?.message ?? "")"])
        request.patience = .seconds(600)
        let report = try bench.database.installation.load(request, for: bench.tenant) { progress in
            // The other's session ends, as it does when its load has ended.
            if case .waiting = progress.phase {
                _ = try? hand.execute(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = \(etl.text)::name")
            }
        }
        #expect(report.outcome == .loaded)
        let isThere = (try? other.execute("select 1")) != nil
        #expect(!isThere)
    }

    @Test("a load that was interrupted stays so, whoever asks for its table by its number")
    func revived() throws {
        let bench = try ResumedLoadTests.cutShort()
        _ = try bench.load()
        let cut = try bench.texts("select load_id::text from socle.loads where state = 'interrupted'")
        try #require(cut.count == 1)
        let etl = try bench.etl()
        for load in cut + (try bench.texts("select load_id::text from socle.loads where state = 'loaded' limit 1")) {
            let refused = #expect(throws: ServerFailure.self) {
                try etl.execute("select socle.hold_dataset(\(literal: load)::uuid)")
            }
            #expect(refused?.sqlState == .insufficientPrivilege)
        }
        #expect(
            try bench.texts("select load_id::text from socle.loads where state in ('interrupted', 'running')") == cut)
        #expect(try bench.texts("select holder_pid::text from socle.datasets where holder_pid is not null").isEmpty)
    }

    @Test("what is waited for too long is told like what is not waited for")
    func impatient() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        let other = try OtherLoad(bench)
        try other.hold()
        var request = try request(bench)
        request.patience = .milliseconds(1)
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.load(request, for: bench.tenant) { _ in }
        }
        #expect(failure?.code == "ING101")
    }

    @Test("a rehearsal leaves no trace, and says what would become of the table")
    func rehearsal() throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n2;y\n")
        _ = try bench.load()
        let before = try bench.texts("select t::text from socle.loads as t")
        try bench.write("a;b;c\n1;x;5\n2;y;6\n")
        var request = try request(bench)
        request.evolution = .evolve
        let rehearsal = try bench.database.installation.rehearse(request, for: bench.tenant) { _ in }
        #expect(
            rehearsal.exists && rehearsal.added == ["c integer"] && rehearsal.tally.loaded == 2, "\(rehearsal.added)")
        #expect(try bench.texts("select t::text from socle.loads as t") == before)
        #expect(try bench.rows() == ["(1,x)", "(2,y)"])
        request.evolution = .freeze
        #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.rehearse(request, for: bench.tenant) { _ in }
        }
    }

    @Test("a table behind the first is loaded by its number")
    func tableNumber() throws {
        let bench = try LoadBench()
        try bench.write(
            "Communes;;\nCode;Nom;Habitants\n01001;A;12\n01002;B;13\n\nRégions;;\nRégion;Surface;\nBretagne;27209;\nCorse;8722;\n"
        )
        _ = try bench.load(table: "t") { $0.tableNumber = 2 }
        #expect(try bench.rows() == ["(Bretagne,27209)", "(Corse,8722)"])
        let failure = #expect(throws: FormatFailure.self) { _ = try bench.load(table: "u") { $0.tableNumber = 3 } }
        #expect(failure?.code == "FMT505")
    }
}
