package import Migrations
import Postgres
import Tenancy
package import Vocabulary

/// What one data database still needs, or was given.
package struct DatabaseMigrations: Sendable {
    package let place: DataPlace
    package let plan: MigrationPlan
}

extension Installation {
    /// What every data database still needs, the base first.
    package func migrationPlans() throws -> [DatabaseMigrations] {
        try dataPlaces().map { place in
            let plan = try MigrationPlan(
                files: migrations(for: scopes(of: place)).files, ledger: .inspect(connectProvisioner(to: place)),
                programVersion: Self.programVersion)
            return DatabaseMigrations(place: place, plan: plan)
        }
    }

    /// Brings every data database up to date, the base first; the base is made when it is missing.
    ///
    /// - Parameter progress: called before each file, with the database.
    package func migrateAll(progress: (DataPlace, MigrationPlan.Step) -> Void) throws -> [DatabaseMigrations] {
        let base = try basePlace
        var done = [DatabaseMigrations(place: base, plan: try prepareBase { progress(base, $0) })]
        for place in try dataPlaces() where place != base {
            done.append(DatabaseMigrations(place: place, plan: try migrate(place) { progress(place, $0) }))
        }
        return done
    }

    /// What was applied to every data database, the base first.
    package func migrationLedgers() throws -> [MigrationLedger] {
        try dataPlaces().map { try .inspect(connectProvisioner(to: $0)) }
    }

    /// The base, and the databases of tenants that have one of their own and that exist.
    package func dataPlaces() throws -> [DataPlace] {
        let base = try basePlace
        let connection = try connectProvisioner()
        let hasRegistry: Bool? = try connection.first("select to_regclass('socle.registry') is not null") { row in
            try row[0]
        }
        guard hasRegistry == true else { return [base] }
        let own = try connection.query(
            """
            select distinct server, database from socle.registry
            where (server, database) <> (\(base.server), \(base.database)) and state in ('active', 'suspended')
                and (server <> \(base.server) or exists (select from pg_database where datname = database))
            order by server, database
            """
        ) { row in DataPlace(server: try row[0], database: try row[1]) }
        return [base] + own
    }

    /// The scopes of `sql/` that are for a database.
    func scopes(of place: DataPlace) throws -> [MigrationScope] {
        try place == basePlace ? [.database, .base] : [.database]
    }
}
