import FoundationEssentials
import Glibc
import Settings
import Subprocess
import Tenancy
import Vocabulary

/// The folder of a cluster, and PostgreSQL's own programs on it.
struct EmbeddedCluster {
    let programs: PostgresPrograms
    let data: String
    let account: Account

    /// Whom the programs run as: nil for the present account.
    private let runAs: Account?

    init(programs: PostgresPrograms, data: String, account: Account) throws {
        self.programs = programs
        self.data = data
        self.account = account
        runAs = try Account.current() == account ? nil : account
    }

    var isInitialised: Bool { Self.isInitialised(data) }

    /// Whether a folder holds a whole cluster.
    static func isInitialised(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/PG_VERSION")
    }

    /// Makes an empty cluster whose only superuser is the provisioner.
    ///
    /// It gets its name when it is whole, so that a crash leaves no half of one.
    func initialise(_ purpose: EmbeddedServer.Purpose) throws {
        let new = "\(data).new"
        try removeFolder(new, of: account)
        try makeFolder(new, mode: 0o700, account: account)
        let arguments = [
            "--pgdata=\(new)", "--username=\(Settings.provisionerLogin)", "--auth-local=peer", "--auth-host=reject",
            "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions",
        ]
        try program("initdb", arguments + (purpose == .throwaway ? ["--no-sync"] : [])).check()
        guard rename(new, data) == 0 else {
            throw OperationFailure.cannotWrite(path: data, reason: String(cString: strerror(errno)))
        }
    }

    /// Writes the configuration: where it listens, who may come in.
    ///
    /// Of what is in the folder only the rules of tenants are read, line by line in the one form that they have: its
    /// owner could have put a link there to what only root may read.
    func configure(_ record: EmbeddedServerRecord, purpose: EmbeddedServer.Purpose) throws {
        try writeFile(
            "\(data)/postgresql.conf",
            EmbeddedConfiguration.parameters(
                record, purpose: purpose, libraries: programs.hasLibrary("pgaudit") ? ["pgaudit"] : []),
            mode: 0o600, account: account)
        try writeFile(
            hostAccessFile, EmbeddedConfiguration.hostAccess(rulesOfTenants()), mode: 0o600, account: account)
        try writeFile(
            "\(data)/pg_ident.conf",
            EmbeddedConfiguration.identities(accounts: [account.name, try Account.current().name]), mode: 0o600,
            account: account)
    }

    private var hostAccessFile: String { "\(data)/pg_hba.conf" }

    /// The rules of tenants that the present file has; none when there is no file that is one.
    private func rulesOfTenants() -> HostAccessBlock {
        let descriptor = open(hostAccessFile, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return HostAccessBlock([]) }
        defer { close(descriptor) }
        var facts = stat()
        // No file that a server could load quickly is larger.
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= 1 << 26 else {
            return HostAccessBlock([])
        }
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
        var count = 0
        while count < bytes.count {
            let added = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            guard added > 0 else { break }
            count += added
        }
        return HostAccessFile(text: String(decoding: bytes.prefix(count), as: UTF8.self)).block
    }

    /// Starts the server and waits until it answers.
    ///
    /// - Throws: ``OperationFailure/serverDidNotStart(data:log:)`` with what the server wrote.
    func start() throws {
        try endOrphans()
        let log = ServerLog(of: data)
        // Long enough for the recovery of all that max_wal_size holds.
        let outcome = try program(
            "pg_ctl", ["start", "--pgdata=\(data)", "--wait", "--timeout=300", "--silent", "--log=\(data)/server.log"]
        ).run()
        guard outcome.exitCode == 0 else {
            // The collector of the log outlives the server by a moment.
            waitForEnd(of: try processes(), atMost: .seconds(2))
            let said = log.news
            throw OperationFailure.serverDidNotStart(
                data: data, log: said.isEmpty ? outcome.errorOutput + outcome.output : said)
        }
    }

