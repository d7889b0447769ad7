import Cryptography
import Dispatch
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import Synchronization
import TestServer
import Testing
import Vocabulary

@Suite("A crash", .database, .serialized)
struct CrashTests {
    /// Signals by which a fault ends a program.
    static let faults = [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGQUIT]

    @Test("of the program leaves no core and shows no memory, also where a backtrace is asked for", arguments: faults)
    func program(_ signal: Int32) throws {
        let crash = try Crash()
        defer { crash.remove() }
        let settings = TestDatabase.current.installation.settings
        let key = try Data(contentsOf: URL(filePath: settings.rootKeyFile))
        // Whoever holds the registry keeps the program waiting, with its root key in memory and in its environment.
        let holder = try TestDatabase.current.connect()
        let watcher = try TestDatabase.current.connect()
        try holder.execute("begin")
        try holder.execute("lock table socle.registry in access exclusive mode")
        let end = try crash.ending(
            of: [SocleRun.program, "--root", TestCluster.root.path, "tenant", "apply", "--all"], by: signal,
            settings: [
                Setting.provisionerURL.rawValue: settings[.provisionerURL] ?? "",
                Setting.state.rawValue: settings.stateDirectory, Setting.rootKey.rawValue: Hex.text(Array(key)),
            ]
        ) {
            let waiting: SQL = """
                select exists (
                    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                )
                """
            // In a transaction the server would give its first answer again and again.
            return try watcher.first(waiting) { try $0[0] as Bool } ?? false
        }
        try holder.execute("rollback")
        #expect(end.exitCode == 128 + Int(signal))
        #expect(end.files == [])
        #expect(end.said == "")
    }

    @Test(
        "of another program by the same signal leaves a core with what it had in its environment",
        .enabled(if: Crash.leavesCores, "cores do not go to the working folder on this machine"))
    func core() throws {
        let crash = try Crash()
        defer { crash.remove() }
        let word = "control" + randomWord(20)
        let end = try crash.ending(of: ["/bin/sleep", "60"], by: SIGSEGV, settings: ["CONTROL": word]) { true }
        #expect(end.exitCode == 128 + Int(SIGSEGV))
        #expect(end.files.count == 1)
        let search = try LeakSearch([Canary("control", word)])
        #expect(try search.canaries(in: crash.folder) == ["control"])
        try search.remove()
    }

    @Test("of another Swift program by the same signal shows its registers and the memory that they point to")
    func backtrace() throws {
        let crash = try Crash()
        defer { crash.remove() }
        let end = try crash.ending(of: ["swift-format"], by: SIGSEGV) { true }
        #expect(end.said.contains("Registers:"), "\(end.said)")
    }
}

/// A program that is made to crash, with every limit and every report that could show its memory allowed.
struct Crash {
    /// Where the program works, and where the system puts a core.
    let folder = "/tmp/socle-crash-\(randomWord(12))"

    /// Whether the system puts cores into the folder where a program works, and hands them to nobody.
    static var leavesCores: Bool {
        let pattern = FileManager.default.contents(atPath: "/proc/sys/kernel/core_pattern") ?? Data()
        return pattern.first.map { ![UInt8(ascii: "|"), UInt8(ascii: "/")].contains($0) } ?? false
    }

    struct Ending {
        let exitCode: Int
        /// What the program wrote on standard error.
        let said: String
        /// The files that lie in its folder.
        let files: [String]
    }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Starts a program that waits, and ends it by a signal once a condition holds.
    func ending(
        of command: [String], by signal: Int32, settings: [String: String] = [:], when isReady: () throws -> Bool
    ) throws -> Ending {
        // A pipe that nobody writes to keeps a program waiting that reads its standard input.
        let script = #"cd "$0" && mkfifo input && exec <>input && ulimit -c unlimited && echo $$ >number && exec "$@""#
        var process = Subprocess("/bin/sh", ["-c", script, folder] + command)
        process.environment.merge(settings) { _, new in new }
        process.environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        process.environment["SWIFT_BACKTRACE"] = "enable=yes,color=no,interactive=no"
        let outcome = Mutex<Subprocess.Outcome?>(nil)
        let running = DispatchGroup()
        DispatchQueue(label: "a thread of its own").async(group: running) { [process] in
            let ended = try? process.run()
            outcome.withLock { $0 = ended }
        }
        let number = try waitFor { Int32(text(of: "\(folder)/number").prefix { $0.isNumber }) }
        let program = command[0].split(separator: "/").last.map(String.init) ?? ""
        // Asleep under its own name, it waits for what it reads.
        let status = ["Name:\t\(program)\n", "\nState:\tS"]
        _ = try waitFor { status.allSatisfy(text(of: "/proc/\(number)/status").contains) ? true : nil }
        _ = try waitFor { try isReady() ? true : nil }
        kill(number, signal)
        running.wait()
        let end = try #require(outcome.withLock { $0 })
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Ending(
            exitCode: end.exitCode, said: end.output + end.errorOutput,
            files: files.filter { !["input", "number"].contains($0) })
    }

    /// Asks again and again, until there is an answer.
    private func waitFor<Answer>(_ ask: () throws -> Answer?) throws -> Answer {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            if let answer = try ask() { return answer }
            usleep(10_000)
        }
        throw TestFailure("the program that was to crash did not come to its place")
    }

    private func text(of path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    func remove() {
        // A folder left over harms no one.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
