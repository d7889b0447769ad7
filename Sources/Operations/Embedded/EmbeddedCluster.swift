import FoundationEssentials
import Glibc
import Settings
import Subprocess
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

    var isInitialised: Bool { FileManager.default.fileExists(atPath: "\(data)/PG_VERSION") }

    /// Makes an empty cluster whose only superuser is the provisioner.
    func initialise() throws {
        try makeFolder(data, mode: 0o700, account: account)
        try program(
            "initdb", "--pgdata=\(data)", "--username=\(Settings.provisionerLogin)", "--auth-local=peer",
            "--auth-host=reject", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"
        ).check()
    }

    /// Writes the configuration: where it listens, who may come in.
    func configure(_ record: EmbeddedServerRecord, purpose: EmbeddedServer.Purpose) throws {
        try writeFile(
            "\(data)/socle.conf", EmbeddedConfiguration.parameters(record, purpose: purpose), mode: 0o600,
            account: account)
        try writeFile("\(data)/pg_hba.conf", EmbeddedConfiguration.hostAccess, mode: 0o600, account: account)
        try writeFile(
            "\(data)/pg_ident.conf",
            EmbeddedConfiguration.identities(accounts: [account.name, try Account.current().name]), mode: 0o600,
            account: account)
        let main = "\(data)/postgresql.conf"
        let include = "include 'socle.conf'\n"
        guard let contents = FileManager.default.contents(atPath: main) else {
            throw OperationFailure.cannotWrite(path: main, reason: "it is missing")
        }
        let text = String(decoding: contents, as: UTF8.self)
        if !text.hasSuffix(include) { try writeFile(main, text + include, mode: 0o600, account: account) }
    }

    /// Starts the server and waits until it answers.
    func start() throws {
        try endOrphans()
        let outcome = try program(
            "pg_ctl", "start", "--pgdata=\(data)", "--wait", "--timeout=60", "--silent", "--log=\(data)/server.log"
        ).run()
        guard outcome.exitCode == 0 else {
            let log = FileManager.default.contents(atPath: "\(data)/server.log") ?? Data()
            let lines = String(decoding: log, as: UTF8.self).split(separator: "\n").suffix(6)
            throw OperationFailure.serverDidNotStart(data: data, log: lines.joined(separator: "\n"))
        }
    }

    /// Ends the server.
    ///
    /// - Returns: whether it ran.
    func stop(fast: Bool) throws -> Bool {
        guard isInitialised, try runningPort() != nil else { return false }
        try program(
            "pg_ctl", "stop", "--pgdata=\(data)", "--mode=\(fast ? "fast" : "immediate")", "--wait", "--timeout=60",
            "--silent"
        ).check()
        return true
    }

    /// Removes the cluster's folder, which must look like one.
    func removeData() throws {
        guard isInitialised else { return }
        try FileManager.default.removeItem(atPath: data)
    }

    /// The port of the server when it runs, as its own lock file says.
    func runningPort() throws -> Int? {
        guard let file = FileManager.default.contents(atPath: "\(data)/postmaster.pid") else { return nil }
        // Line 1 is the process, line 4 the port; PostgreSQL's source says so in utils/pidfile.h.
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 3, let process = Int32(lines[0]), let port = Int(lines[3]), worksHere(process) else {
            return nil
        }
        return port
    }

    /// Ends what a killed server left behind: without it no new one starts.
    ///
    /// A backend in the middle of a statement does not notice that its parent
    /// is gone, and keeps the shared memory. It is known by its working
    /// folder, which is the cluster's.
    private func endOrphans() throws {
        guard try runningPort() == nil else { return }
        let orphans = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
            .filter(worksHere)
        for process in orphans { kill(process, SIGQUIT) }
        let deadline = ContinuousClock.now + .seconds(10)
        while orphans.contains(where: worksHere), ContinuousClock.now < deadline {
            usleep(50_000)
        }
    }

    /// Whether a process lives and has the cluster's folder as its working folder.
    private func worksHere(_ process: Int32) -> Bool {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(process)/cwd", &buffer, buffer.count - 1)
        guard count > 0, let resolved = realpath(data, nil) else { return false }
        defer { free(resolved) }
        let folder = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return folder == String(cString: resolved)
    }

    private func program(_ name: String, _ arguments: String...) -> Subprocess {
        var process = Subprocess(programs.path(of: name), arguments)
        process.account = runAs
        return process
    }
}
