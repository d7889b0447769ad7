import Dispatch
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Synchronization
import TestServer
import Testing
import Vocabulary

@Suite("A load whose server is killed")
struct KilledLoadTests {
    @Test("says so, leaves the table as it was, and succeeds when it is repeated")
    func killed() throws {
        try ServerFolder.lend { folder in
            for name in ["sql", "tenants"] { symlink(TestCluster.root.path(of: name), "\(folder)/\(name)") }
            func socle(_ arguments: String...) throws -> SocleRun { try SocleRun(arguments, root: folder) }
            func succeeds(_ run: SocleRun) { #expect(run.exitCode == 0, "\(run.errorOutput)") }

            succeeds(try socle("dev", "start"))
            succeeds(try socle("tenant", "apply", "pays_de_bresse"))
            let file = "\(folder)/t.csv"
            try Data("n;mot\n1;avant\n2;avant\n".utf8).write(to: URL(filePath: file))
            succeeds(try socle("load", "pays_de_bresse", file))

            let count = 300_000
            try Data(("n;mot\n" + (0..<count).map { "\($0);après\n" }.joined()).utf8).write(to: URL(filePath: file))
            let record = try #require(try EmbeddedServer(state: "\(folder)/.socle").record())
            let base = record.bySocket(to: Settings.baseDatabase)
            let interrupted = Mutex<SocleRun?>(nil)
            let load = DispatchGroup()
            DispatchQueue(label: "a thread of its own").async(group: load) {
                // On a busy machine it takes long enough to tell events.
                let run = try? SocleRun("load", "pays_de_bresse", file, "--progress", "none", root: folder)
                interrupted.withLock { $0 = run }
            }
            try waitForCopy(in: base)
            try #require(kill(record.process, SIGKILL) == 0)
            load.wait()
            let run = try #require(interrupted.withLock { $0 })
            run.expectRefusal(69, names: "lost")

            succeeds(try socle("dev", "start"))
            let table: SQL = "select string_agg(n || mot, ',' order by n) from pays_de_bresse_data.t"
            let now = try #require(try EmbeddedServer(state: "\(folder)/.socle").record()).bySocket(
                to: Settings.baseDatabase)
            #expect(try Connection(to: now).first(table) { try $0[0] as String } == "1avant,2avant")
            let history: SQL = "select string_agg(state, ' ' order by started_at) from socle.loads"
            #expect(try Connection(to: now).first(history) { try $0[0] as String } == "loaded running")
            succeeds(try socle("load", "pays_de_bresse", file))
            // The next load knows that the one before it is over, and left nothing.
            #expect(try Connection(to: now).first(history) { try $0[0] as String } == "loaded interrupted loaded")
            let staging: SQL = "select count(*) from pg_class where relname like 'socle\\_load\\_%'"
            #expect(try Connection(to: now).first(staging) { try $0[0] as Int } == 0)
            let loaded = try Connection(to: now).first("select count(*) from pays_de_bresse_data.t where mot = 'après'")
            {
                try $0[0] as Int
            }
            #expect(loaded == count)
        }
    }

    /// Waits until the server shows rows of a COPY.
    private func waitForCopy(in base: ConnectionParameters) throws {
        let connection = try Connection(to: base)
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let copied = try connection.first(
                "select coalesce(sum(tuples_processed), 0)::bigint from pg_stat_progress_copy"
            ) { try $0[0] as Int }
            if let copied, copied > 1000 { return }
            usleep(2_000)
        }
        Issue.record("no COPY was seen")
    }
}
