import FoundationEssentials
import Glibc
import Operations
import Settings
import Synchronization
import Vocabulary

/// How many were made.
private let serial = Atomic(0)

/// An embedded server with keys and a base of its own, as `socle dev start` makes it, gone at the end.
struct BenchmarkServer: ~Copyable {
    let installation: Installation

    /// Ends the server when this process is gone, however it ends: it reads from a pipe that only this process holds.
    private let watchman: UnsafeMutablePointer<FILE>?

    init() throws {
        let root = InstallationRoot(
            path: #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }, origin: .checkout)
        let state = "/tmp/socle-bench-\(getpid())-\(serial.add(1, ordering: .relaxed).newValue)"
        installation = Installation(
            settings: Settings(
                root: root, environment: .development,
                values: [ResolvedSetting(setting: .state, value: state, origin: .byDefault)]))
        let record = try installation.startEmbeddedServer().record
        let pid = "$(head -n 1 '\(record.data)/postmaster.pid' 2>/dev/null)"
        watchman = popen(
            """
            setsid sh -c "cat >/dev/null; kill -QUIT \(pid) 2>/dev/null; sleep 1; \
            rm -rf '\(record.data)' '\(record.socket)' '\(state)'"
            """, "we")
    }

    deinit {
        // What cannot be removed here is the watchman's.
        _ = try? installation.resetEmbeddedServer()
        if let watchman { pclose(watchman) }
    }
}
