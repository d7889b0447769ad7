import Postgres
import Settings
import Vocabulary

extension Installation {
    /// Refuses a base that belongs to another environment than the one that is meant.
    ///
    /// A slip in `--environment` would else make tenants of one stage on the server of another.
    ///
    /// - Throws: ``OperationFailure/otherEnvironment(database:of:)``.
    func requireEnvironment(_ base: borrowing Connection) throws {
        let environment: DeploymentEnvironment? = try base.first("select environment from socle.installation") { row in
            try row[0]
        }
        guard let environment, environment != settings.environment else { return }
        throw OperationFailure.otherEnvironment(database: try baseDatabase.text, of: environment)
    }
}
