import Dispatch
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("The embedded server after a mishap")
struct EmbeddedServerMishapTests {
    @Test("what a killed server had committed is there, what it was copying is not, and no orphan stands in the way")
    func killed() throws {
        try ServerFolder.lend { folder in
            // Kept for good: the commit before the crash has to be found after it.
            let server = EmbeddedServer(state: folder, purpose: .keeping)
            let record = try server.start().record
            let connection = try Connection(to: record.bySocket())
            try connection.execute("create table lines (n bigint)")
            try connection.execute("insert into lines select generate_series(1, 1000)")

            let busy = DispatchGroup()
            DispatchQueue(label: "a thread of its own").async(group: busy) {
                // Looks neither at its client nor at its parent.
                _ = try? Connection(to: record.bySocket()).execute("do $$ begin loop null; end loop; end $$")
            }
            DispatchQueue(label: "a thread of its own").async(group: busy) {
                _ = try? Connection(to: record.bySocket()).copyIn("copy lines from stdin") { writer in
                    while true { try writer.write(Array("7\n".utf8)) }
                }
            }
            let activity: SQL = """
                select
                    (select count(*) from pg_stat_activity where query like 'do %' and state = 'active'),
                    (select coalesce(sum(tuples_processed), 0)::bigint from pg_stat_progress_copy)
                """
            var seen = (loops: 0, copied: 0)
            let deadline = ContinuousClock.now + .seconds(20)
            while seen.loops == 0 || seen.copied < 1000, ContinuousClock.now < deadline {
                usleep(10_000)
                seen = try connection.first(activity) { row in (try row[0], try row[1]) } ?? seen
            }
            try #require(seen.loops == 1 && seen.copied >= 1000)
            let backends = try connection.query(
                "select pid from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
            ) { row -> Int in try row[0] }
            #expect(backends.count == 2)

            let first = try record.process
            try #require(kill(first, SIGKILL) == 0)
            while works(first, in: record.data) { usleep(1_000) }
            let again = try server.start()
            try #require(again.wasStarted)
            busy.wait()
            for backend in backends { #expect(!works(pid_t(backend), in: record.data)) }
            let survivor = try Connection(to: again.record.bySocket())
            #expect(try survivor.first("select count(*) from lines") { try $0[0] as Int } == 1000)
            let copied = try survivor.copyIn("copy lines from stdin") { try $0.write(Array("7\n8\n".utf8)) }
            #expect(copied == 2)
            #expect(try survivor.first("select count(*) from lines") { try $0[0] as Int } == 1002)
        }
    }

    @Test("a lock file whose number another process has by now stops nothing")
    func reusedNumber() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: folder, purpose: .throwaway)
            let record = try server.start().record
            let path = "\(record.data)/postmaster.pid"
            let lines = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            #expect(try server.stop())
            // A living process of the same account: PostgreSQL itself would believe the number.
            let other = try TestCluster.shared.get().record.process
            let forged = "\(other)\n" + lines.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
            try Data(forged.utf8).write(to: URL(filePath: path))
            if geteuid() == 0 { chown(path, try Account.named(record.account).userID, 0) }
            #expect(try server.runningPort() == nil)
            #expect(try server.start().wasStarted)
            #expect(kill(other, 0) == 0)
        }
    }

    @Test("a server whose folder was deleted under it is ended by the next start")
    func deletedFolder() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: "\(folder)/.socle", purpose: .throwaway)
            let record = try server.start().record
            let process = try record.process
            try FileManager.default.removeItem(atPath: server.state)
            #expect(try server.runningPort() == nil)
            let again = try server.start()
            #expect(again.wasStarted)
            #expect(try again.record.process != process)
            #expect(!works(process, in: "\(record.data) (deleted)"))
            _ = try Connection(to: again.record.bySocket())
        }
    }

    @Test("a cluster that was only half made is made anew")
    func halfMade() throws {
        try ServerFolder.lend { folder in
            // What a killed initdb leaves, and an empty folder where the cluster shall be.
            for path in ["postgres.new/base/1", "postgres"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
            }
            try Data("15\n".utf8).write(to: URL(filePath: "\(folder)/postgres.new/PG_VERSION"))
            let start = try EmbeddedServer(state: folder, purpose: .throwaway).start()
            #expect(start.wasStarted)
            _ = try Connection(to: start.record.bySocket())
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/postgres.new"))
        }
    }

    @Test("a record that is damaged or lost is written again, and the server it spoke of stays the one")
    func damagedRecord() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: folder, purpose: .throwaway)
            let installation = ServerFolder.installation(state: folder)
            let record = try server.start().record
            for damage in ["", "{\"a", "[]", "{\"port\": \"x\"}"] {
                try Data(damage.utf8).write(to: URL(filePath: "\(folder)/server.json"))
                let failure = #expect(throws: SettingsFailure.self) {
                    try installation.connectProvisioner(to: nil).serverVersion
                }
                #expect(failure == .damagedServerRecord(path: "\(folder)/server.json"))
                let again = try server.start()
                #expect(!again.wasStarted)
                #expect(again.record == record)
                #expect(try server.record() == record)
            }
            unlink("\(folder)/server.json")
            #expect(throws: SettingsFailure.noServer) { try installation.connectProvisioner().serverVersion }
            #expect(try server.runningPort() == record.port)
            #expect(try server.stop())
            #expect(try server.start().wasStarted)
            try Data("x".utf8).write(to: URL(filePath: "\(folder)/server.json"))
            #expect(try server.remove() == record.data)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["lock"])
        }
    }

    @Test("a copied checkout has a server of its own, and removing it leaves the first alone")
    func copiedCheckout() throws {
        try ServerFolder.lend { folder in
            let first = EmbeddedServer(state: "\(folder)/first", purpose: .throwaway)
            let second = EmbeddedServer(state: "\(folder)/second", purpose: .throwaway)
            let record = try first.start().record
            var copy = Subprocess("/bin/cp", ["--archive", first.state, second.state])
            copy.directory = folder
            try copy.check()
            #expect(throws: SettingsFailure.noServer) {
                try ServerFolder.installation(state: second.state).connectProvisioner().serverVersion
            }
            #expect(try second.runningPort() == nil)
            let other = try second.start().record
            #expect(other.data == "\(folder)/second/postgres")
            #expect(other.port != record.port && other.socket != record.socket)
            #expect(try second.remove() == other.data)
            _ = try Connection(to: record.bySocket())
        }
    }

    @Test("what somebody else put where the socket's folder belongs is refused and left as it is")
    func foreignSocketFolder() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: "\(folder)/state", purpose: .throwaway)
            let socket = try server.start().record.socket
            let target = "\(folder)/target"
            mkdir(target, 0o755)
            let disguises: [(String, () throws -> Void)] = [
                ("a link to a folder", { symlink(target, socket) }),
                ("a link to nowhere", { symlink("\(folder)/nowhere", socket) }),
                ("a file", { try Data().write(to: URL(filePath: socket)) }),
                ("a folder that others can enter", { mkdir(socket, 0o755) }),
            ]
            for (disguise, make) in disguises {
                #expect(try server.stop())
                try FileManager.default.removeItem(atPath: socket)
                try make()
                defer { remove(socket) }
                var before = stat()
                lstat(socket, &before)
                let failure = #expect(throws: OperationFailure.self, "\(disguise)") { try server.start() }
                #expect(failure?.code == "OPE102", "\(disguise)")
                #expect(failure?.message.contains(socket) == true, "\(disguise)")
                var after = stat()
                lstat(socket, &after)
                #expect(after.st_mode == before.st_mode && after.st_uid == before.st_uid, "\(disguise)")
                stat(target, &after)
                #expect(after.st_mode & 0o777 == 0o755 && after.st_uid == geteuid(), "\(disguise)")
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/nowhere"), "\(disguise)")
                remove(socket)
                #expect(try server.start().wasStarted, "\(disguise)")
            }
        }
    }

    @Test("a server that does not come up shows what it wrote itself, and no older line")
    func doesNotStart() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: folder, purpose: .keeping)
            let record = try server.start().record
            #expect(try server.stop())
            let path = "\(record.data)/global/pg_control"
            try FileManager.default.removeItem(atPath: path)
            let failure = #expect(throws: OperationFailure.self) { try server.start() }
            #expect(failure?.code == "OPE105")
            #expect(failure?.detail?.contains("pg_control") == true)
            #expect(failure?.detail?.contains("ready to accept") == false)
        }
    }

    private func works(_ process: pid_t, in folder: String) -> Bool {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(process)/cwd", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == folder
    }
}
