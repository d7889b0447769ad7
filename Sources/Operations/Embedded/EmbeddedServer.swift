import FoundationEssentials
import Glibc
import Postgres
package import Settings
import Subprocess
import Vocabulary

/// A private PostgreSQL cluster that belongs to one checkout and to nobody else.
///
/// Nothing else on the machine changes: the cluster lies in the state folder,
/// or under `/var/lib/socle` when the server's account cannot enter that; its
/// socket lies in a short folder of its own, since a socket's path has at most
/// 107 bytes. The provisioner comes in by peer authentication, everybody else
/// by SCRAM, and `trust` stands nowhere.
package struct EmbeddedServer: Sendable {
    /// What a cluster is made for.
    package enum Purpose: Sendable {
        /// Data that shall survive a crash.
        case keeping
        /// A test run, which nobody will miss: nothing waits for the disk.
        case throwaway
    }

    /// Folder of the record, the root key and, if it can be entered, the cluster.
    package let state: String
    package let purpose: Purpose

    package init(state: String, purpose: Purpose = .keeping) {
        self.state = state
        self.purpose = purpose
    }

    /// The file in which a started server is written down.
    var recordFile: String { "\(state)/server.json" }

    /// The server as it was last written down, or nil when there never was one.
    package func record() throws -> EmbeddedServerRecord? {
        guard let data = FileManager.default.contents(atPath: recordFile) else { return nil }
        guard let record = try? JSONDecoder().decode(EmbeddedServerRecord.self, from: data) else {
            throw SettingsFailure.damagedServerRecord(path: recordFile)
        }
        return record
    }

    /// Starts the server, making the cluster first when there is none.
    ///
    /// - Returns: the record, and whether the server had to be started.
    /// - Throws: ``OperationFailure`` or a failure of the file system or of PostgreSQL's programs.
    package func start() throws -> (record: EmbeddedServerRecord, wasStarted: Bool) {
        try makeFolder(state, mode: 0o711)
        let lock = try FileLock(path: "\(state)/lock")
        defer { lock.release() }

        let old = try record()
        // A cluster is served by the release that made it, also when a newer one was installed since.
        let programs = try old.map { PostgresPrograms(folder: $0.programs) } ?? PostgresPrograms.find()
        let account = try serverAccount()
        let cluster = try EmbeddedCluster(
            programs: programs, data: old?.data ?? dataFolder(for: account), account: account)
        if let old, let port = try cluster.runningPort() {
            return (old.with(port: port), false)
        }
        if !cluster.isInitialised { try cluster.initialise() }
        let socket = try makeSocketFolder(for: account)
        let record = EmbeddedServerRecord(
            programs: programs.folder, data: cluster.data, socket: socket,
            port: try freePort(preferring: old?.port), account: account.name)
        try cluster.configure(record, purpose: purpose)
        try write(record)
        try cluster.start()
        return (record, true)
    }

    /// Ends the server.
    ///
    /// - Returns: whether one was running.
    package func stop() throws -> Bool {
        guard let record = try record() else { return false }
        let lock = try FileLock(path: "\(state)/lock")
        defer { lock.release() }
        return try cluster(of: record).stop(fast: true)
    }

    /// Ends the server and removes the cluster, its socket and its record.
    ///
    /// - Returns: the folder that was removed, or nil when there was no cluster.
    package func remove() throws -> String? {
        guard let record = try record() else { return nil }
        let lock = try FileLock(path: "\(state)/lock")
        defer { lock.release() }
        let cluster = try cluster(of: record)
        _ = try cluster.stop(fast: purpose == .keeping)
        try cluster.removeData()
        for path in [record.socket, recordFile] where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        return cluster.data
    }

    /// Whether the server answers, and on which port.
    package func runningPort() throws -> Int? {
        guard let record = try record() else { return nil }
        return try cluster(of: record).runningPort()
    }

    private func cluster(of record: EmbeddedServerRecord) throws -> EmbeddedCluster {
        try EmbeddedCluster(
            programs: PostgresPrograms(folder: record.programs), data: record.data, account: .named(record.account))
    }

    private func write(_ record: EmbeddedServerRecord) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try writeFile(recordFile, String(decoding: encoder.encode(record), as: UTF8.self) + "\n", mode: 0o644)
    }
}

extension EmbeddedServerRecord {
    fileprivate func with(port: Int) -> EmbeddedServerRecord {
        EmbeddedServerRecord(programs: programs, data: data, socket: socket, port: port, account: account)
    }
}

// MARK: - Places

extension EmbeddedServer {
    /// PostgreSQL refuses to run as root, so that Debian's own account for it is borrowed.
    private func serverAccount() throws -> Account {
        let current = try Account.current()
        return current.isRoot ? try Account.named("postgres") : current
    }

    /// The cluster's folder: below the state folder, or elsewhere when that cannot be entered.
    private func dataFolder(for account: Account) throws -> String {
        // pg_ctl hands the folder to a shell between double quotes.
        if let character = state.first(where: { "\"$`\\\n".contains($0) }) {
            throw OperationFailure.unusableFolder(path: state, character: character)
        }
        let below = "\(state)/postgres"
        if canEnter(state, account) { return below }
        return "/var/lib/socle/\(fingerprint(of: state))"
    }

    private func makeSocketFolder(for account: Account) throws -> String {
        let path = "/tmp/socle-\(account.userID)-\(fingerprint(of: state))"
        try makeFolder(path, mode: 0o700, account: account)
        // The folder's name can be guessed, so another account may have made it first.
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == account.userID,
            facts.st_mode & 0o077 == 0
        else { throw OperationFailure.foreignFolder(path: path) }
        return path
    }

    /// The port of before, or the first of a range that no system hands out by itself.
    private func freePort(preferring old: Int?) throws -> Int {
        if let port = ([old].compactMap { $0 } + Array(15432...15999)).first(where: isFreePort) { return port }
        throw OperationFailure.noFreePort
    }
}

/// Sixteen hexadecimal digits that tell folders apart (FNV-1a).
private func fingerprint(of path: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

private func isFreePort(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

/// Whether an account may pass through a folder and all above it.
private func canEnter(_ path: String, _ account: Account) -> Bool {
    var folder = path
    while true {
        var facts = stat()
        guard stat(folder, &facts) == 0 else { return false }
        let mode = facts.st_mode
        let enters =
            facts.st_uid == account.userID
            ? mode & 0o100 != 0 : facts.st_gid == account.groupID ? mode & 0o010 != 0 : mode & 0o001 != 0
        guard enters || account.isRoot else { return false }
        guard folder != "/", let slash = folder.lastIndex(of: "/") else { return true }
        folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
}
