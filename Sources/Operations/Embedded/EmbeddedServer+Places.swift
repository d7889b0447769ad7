import FoundationEssentials
import Glibc
import Settings
import Subprocess

extension EmbeddedServer {
    /// The cluster of the state folder, or nil when none was made.
    ///
    /// - Throws: ``OperationFailure``: it is another account's, or its release of PostgreSQL is gone.
    func existingCluster(_ record: EmbeddedServerRecord?) throws -> EmbeddedCluster? {
        var places = [belowState, elsewhere]
        // A state folder that was moved takes a cluster that lies elsewhere along; a copied one does not.
        if let record, record.data.hasPrefix("\(Self.home)/"),
            record.state == state || !FileManager.default.fileExists(atPath: record.state)
        {
            places.append(record.data)
        }
        let current = try Account.current()
        // What belongs to another account cannot be looked into, but is there.
        if !current.isRoot, let foreign = try places.first(where: { try owner(of: $0).map { $0 != current } ?? false })
        {
            throw OperationFailure.foreignFolder(path: foreign, owner: current.name)
        }
        guard let data = places.first(where: EmbeddedCluster.isInitialised), let account = try owner(of: data) else {
            return nil
        }
        let programs = try PostgresPrograms.serving(data, remembered: record?.data == data ? record?.programs : nil)
        return try EmbeddedCluster(programs: programs, data: data, account: account)
    }

    /// The cluster that is still to be made.
    func newCluster() throws -> EmbeddedCluster {
        // pg_ctl hands the folder to a shell between double quotes.
        if let character = state.first(where: { "\"$`\\\n".contains($0) }) {
            throw OperationFailure.unusableFolder(path: state, character: character)
        }
        let current = try Account.current()
        // PostgreSQL refuses to run as root, so that Debian's own account for it is borrowed.
        let account = current.isRoot ? try Account.named("postgres") : current
        return try EmbeddedCluster(
            programs: .find(), data: canEnter(state, account) ? belowState : elsewhere, account: account)
    }

    /// Where clusters lie whose account cannot enter their state folder.
    private static let home = "/var/lib/socle"

    private var belowState: String { "\(state)/postgres" }

    private var elsewhere: String { "\(Self.home)/\(fingerprint(of: state))" }

    /// The account to which a folder belongs, or nil when there is no folder.
    private func owner(of path: String) throws -> Account? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return try Account.withIdentifier(facts.st_uid)
    }

    /// The short folder of the socket.
    func socketFolder(for account: Account) -> String {
        "/tmp/socle-\(account.userID)-\(fingerprint(of: state))"
    }

    /// Makes the private folder of the socket, or finds it made.
    func makeSocketFolder(for account: Account) throws -> String {
        let path = socketFolder(for: account)
        // Everybody may write in /tmp and guess the name. What was made here nobody else can exchange,
        // but what was there before is looked at and never changed: it could be a link to anywhere.
        if mkdir(path, 0o700) == 0 {
            try giveFile(path, to: account)
        } else if errno != EEXIST {
            throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == account.userID,
            facts.st_mode & 0o777 == 0o700
        else { throw OperationFailure.foreignFolder(path: path, owner: account.name) }
        return path
    }

    /// Removes a socket's folder, unless it is not one of the account's.
    func removeSocketFolder(_ path: String, of account: Account) {
        var facts = stat()
        guard path.hasPrefix("/tmp/socle-\(account.userID)-"), !path.dropFirst(5).contains("/"),
            lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == account.userID
        else { return }
        // An empty folder that stays harms nobody.
        try? removeFolder(path, of: account)
    }

    /// The port of before, or the first of a range that no system hands out by itself.
    func freePort(preferring old: Int?, except taken: Set<Int>) throws -> Int {
        let ports = [old].compactMap { $0 } + Array(15432...15999)
        if let port = ports.first(where: { !taken.contains($0) && isFreePort($0) }) { return port }
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

/// Whether a server could listen on a port of the loopback address.
func isFreePort(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // It is not listened on: that would disturb a server which starts at this moment.
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
