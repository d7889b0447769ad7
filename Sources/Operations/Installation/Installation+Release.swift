import Migrations
package import Postgres
import Vocabulary

extension Installation {
    /// Opens the base as provisioner, once it is sure to be of this release and of this environment.
    ///
    /// - Throws: ``MigrationFailure``: migrations are missing, or the base is of a newer release;
    ///   ``OperationFailure/otherEnvironment(database:of:)``.
    package func connectMigratedBase() throws -> Connection {
        let base = try connectProvisioner()
        try requireRelease(base, database: baseDatabase)
        try requireEnvironment(base)
        return base
    }

    /// Refuses a database that is not of this release: an older program would not know what it does there.
    func requireRelease(_ connection: borrowing Connection, database: Identifier) throws {
        let plan = try MigrationPlan(
            files: migrations(for: scopes(of: database)).files, ledger: .inspect(connection),
            programVersion: Self.programVersion)
        guard plan.isEmpty else {
            throw MigrationFailure.pending(database: database.text, count: plan.steps.count)
        }
    }
}
