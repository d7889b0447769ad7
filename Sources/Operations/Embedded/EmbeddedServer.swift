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
///
/// Whether there is a cluster and whether it runs is inspected each time. The
/// record only tells the other commands the way; lost, it is written again.
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
    ///
    /// - Throws: ``SettingsFailure/damagedServerRecord(path:)``.
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

        let old = try readableRecord()
        let cluster = try existingCluster(old) ?? newCluster()
        if let running = try cluster.waitUntilReady() {
            let record = record(of: cluster, socket: running.socket, port: running.port)
            if record != old { try write(record) }
            return (record, false)
        }
        if !cluster.isInitialised { try cluster.initialise(purpose) }
        let socket = try makeSocketFolder(for: cluster.account)
        // A state folder that was moved had another one; a copied one shows that of a server which may run.
        if let old, old.state != state, !FileManager.default.fileExists(atPath: old.state) {
            removeSocketFolder(old.socket, of: cluster.account)
        }
        // A killed server leaves its socket with a lock file, whose number another process may have by now.
        for name in try FileManager.default.contentsOfDirectory(atPath: socket) { unlink("\(socket)/\(name)") }
        var taken: Set<Int> = []
        while true {
            let port = try freePort(preferring: old?.port, except: taken)
            let record = record(of: cluster, socket: socket, port: port)
            try cluster.configure(record, purpose: purpose)
            try write(record)
            do {
                try cluster.start()
                return (record, true)
            } catch OperationFailure.serverDidNotStart(_, let log)
                where log.contains(Self.portTaken) && taken.count < 20
            {
                // Another server took the port since it was looked at.
                taken.insert(port)
            }
        }
    }

    /// PostgreSQL's word for a port that is not free; its messages are in English, as `postgresql.conf` says.
    private static let portTaken = "could not create any TCP/IP sockets"

    /// Ends the server.
    ///
    /// - Returns: whether one was running.
    package func stop() throws -> Bool {
        guard let cluster = try existingCluster(readableRecord()) else { return false }
        let lock = try FileLock(path: "\(state)/lock")
        defer { lock.release() }
        return try cluster.stop(fast: true)
    }

    /// Ends the server and removes the cluster, its socket and its record.
    ///
    /// - Returns: the folder that was removed, or nil when there was no cluster.
    package func remove() throws -> String? {
        let cluster = try existingCluster(readableRecord())
        if let cluster {
            let lock = try FileLock(path: "\(state)/lock")
            defer { lock.release() }
            _ = try cluster.stop(fast: purpose == .keeping)
            try cluster.removeData()
            removeSocketFolder(socketFolder(for: cluster.account), of: cluster.account)
        }
        if FileManager.default.fileExists(atPath: recordFile) { try FileManager.default.removeItem(atPath: recordFile) }
        return cluster?.data
    }

    /// The cluster's folder, or nil when there is none.
    package func dataFolder() throws -> String? {
        try existingCluster(readableRecord())?.data
    }

    /// The port of the server when it runs.
    package func runningPort() throws -> Int? {
        try existingCluster(readableRecord())?.running()?.port
    }

    /// The record when it can be read: what matters is in the cluster's own files.
    private func readableRecord() throws -> EmbeddedServerRecord? {
        do {
            return try record()
        } catch SettingsFailure.damagedServerRecord {
            return nil
        }
    }

    private func record(of cluster: EmbeddedCluster, socket: String, port: Int) -> EmbeddedServerRecord {
        EmbeddedServerRecord(
            state: state, programs: cluster.programs.folder, data: cluster.data, socket: socket, port: port,
            account: cluster.account.name)
    }

    private func write(_ record: EmbeddedServerRecord) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try writeFile(recordFile, String(decoding: encoder.encode(record), as: UTF8.self) + "\n", mode: 0o644)
    }
}
