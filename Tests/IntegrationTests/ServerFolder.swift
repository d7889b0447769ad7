import Dispatch
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Synchronization
import TestServer
import Testing
import Vocabulary

/// A folder for embedded servers, which are ended and removed with it.
enum ServerFolder {
    /// What the folders of all tests lie in; a watchman ends what a test that was killed leaves there.
    private static let home = Result {
        let path = "/tmp/socle-servers-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try TestCluster.endWithThisProcess(folder: path)
        return path
    }

    /// A folder's name that is long for a socket and has what a shell could stumble over.
    static let name = "Données de l'été, relevées à Saint-Étienne-du-Rouvray et à Sainte-Geneviève-des-Bois"

    /// Makes a folder, lends it, and ends every server below it.
    static func lend<Value>(_ body: (String) throws -> Value) throws -> Value {
        let outer = "\(try home.get())/\(randomWord(8))"
        let folder = "\(outer)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #require(folder.utf8.count > 107)
        defer {
            // What cannot be removed here is the watchman's.
            try? removeServers(below: folder)
            try? FileManager.default.removeItem(atPath: outer)
        }
        return try body(folder)
    }

    private static func removeServers(below folder: String) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix("server.json") {
            let state = path == "server.json" ? folder : "\(folder)/\(path.dropLast("/server.json".count))"
            _ = try EmbeddedServer(state: state, purpose: .throwaway).remove()
        }
    }

    /// The platform with the embedded server of a state folder.
    static func installation(state: String, root: InstallationRoot = TestCluster.root) -> Installation {
        Installation(
            settings: Settings(
                root: root, environment: .development,
                values: [ResolvedSetting(setting: .state, value: state, origin: .byDefault)]))
    }
}

extension EmbeddedServerRecord {
    /// Number of the server's first process.
    var process: pid_t {
        get throws {
            let file = FileManager.default.contents(atPath: "\(data)/postmaster.pid") ?? Data()
            return try #require(pid_t(String(decoding: file, as: UTF8.self).prefix { $0.isNumber }))
        }
    }

    /// How a role reaches the server by its socket.
    func bySocket(_ user: String = Settings.provisionerLogin, to database: String = "postgres") -> ConnectionParameters
    {
        ConnectionParameters(host: socket, port: port, database: database, user: user)
    }

    /// How a role reaches the server over TCP.
    func byTCP(_ user: String, to database: String = "postgres") -> ConnectionParameters {
        ConnectionParameters(host: "127.0.0.1", port: port, database: database, user: user)
    }
}

/// Calls a closure several times at once, and waits for all.
func atOnce<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Value) throws -> [Value] {
    let results = Mutex<[Int: Result<Value, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let result = Result { try body(index) }
        results.withLock { $0[index] = result }
    }
    return try results.withLock { found in
        try (0..<count).map { try #require(found[$0]).get() }
    }
}
