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
        try requireRelease(base, of: basePlace)
        try requireEnvironment(base)
        return base
    }

    /// Refuses a database that is not of this release: an older program would not know what it does there.
    func requireRelease(_ connection: borrowing Connection, of place: DataPlace) throws {
        let plan = try MigrationPlan(
            files: migrations(for: scopes(of: place)).files, ledger: .inspect(connection),
            programVersion: Self.programVersion)
        guard plan.isEmpty else {
            throw MigrationFailure.pending(database: place.description, count: plan.steps.count)
        }
    }
}
