import Glibc
package import Migrations
package import Postgres
package import Settings
import Subprocess
package import Vocabulary

/// The platform as it is installed: its settings, and how its parts are reached.
package struct Installation: Sendable {
    package let settings: Settings

    private let migrationFiles: MigrationFiles

    package init(settings: Settings) {
        self.settings = settings
        migrationFiles = MigrationFiles(folder: settings.root.path(of: "sql"))
    }

    /// The release, as the ledger and `socle --version` show it.
    package static let programVersion = "0.1.0"

    /// Name of the base.
    ///
    /// - Throws: a failure of the settings when no server is configured.
    package var baseDatabase: Identifier {
        get throws { try Identifier(settings.provisioner().database ?? Settings.baseDatabase) }
    }

    /// The base as a place.
    package var basePlace: DataPlace {
        get throws { DataPlace(database: try baseDatabase) }
    }

    /// Opens a connection as the provisioner of the base's server.
    ///
    /// - Parameter database: the base when not given.
    /// - Throws: ``OperationFailure/embeddedServerStopped`` or ``ConnectionFailure``.
    package func connectProvisioner(to database: Identifier? = nil) throws -> Connection {
        var parameters = try settings.provisioner()
        if let database { parameters.database = database.text }
        parameters.applicationName = Self.applicationName
        do {
            return try Connection(to: platformSession(parameters))
        } catch let failure as ConnectionFailure {
            if case .unreachable = failure, settings.usesEmbeddedServer, try embeddedServer.runningPort() == nil {
                throw OperationFailure.embeddedServerStopped
            }
            throw failure
        }
    }

    /// What a session of the provisioner calls itself, so that who waits for it knows whom to ask.
    static let applicationName =
        "socle of \((try? Account.current().name) ?? "account \(geteuid())"), process \(getpid())"

    /// The server of the state folder, which may not exist.
    var embeddedServer: EmbeddedServer { EmbeddedServer(state: settings.stateDirectory) }

    /// The files of `sql/` for the base, or for another data database.
    package func migrations(for scopes: [MigrationScope]) throws -> MigrationFolder {
        try migrationFiles.files(for: scopes)
    }
}
