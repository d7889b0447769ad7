import FoundationEssentials
import Glibc
import Operations
import Postgres
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

    /// - Parameter parameters: what the server is told beyond what it has by default, as in `postgresql.conf`.
    init(parameters: [String: String] = [:]) throws {
        let root = InstallationRoot(
            path: #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }, origin: .checkout)
        let state = "/tmp/socle-bench-\(getpid())-\(serial.add(1, ordering: .relaxed).newValue)"
        installation = Installation(
            settings: Settings(
                root: root, environment: .development,
                values: [ResolvedSetting(setting: .state, value: state, origin: .byDefault)]))
        var record = try installation.startEmbeddedServer().record
        if !parameters.isEmpty {
            try Self.set(parameters, on: installation.connectProvisioner())
            _ = try installation.stopEmbeddedServer()
            record = try installation.startEmbeddedServer().record
        }
        let pid = "$(head -n 1 '\(record.data)/postmaster.pid' 2>/dev/null)"
        watchman = popen(
            """
            setsid sh -c "cat >/dev/null; kill -QUIT \(pid) 2>/dev/null; sleep 1; \
            rm -rf '\(record.data)' '\(record.socket)' '\(state)'"
            """, "we")
    }

    private static func set(_ parameters: [String: String], on connection: borrowing Connection) throws {
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
            try connection.execute("alter system set \(raw: name) = \(literal: value)")
        }
    }

    deinit {
        // What cannot be removed here is the watchman's.
        _ = try? installation.resetEmbeddedServer()
        if let watchman { pclose(watchman) }
    }
}
