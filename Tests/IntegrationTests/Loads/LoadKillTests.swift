import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("A load that is killed at any instant")
struct LoadKillTests {
    /// Who is killed, by SIGKILL.
    private enum Victim: Int, CaseIterable {
        case loader, backend, server
    }

    /// A numbered content of the table; the file is long enough for several chunks.
    private static let rows = 400_000

    @Test("leaves the table as it was or complete, and the next one ends as an undisturbed one")
    func instants() throws {
        try ServerFolder.lend { folder in
            for name in ["sql", "tenants"] { symlink(TestCluster.root.path(of: name), "\(folder)/\(name)") }
            func succeeds(_ arguments: String...) throws {
                let run = try SocleRun(arguments, root: folder)
                #expect(run.exitCode == 0, "\(run.errorOutput)")
            }
            try succeeds("dev", "start")
            try succeeds("tenant", "apply", "pays_de_bresse")
            let files = try ["avant", "après"].map { word in
                let path = "\(folder)/\(word).csv"
                let text =
                    "n;mot;reste\n"
                    + (0..<Self.rows).map { "\($0);\(word);une ligne assez longue pour durer\n" }.joined()
                try Data(text.utf8).write(to: URL(filePath: path))
                return path
            }
            var digests: [String] = []
            var undisturbed = Duration.zero
            for file in files {
                undisturbed = try ContinuousClock().measure {
                    try succeeds("load", "pays_de_bresse", file, "--table", "t", "--force")
                }
                digests.append(try Self.digest(folder))
            }
            try #require(Set(digests).count == 2)
            let seed =
                ProcessInfo.processInfo.environment["SOCLE_SEED"].flatMap(UInt64.init)
                ?? UInt64.random(in: 1...UInt64.max)
            var random = Seeded(state: seed)
            let isSoak = ProcessInfo.processInfo.environment["SOCLE_SOAK"] == "1"
            var outcomes: [String: Int] = [:]
            for round in 0..<(isSoak ? 100 : 10) {
                let (before, after) = (digests[(round + 1) % 2], digests[round % 2])
                let victim = Victim.allCases[round % 3]
                let instant = undisturbed * Double.random(in: 0.02...1.02, using: &random)
                let comment: Comment = "seed \(seed), round \(round): \(victim) after \(instant)"
                let process = try Subprocess(
                    SocleRun.program,
                    ["--root", folder, "load", "pays_de_bresse", files[round % 2], "--table", "t", "--force"]
                ).startInBackground(writingTo: "\(folder)/killed.log")
                try Self.sleep(instant)
                try Self.kill(victim, loader: process, folder)
                Self.waitForEnd(of: process)
                if victim == .server { try succeeds("dev", "start") }
                let left = try Self.digest(folder)
                #expect(left == before || left == after, comment)
                outcomes["\(victim) \(left == after ? "complete" : "as before")", default: 0] += 1
                try succeeds("load", "pays_de_bresse", files[round % 2], "--table", "t")
                #expect(try Self.digest(folder) == after, comment)
                let rest = try Self.connect(folder).first(
                    """
                    select (select count(*) from pg_class where relname like 'socle\\_load\\_%')
                        + (select count(*) from socle.load_chunks)
                    """
                ) { row in try row[0] as Int }
                #expect(rest == 0, comment)
            }
            let resumed = try Self.connect(folder).first(
                "select count(*) from socle.loads where resumed_from is not null"
            ) { row in try row[0] as Int }
            print(
                """
                kills of loads: \(isSoak ? 100 : 10), seed \(seed), \(resumed ?? 0) resumed: \
                \(outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
                """)
        }
    }

    private static func kill(_ victim: Victim, loader: Int32, _ folder: String) throws {
        switch victim {
        case .loader: Glibc.kill(loader, SIGKILL)
        case .backend:
            let found = try connect(folder).first(
                "select pid from pg_stat_activity where usename = 'pays_de_bresse_etl' order by random() limit 1"
            ) { row in try row[0] as Int32 }
            // The load may have ended before.
            if let found { Glibc.kill(found, SIGKILL) }
        case .server:
            let record = try #require(try EmbeddedServer(state: "\(folder)/.socle").record())
            try #require(Glibc.kill(record.process, SIGKILL) == 0)
        }
    }

    /// What the table holds, byte by byte, whatever the order of its rows.
    private static func digest(_ folder: String) throws -> String {
        try connect(folder).first(
            """
            select concat_ws(' ', count(*), count(distinct n), sum(hashtextextended(t::text, 0)))
            from pays_de_bresse_data.t
            """
        ) { row in try row[0] } ?? ""
    }

    /// Connects as soon as the server has recovered.
    private static func connect(_ folder: String) throws -> Connection {
        for _ in 0..<600 {
            if let record = try EmbeddedServer(state: "\(folder)/.socle").record(),
                let connection = try? Connection(to: record.bySocket(to: Settings.baseDatabase))
            {
                return connection
            }
            usleep(50_000)
        }
        throw TestFailure("the server did not come back")
    }

    private static func sleep(_ duration: Duration) throws {
        usleep(UInt32(duration / .microseconds(1)))
    }

    private static func waitForEnd(of process: Int32) {
        var status: Int32 = 0
        for _ in 0..<2400 {
            if waitpid(process, &status, WNOHANG) == process { return }
            if Glibc.kill(process, 0) != 0 { return }
            usleep(50_000)
        }
        Issue.record("the load did not end")
    }

    /// Numbers that a seed gives again.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
