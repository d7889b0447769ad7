import Dispatch
import FoundationEssentials
import Glibc
import Migrations
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("The embedded server")
struct EmbeddedServerTests {
    @Test(
        "two starts at once from nothing make one server with keys, base and runtime; a stop keeps all, a reset nothing"
    )
    func life() throws {
        try ServerFolder.lend { folder in
            let state = "\(folder)/.socle"
            let installation = ServerFolder.installation(state: state)
            #expect(try installation.embeddedServerStatus() == nil)
            #expect(try !installation.stopEmbeddedServer())

            let starts = try atOnce(2) { _ in try installation.startEmbeddedServer() }
            #expect(starts.filter(\.wasStarted).count == 1)
            #expect(starts.filter { !$0.migrations.isEmpty }.count == 1)
            #expect(starts[0].record == starts[1].record)
            let record = starts[0].record
            #expect(record.data == "\(state)/postgres")
            #expect("\(record.socket)/.s.PGSQL.\(record.port)".utf8.count <= 107)

            try installation.connectProvisioner().execute("create table public.kept (n int)")
            let name: String? = try Connection(to: installation.runtimeParameters()).first("select session_user::text")
            { row in
                try row[0]
            }
            #expect(name == Settings.runtimeLogin)

            #expect(try installation.stopEmbeddedServer())
            #expect(try installation.embeddedServerStatus()?.isRunning == false)
            #expect(try !installation.stopEmbeddedServer())
            let failure = #expect(throws: OperationFailure.self) { _ = try installation.connectProvisioner() }
            #expect(failure?.code == "OPE112")
            #expect(failure?.kind == .unavailable)

            let again = try installation.startEmbeddedServer()
            #expect(again.wasStarted && again.migrations.isEmpty)
            #expect(again.record.data == record.data && again.record.socket == record.socket)
            _ = try installation.connectProvisioner().query("select * from public.kept")
            _ = try Connection(to: installation.runtimeParameters())

            #expect(try installation.resetEmbeddedServer() == record.data)
            #expect(try installation.resetEmbeddedServer() == nil)
            let left = try FileManager.default.contentsOfDirectory(atPath: state)
            #expect(left.sorted() == ["lock", "start.lock"])
            #expect(!FileManager.default.fileExists(atPath: record.socket))
        }
    }

