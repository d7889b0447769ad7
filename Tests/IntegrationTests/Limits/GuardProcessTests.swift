import FoundationEssentials
import Glibc
import Guard
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("The guard as a process", .database)
struct GuardProcessTests {
    @Test("prints a JSON object a line, keeps a second one away, and ends with 0 on SIGTERM and on SIGINT")
    func signals() throws {
        for signal in [SIGTERM, SIGINT] {
            let tenant = try LimitedTenant(storage: 1_000_000)
            let running = try RunningGuard(tenant.database)
            try tenant.wait(for: "the first look") { try tenant.database.installation.heartbeats()[0].beat != nil }
            let etl = try tenant.connect("etl")
            try etl.execute("create table \(sql: tenant.table("t")) (word text)")
            // Until the guard ends it.
            while (try? etl.execute(
                "insert into \(sql: tenant.table("t")) select md5(n::text) from generate_series(1, 1000) n")) != nil
            {}
            try tenant.wait(for: "the freeze") { try tenant.usage().frozenAt != nil }

            let second = try SocleRun(
                ["guard", "--once"], root: TestCluster.root.path, settings: running.settings)
            #expect(second.exitCode == 0, "\(second.errorOutput)")
            let third = try SocleRun(["guard"], root: TestCluster.root.path, settings: running.settings)
            third.expectRefusal(75, names: "process \(running.process)")

            kill(running.process, signal)
            #expect(running.wait() == 0)
            let events = try running.output().split(separator: "\n").map {
                try JSONDecoder().decode(JSON.self, from: Data($0.utf8))
            }
            let actions = events.filter { $0["tenant"] == .string(tenant.identifier.text) }.compactMap { $0["action"] }
            #expect(actions == ["warned", "frozen"])
            #expect(events.allSatisfy { $0["at"] != nil && $0["server"] == "base" && $0["kind"] != nil })
        }
    }

    @Test("outlives its server, and ends with it when it is told to")
    func restart() throws {
        try ServerFolder.lend { folder in
            let installation = ServerFolder.installation(state: "\(folder)/.socle")
            for name in ["sql", "tenants"] { symlink(TestCluster.root.path(of: name), "\(folder)/\(name)") }
            func socle(_ arguments: String...) throws {
                let run = try SocleRun(arguments, root: folder)
                #expect(run.exitCode == 0, "\(arguments): \(run.errorOutput)")
            }
            func age() throws -> Double { try installation.heartbeats()[0].beat?.age ?? .infinity }
            try socle("dev", "start")
            #expect(try age() < 5)
            let doctor = try SocleRun("doctor", root: folder)
            #expect(doctor.exitCode == 0 && doctor.output.contains("is watched by"), "\(doctor.output)")
            // The one that was started with the server ends with it.
            try socle("dev", "stop")
            try socle("dev", "start", "--without-guard")
            usleep(4_000_000)
            #expect(try age() > 3)

            let running = try RunningGuard(root: folder, settings: [:])
            func waitUntilWatched() throws {
                let deadline = ContinuousClock.now + .seconds(60)
                while try age() > 3 {
                    guard ContinuousClock.now < deadline else { throw TestFailure("in vain: \(try running.output())") }
                    usleep(200_000)
                }
            }
            try waitUntilWatched()
            try socle("dev", "stop")
            try socle("dev", "start", "--without-guard")
            for _ in 0..<150 {
                if try running.output().contains("interrupted") { break }
                usleep(200_000)
            }
            #expect(try running.output().contains("interrupted"))
            usleep(4_000_000)
            try waitUntilWatched()
            kill(running.process, SIGTERM)
            #expect(running.wait() == 0)
            // The beat of the one before must be over, or it is taken for that of the next.
            usleep(4_000_000)
            #expect(try age() > 3)

            let once = try RunningGuard("--with-server", root: folder, settings: [:])
            try waitUntilWatched()
            try socle("dev", "stop")
            #expect(once.wait() == 0)
        }
    }
}

/// A guard that runs beside the test.
private struct RunningGuard {
    let process: Int32
    let settings: [String: String]
    private let file: String

    init(_ database: TestDatabase) throws {
        var settings = [Setting.state.rawValue: database.installation.settings.stateDirectory]
        settings[Setting.provisionerURL.rawValue] = database.installation.settings[.provisionerURL]
        try self.init(root: TestCluster.root.path, settings: settings)
    }

    init(_ arguments: String..., root: String, settings: [String: String]) throws {
        file = "/tmp/socle-guard-\(randomWord(12))"
        self.settings = settings
        var command = Subprocess(
            SocleRun.program, ["--root", root, "--output", "json", "guard", "--interval", "2"] + arguments)
        command.environment.merge(settings) { _, new in new }
        process = try command.startInBackground(writingTo: file)
    }

    /// Waits for its end, half a minute at most, and takes its output away.
    ///
    /// - Returns: its exit code, nil when it was killed.
    func wait() -> Int32? {
        var status: Int32 = 0
        for attempt in 0..<600 {
            if waitpid(process, &status, WNOHANG) == process {
                return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
            }
            if attempt == 580 { kill(process, SIGKILL) }
            usleep(50_000)
        }
        return nil
    }

    /// What it wrote so far.
    func output() throws -> String {
        String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    }
}
