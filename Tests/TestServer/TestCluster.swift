import FoundationEssentials
import Glibc
import Operations
package import Postgres
package import Settings
import Vocabulary

/// The PostgreSQL cluster of a test run, started by the first test that needs it.
///
/// It is made by the code that makes the embedded server, peer and SCRAM
/// included. Its database `socle` has all migrations and is the template from
/// which each test's own database is cloned, so nobody connects to it.
package final class TestCluster: Sendable {
    /// The cluster, or why there is none.
    package static let shared = Result { try TestCluster() }

    /// The checkout, which holds `sql/` and `tenants/`.
    package static let root = InstallationRoot(
        path: #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }, origin: .checkout)

    package let record: EmbeddedServerRecord
    /// Folder of the run: the cluster, and what tests write.
    package let folder: String

    private init() throws {
        folder = "/tmp/socle-tests-\(getpid())"
        let server = EmbeddedServer(state: folder, purpose: .throwaway)
        try Self.endWithThisProcess(folder: folder)
        record = try server.start().record
        try Installation(settings: settings(database: Settings.baseDatabase)).prepareBase()
    }

    /// Settings of an installation whose base is a database of this cluster.
    package func settings(database: String) -> Settings {
        let state = "\(folder)/\(database)"
        let provisioner =
            "postgresql:///\(database)?host=\(record.socket)&port=\(record.port)"
            + "&user=\(Settings.provisionerLogin)"
        return Settings(
            root: Self.root, environment: .development,
            values: [
                ResolvedSetting(setting: .state, value: state, origin: .byDefault),
                ResolvedSetting(setting: .provisionerURL, value: provisioner, origin: .byDefault),
            ])
    }

    /// The provisioner on a database of the cluster.
    package func provisioner(database: String) throws -> ConnectionParameters {
        try settings(database: database).provisioner()
    }

    /// Leaves a watchman behind that ends the servers below a folder when this process is gone, however it ends.
    ///
    /// He waits at a socket whose other end only this process holds. A server is
    /// ended by its number, when the process of that number works in its cluster.
    package static func endWithThisProcess(folder: String) throws {
        var ends: [Int32] = [0, 0]
        // A pair of sockets, which unlike a pipe is closed for other children from the first moment.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw TestFailure("no sockets: \(String(cString: strerror(errno)))")
        }
        let script = #"""
            cat >/dev/null
            part() { sed -n "s/.*\"$1\" : \"\(.*\)\",*\$/\1/p" "$record"; }
            find "$1" -name server.json | while read -r record; do
                data=$(part data) socket=$(part socket)
                number=$(head -n 1 "$data/postmaster.pid" 2>/dev/null)
                if [ -n "$number" ] && [ "$(readlink "/proc/$number/cwd")" = "$data" ]; then
                    kill -QUIT "$number" && sleep 1
                fi
                rm -rf "$data" "$socket"
            done
            rm -rf "$1"
            """#
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let arguments = ["/usr/bin/setsid", "/bin/sh", "-c", script, "sh", folder]
        let pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, arguments[0], &actions, nil, pointers, environ)
        guard code == 0 else { throw TestFailure("no watchman: \(String(cString: strerror(code)))") }
        close(ends[0])
    }
}

/// Why a test could not be set up.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
