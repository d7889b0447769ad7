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

@Suite("Passwords", .database)
struct SecrecyTests {
    @Test("stand in no log of a server that logs every statement, in no list of processes and in no output")
    func nowhere() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let control = "planted_" + randomWord(16)
        var output = ""
        let watch = ProcessWatch()

        try InstallationFolder.lend { root in
            let values = database.installation.settings.values
            let settings = Dictionary(values.map { ($0.setting.rawValue, $0.value) }) { first, _ in first }
            func socle(_ arguments: String...) throws {
                let run = try SocleRun(arguments + ["--verbose"], root: root, settings: settings)
                // Doctor ends with 1: the runtime of a test's database has no password.
                try #require(run.exitCode <= (arguments == ["doctor"] ? 1 : 0), "\(run.errorOutput)")
                output += run.output + run.errorOutput
            }
            try Data("code;nom\n01004;Ambérieu\n".utf8).write(to: URL(filePath: "\(root)/t.csv"))
            try socle("tenant", "new", tenant.text, "--tier", "free", "--name", control)
            try socle("tenant", "apply", tenant.text)
            try socle("load", tenant.text, "\(root)/t.csv")
            try socle("tenant", "show", tenant.text)
            try socle("tenant", "list")
            try socle("secret", "list", tenant.text)
            try socle("doctor")
        }
        try database.connect().execute("select \(literal: control)")
        _ = try Subprocess("/bin/sh", ["-c", "sleep 0.3", control]).run()
        let processes = watch.end()

        let log = String(
            decoding: try Data(contentsOf: URL(filePath: "\(database.cluster.record.data)/server.log")), as: UTF8.self)
        let places = ["log": log, "processes": processes, "output": output]
        for (place, text) in places { #expect(text.contains(control), "\(place)") }
        for purpose in ["admin", "app", "etl"] {
            let login = try Identifier("\(tenant)_\(purpose)")
            let password = try #require(
                try database.installation.parameters(forLogin: login, of: tenant).password)
            try #require(password.count >= 40)
            for (place, text) in places { #expect(!text.contains(password), "\(place)") }
        }
        // What the server is told instead.
        #expect(log.contains("SCRAM-SHA-256$"))
    }
}

/// Reads the list of processes over and over, as any user of the machine can.
private final class ProcessWatch: Sendable {
    private let seen = Mutex<Set<String>>([])
    private let isOver = Atomic(false)
    private let group = DispatchGroup()

    init() {
        DispatchQueue(label: "a thread of its own").async(group: group) { [self] in
            while !isOver.load(ordering: .acquiring) {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
                for name in names where Int32(name) != nil {
                    guard let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else { continue }
                    seen.withLock { _ = $0.insert(String(decoding: line, as: UTF8.self)) }
                }
                usleep(2_000)
            }
        }
    }

    /// Every command line that was seen.
    func end() -> String {
        isOver.store(true, ordering: .releasing)
        group.wait()
        return seen.withLock { $0.joined(separator: "\n") }
    }
}