    @Test("nobody is trusted: the provisioner comes by its account and never over TCP, everybody else by password")
    func access() throws {
        try ServerFolder.lend { folder in
            let record = try EmbeddedServer(state: folder, purpose: .throwaway).start().record
            // Debian's account for PostgreSQL when the tests run as root, else whoever runs them.
            let account = geteuid() == 0 ? try Account.named("postgres") : try Account.current()
            #expect(record.account == account.name)
            for path in ["/proc/\(try record.process)", record.data, record.socket] {
                var facts = stat()
                try #require(stat(path, &facts) == 0)
                #expect(facts.st_uid == account.userID)
                #expect(facts.st_mode & 0o077 == 0 || path.hasPrefix("/proc"))
            }

            let provisioner = try Connection(to: record.bySocket())
            try provisioner.execute("create role stranger login superuser")
            try provisioner.execute("create role reader login password 'right'")

            let methods = try provisioner.query("select distinct auth_method from pg_hba_file_rules order by 1") {
                row -> String in
                try row[0]
            }
            #expect(methods == ["peer", "reject", "scram-sha-256"])

            for parameters in [record.bySocket("reader"), record.byTCP("reader")] {
                _ = try Connection(to: parameters.with(user: "reader", password: "right"))
                for password in ["wrong", "", "right "] {
                    let failure = #expect(throws: ConnectionFailure.self) {
                        _ = try Connection(to: parameters.with(user: "reader", password: password))
                    }
                    #expect(failure?.kind == .unauthenticated)
                }
                let failure = #expect(throws: ConnectionFailure.self) { _ = try Connection(to: parameters) }
                #expect(failure?.kind == .unauthenticated)
            }
            // A superuser without a password cannot come in at all, whatever is said.
            for parameters in [record.bySocket("stranger"), record.byTCP("stranger")] {
                let failure = #expect(throws: ConnectionFailure.self) {
                    _ = try Connection(to: parameters.with(user: "stranger", password: "guess"))
                }
                #expect(failure?.kind == .unauthenticated)
            }
            try provisioner.execute("alter role \(identifier: Identifier(Settings.provisionerLogin)) password 'known'")
            let parameters = record.byTCP(Settings.provisionerLogin)
            let failure = #expect(throws: ConnectionFailure.self) {
                _ = try Connection(to: parameters.with(user: Settings.provisionerLogin, password: "known"))
            }
            #expect(failure?.kind == .unauthenticated)
        }
    }

    @Test("several folders at once, each called twice, get a server each")
    func folders() throws {
        try ServerFolder.lend { folder in
            let starts = try atOnce(4) { index in
                try EmbeddedServer(state: "\(folder)/\(index / 2)", purpose: .throwaway).start()
            }
            #expect(starts.filter(\.wasStarted).count == 2)
            #expect(Set(starts.map(\.record.port)).count == 2)
            for start in starts {
                let place: String? = try Connection(to: start.record.bySocket()).first("show data_directory") { row in
                    try row[0]
                }
                #expect(place == start.record.data)
            }
        }
    }

    @Test("a port that somebody took meanwhile is replaced by another, which is written down")
    func takenPort() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: folder, purpose: .throwaway)
            let first = try server.start().record
            #expect(try server.stop())
            // Its own port could go to the server of another test first, so that it is said to have had this one.
            let (other, taken) = try listener()
            defer { close(other) }
            let last = EmbeddedServerRecord(
                state: first.state, programs: first.programs, data: first.data, socket: first.socket, port: taken,
                account: first.account)
            try JSONEncoder().encode(last).write(to: URL(filePath: "\(folder)/server.json"))
            let second = try server.start()
            #expect(second.wasStarted)
            #expect(second.record.port != taken)
            #expect(try server.record() == second.record)
            _ = try Connection(to: second.record.bySocket())
        }
    }

    @Test("a state folder whose path PostgreSQL's programs cannot take is refused by name, and nothing is made")
    func unusablePath() throws {
        try ServerFolder.lend { folder in
            for character in ["$", "`", "\"", "\\", "\n"] {
                let state = "\(folder)/a\(character)b"
                let failure = #expect(throws: OperationFailure.self) { try EmbeddedServer(state: state).start() }
                #expect(failure?.code == "OPE109")
                #expect(failure?.hint?.contains("SOCLE_STATE") == true)
                let made = try FileManager.default.contentsOfDirectory(atPath: state)
                #expect(made == ["lock"])
            }
        }
    }

    @Test(
        "a state folder that the server's account cannot enter keeps its cluster elsewhere",
        .enabled(if: geteuid() == 0))
    func closedFolder() throws {
        try ServerFolder.lend { folder in
            chmod(folder, 0o700)
            let server = EmbeddedServer(state: "\(folder)/state", purpose: .throwaway)
            let record = try server.start().record
            #expect(record.data.hasPrefix("/var/lib/socle/"))
            #expect(try server.stop())
            // Moved, it takes its cluster along; copied, it does not.
            rename("\(folder)/state", "\(folder)/moved")
            let moved = EmbeddedServer(state: "\(folder)/moved", purpose: .throwaway)
            #expect(try moved.start().record.data == record.data)
            try FileManager.default.copyItem(atPath: "\(folder)/moved", toPath: "\(folder)/copy")
            #expect(try EmbeddedServer(state: "\(folder)/copy").dataFolder() == nil)
            #expect(try moved.remove() == record.data)
            #expect(!FileManager.default.fileExists(atPath: record.data))
        }
    }

    @Test(
        "root serves the folder of an ordinary user as that user", .enabled(if: geteuid() == 0))
    func ordinaryUser() throws {
        try ServerFolder.lend { folder in
            let user = try Account.named("nobody")
            // Also where neither the checkout nor what was built in it can be entered.
            try FileManager.default.copyItem(atPath: SocleRun.program, toPath: "\(folder)/socle")
            for name in ["sql", "tenants"] {
                try FileManager.default.copyItem(atPath: TestCluster.root.path(of: name), toPath: "\(folder)/\(name)")
            }
            chown(folder, user.userID, user.groupID)
            let started = try SocleRun("dev", "start", root: folder, account: user, program: "\(folder)/socle")
            try #require(started.exitCode == 0, "\(started.errorOutput)")
            let record = try #require(try EmbeddedServer(state: "\(folder)/.socle").record())
            #expect(record.account == "nobody")
            #expect(record.data == "\(folder)/.socle/postgres")
            var facts = stat()
            try #require(stat("/proc/\(try record.process)", &facts) == 0)
            #expect(facts.st_uid == user.userID)
            let listed = try SocleRun("tenant", "list", root: folder, account: user, program: "\(folder)/socle")
            #expect(listed.exitCode == 0, "\(listed.errorOutput)")
            // Nobody may look into the program's memory, and the program still finds what it has open itself.
            let applied = try SocleRun(
                "tenant", "apply", "val_d_ille", root: folder, account: user, program: "\(folder)/socle")
            #expect(applied.exitCode == 0, "\(applied.errorOutput)")
            try Data("n;mot\n1;un\n".utf8).write(to: URL(filePath: "\(folder)/lignes.csv"))
            let script = #"exec "$@" <"$0""#
            var loading = Subprocess(
                "/bin/sh",
                ["-c", script, "\(folder)/lignes.csv", "\(folder)/socle", "--root", folder, "load", "run"]
                    + ["val_d_ille", "/dev/stdin", "--table", "lignes"])
            loading.account = user
            let loaded = try loading.run()
            #expect(loaded.exitCode == 0, "\(loaded.errorOutput)")
            // Keys that the start has made are not made again.
            let key = try Data(contentsOf: URL(filePath: "\(folder)/.socle/root.key"))
            let keys = try SocleRun("secret", "init", root: folder, account: user, program: "\(folder)/socle")
            #expect(keys.exitCode == 0 && keys.errorOutput.contains("'socle dev start' has made both"))
            #expect(try Data(contentsOf: URL(filePath: "\(folder)/.socle/root.key")) == key)
            // An account that is neither is told whose it is.
            let stranger = try SocleRun(
                "dev", "stop", root: folder, account: .named("daemon"), program: "\(folder)/socle")
            #expect(stranger.exitCode == 78)
            #expect(stranger.errors.count == 1)
            #expect(try EmbeddedServer(state: "\(folder)/.socle").stop())
            #expect(try EmbeddedServer(state: "\(folder)/.socle").start().record.account == "nobody")
            let again = try SocleRun("dev", "stop", root: folder, account: user, program: "\(folder)/socle")
            #expect(again.exitCode == 0 && again.errorOutput.contains("is ended"), "\(again.errorOutput)")
        }
    }

    /// A socket that listens on the loopback address, and its port.
    private func listener() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isBound)
        return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
    }
}