    /// Ends the server.
    ///
    /// - Returns: whether it ran.
    func stop(fast: Bool) throws -> Bool {
        guard isInitialised, try running() != nil else { return false }
        try program(
            "pg_ctl",
            [
                "stop", "--pgdata=\(data)", "--mode=\(fast ? "fast" : "immediate")", "--wait", "--timeout=300",
                "--silent",
            ]
        ).check()
        return true
    }

    /// Removes the cluster's folder, which must look like one.
    func removeData() throws {
        guard isInitialised else { return }
        try removeFolder(data, of: account)
    }

    /// Where the server listens when it runs, as its own lock file says; nil when it does not run.
    func running() throws -> Running? {
        guard let file = FileManager.default.contents(atPath: lockFile) else { return nil }
        // The lines are a matter of PostgreSQL's source, utils/pidfile.h.
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let process = Int32(first), worksHere(process) else { return nil }
        guard lines.count > 7, let port = Int(lines[3]) else { return Running(port: 0, socket: "", isReady: false) }
        return Running(port: port, socket: String(lines[4]), isReady: lines[7].hasPrefix("ready"))
    }

    /// A server's own word on itself.
    struct Running {
        let port: Int
        /// Folder of its socket.
        let socket: String
        /// Whether it takes connections: it is neither starting nor stopping.
        let isReady: Bool
    }

    /// Where a running server listens, once it has come up; nil when none runs, or when it has gone down.
    ///
    /// - Throws: ``OperationFailure/serverDidNotStart(data:log:)`` after five minutes.
    func waitUntilReady() throws -> Running? {
        let deadline = ContinuousClock.now + .seconds(300)
        while let running = try running() {
            if running.isReady { return running }
            guard ContinuousClock.now < deadline else {
                throw OperationFailure.serverDidNotStart(data: data, log: "")
            }
            usleep(50_000)
        }
        return nil
    }

    private var lockFile: String { "\(data)/postmaster.pid" }

    /// Ends what a killed server left behind: without it no new one starts.
    ///
    /// A backend in the middle of a statement does not notice that its parent
    /// is gone, and keeps the shared memory. It is known by its working
    /// folder, which is the cluster's, and by its program. So is a server whose
    /// cluster was deleted under it.
    private func endOrphans() throws {
        guard try running() == nil else { return }
        let orphans = try processes()
        // Asked first, then forced: without a parent nothing that they could still write is awaited.
        for signal in [SIGQUIT, SIGKILL] {
            for process in orphans where isOurs(process) { kill(process, signal) }
            waitForEnd(of: orphans, atMost: .seconds(5))
        }
        // A server does not start while any process has the number in an old lock file, and numbers are
        // given again. That no process works here is known better.
        guard !orphans.contains(where: isOurs) else { return }
        unlink(lockFile)
    }

    /// PostgreSQL's processes that work in the cluster's folder, or in one that was deleted from its place.
    private func processes() throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter(isOurs)
    }

    private func isOurs(_ process: Int32) -> Bool {
        guard isPostgres(process), let folder = resolvedData else { return false }
        return [folder, "\(folder) (deleted)"].contains(link("/proc/\(process)/cwd"))
    }

    private func waitForEnd(of processes: [Int32], atMost time: Duration) {
        let deadline = ContinuousClock.now + time
        while processes.contains(where: isOurs), ContinuousClock.now < deadline { usleep(20_000) }
    }

    private func isPostgres(_ process: Int32) -> Bool {
        // A program that was replaced by an upgrade has a mark behind its path.
        let path = link("/proc/\(process)/exe")
        return path.hasSuffix("/postgres") || path.hasSuffix("/postgres (deleted)")
    }

    /// Whether a process lives and has the cluster's folder as its working folder.
    private func worksHere(_ process: Int32) -> Bool {
        guard let folder = resolvedData else { return false }
        return link("/proc/\(process)/cwd") == folder
    }

    /// The cluster's folder without links, as the system shows it.
    private var resolvedData: String? {
        guard let resolved = realpath(data, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Where a symbolic link leads, or nothing when there is none.
    private func link(_ path: String) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    private func program(_ name: String, _ arguments: [String]) -> Subprocess {
        var process = Subprocess(programs.path(of: name), arguments)
        process.account = runAs
        return process
    }
}
