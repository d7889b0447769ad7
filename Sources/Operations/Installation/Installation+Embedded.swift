import FoundationEssentials
package import Migrations
package import Settings

extension Installation {
    private var embeddedServer: EmbeddedServer { EmbeddedServer(state: settings.stateDirectory) }

    /// What starting the embedded server did.
    package struct EmbeddedStart: Sendable {
        package let record: EmbeddedServerRecord
        /// Whether it was not running before.
        package let wasStarted: Bool
        package let migrations: MigrationPlan
    }

    /// Starts the embedded server with keys, base and runtime login, making what is not there yet.
    ///
    /// - Throws: ``OperationFailure/notEmbedded`` when the settings name another server.
    package func startEmbeddedServer() throws -> EmbeddedStart {
        try requireEmbedded()
        try prepareState()
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
        guard let record = try embeddedServer.record() else { return nil }
        return (record, try embeddedServer.runningPort() != nil)
    }

    /// Ends the embedded server and removes its data, its keys and its secrets for good.
    ///
    /// - Returns: the folder of the cluster, or nil when there was none.
    package func resetEmbeddedServer() throws -> String? {
        try requireEmbedded()
        let data = try embeddedServer.remove()
        for path in [keyFolder, settings.rootKeyFile, runtimePasswordFile]
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        return data
    }

    private func requireEmbedded() throws {
        guard settings.usesEmbeddedServer else { throw OperationFailure.notEmbedded }
    }
}
