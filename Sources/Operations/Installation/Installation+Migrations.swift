package import Migrations
import Postgres
import Tenancy
package import Vocabulary

/// What one data database still needs, or was given.
package struct DatabaseMigrations: Sendable {
    package let database: Identifier
    package let plan: MigrationPlan
}

extension Installation {
    /// What every data database still needs, the base first.
    package func migrationPlans() throws -> [DatabaseMigrations] {
        try dataDatabases().map { database in
            let plan = try MigrationPlan(
                files: migrations(for: scopes(of: database)).files,
                ledger: .inspect(connectProvisioner(to: database)), programVersion: Self.programVersion)
            return DatabaseMigrations(database: database, plan: plan)
        }
    }

    /// Brings every data database up to date, the base first; the base is made when it is missing.
    ///
    /// - Parameter progress: called before each file, with the database's name.
    package func migrateAll(progress: (Identifier, MigrationPlan.Step) -> Void) throws -> [DatabaseMigrations] {
        let base = try baseDatabase
        var done = [DatabaseMigrations(database: base, plan: try prepareBase { progress(base, $0) })]
        for database in try dataDatabases() where database != base {
            done.append(DatabaseMigrations(database: database, plan: try migrate(database) { progress(database, $0) }))
        }
        return done
    }

    /// What was applied to every data database, the base first.
    package func migrationLedgers() throws -> [MigrationLedger] {
        try dataDatabases().map { try .inspect(connectProvisioner(to: $0)) }
    }

    /// The base, and the databases of tenants that have one of their own and that exist.
    package func dataDatabases() throws -> [Identifier] {
        let base = try baseDatabase
        let connection = try connectProvisioner()
        let hasRegistry: Bool? = try connection.first("select to_regclass('socle.registry') is not null") { row in
            try row[0]
        }
        guard hasRegistry == true else { return [base] }
        let own = try connection.query(
            """
            select distinct database from socle.registry
            join pg_database on datname = database
            where database <> \(base)
            order by database
            """
        ) { row -> Identifier in try row[0] }
        return [base] + own
    }

    /// The scopes of `sql/` that are for a database.
    func scopes(of database: Identifier) throws -> [MigrationScope] {
        try database == baseDatabase ? [.database, .base] : [.database]
    }
}
