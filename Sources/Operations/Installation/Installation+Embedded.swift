import FoundationEssentials
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

    /// Ends the embedded server and removes its data, its keys and its secrets for good.
    ///
    /// - Returns: the folder of the cluster, or nil when there was none.
    package func resetEmbeddedServer() throws -> String? {
        try requireEmbedded()
        guard FileManager.default.fileExists(atPath: settings.stateDirectory) else { return nil }
        let lock = try lockState()
        defer { lock.release() }
        let data = try embeddedServer.remove()
        for path in [keyFolder, settings.rootKeyFile, runtimePasswordFile]
        where FileManager.default.fileExists(atPath: path) {
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
