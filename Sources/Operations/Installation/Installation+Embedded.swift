import FoundationEssentials
import Glibc
package import Migrations
package import Settings

extension Installation {
    /// What starting the embedded server did.
    package struct EmbeddedStart: Sendable {
        package let record: EmbeddedServerRecord
        /// Whether it was not running before.
        package let wasStarted: Bool
        package let migrations: MigrationPlan
    }

    /// Starts the embedded server with keys, base and runtime login, making what is not there yet.
    ///
    /// A second call at the same time waits for the first.
    ///
    /// - Throws: ``OperationFailure/notEmbedded`` when the settings name another server, or a
    ///   failure of the vault, before anything is started.
    package func startEmbeddedServer() throws -> EmbeddedStart {
        try requireEmbedded()
        try makeFolder(settings.stateDirectory, mode: 0o711)
        let lock = try lockState()
        defer { lock.release() }
        try prepareState()
        // A wrong root key is known before anything is made that it could not open.
        _ = try openVault()
        let (record, wasStarted) = try embeddedServer.start()
        let migrations = try prepareBase()
        try prepareRuntimeLogin()
        return EmbeddedStart(record: record, wasStarted: wasStarted, migrations: migrations)
    }

    /// Ends the embedded server.
    ///
    /// - Returns: whether it was running.
    package func stopEmbeddedServer() throws -> Bool {
        try requireEmbedded()
        stopGuard()
        return try embeddedServer.stop()
    }

    /// The embedded server as it was last started, and whether it runs now; nil when there never was one.
    package func embeddedServerStatus() throws -> (record: EmbeddedServerRecord, isRunning: Bool)? {
        try requireEmbedded()
        guard let record = try embeddedServer.record(), record.state == settings.stateDirectory else { return nil }
        return (record, try embeddedServer.runningPort() != nil)
    }

    /// The folder of the embedded server's cluster, or nil when there is none.
    package func embeddedServerData() throws -> String? {
        try requireEmbedded()
        return try embeddedServer.dataFolder()
    }

    /// A root key file that a reset leaves alone, since it lies outside the state folder and may be somebody else's too.
    package func rootKeyKeptByReset() -> String? {
        let path = settings.rootKeyFile
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let state = Self.realPath(settings.stateDirectory)
        let real = Self.realPath(folder)
        return real == state || real.hasPrefix("\(state)/") ? nil : path
    }

    /// A path without links and dots; the path itself when nothing is there.
    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Ends the embedded server and removes its data, its keys and its secrets for good.
    ///
    /// Nothing outside the state folder is removed: ``rootKeyKeptByReset()``.
    ///
    /// - Returns: the folder of the cluster, or nil when there was none.
    package func resetEmbeddedServer() throws -> String? {
        try requireEmbedded()
        guard FileManager.default.fileExists(atPath: settings.stateDirectory) else { return nil }
        let lock = try lockState()
        defer { lock.release() }
        stopGuard()
        let data = try embeddedServer.remove()
        let kept = rootKeyKeptByReset()
        for path in [keyFolder, settings.rootKeyFile, runtimePasswordFile]
        where path != kept && FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        return data
    }

    /// Waits until nobody else starts or removes the embedded server.
    private func lockState() throws -> FileLock {
        try FileLock(path: "\(settings.stateDirectory)/start.lock")
    }

    private func requireEmbedded() throws {
        guard settings.usesEmbeddedServer else { throw OperationFailure.notEmbedded }
    }
}
