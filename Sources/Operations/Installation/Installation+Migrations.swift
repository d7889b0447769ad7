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
    ///
    /// - Parameter failures: which databases could not be asked.
    package func migrationPlans(failures: inout FailureList) throws -> [DatabaseMigrations] {
        try inEachDataPlace(failures: &failures) { place in
            let plan = try MigrationPlan(
                files: migrations(for: scopes(of: place)).files, ledger: .inspect(connectProvisioner(to: place)),
                programVersion: Self.programVersion)
            return DatabaseMigrations(place: place, plan: plan)
        }
    }

    /// Brings every data database up to date, the base first; the base is made when it is missing.
    ///
    /// - Parameters:
    ///   - failures: which databases could not be brought up to date, and why.
    ///   - progress: called before each file, with the database.
    package func migrateAll(
        failures: inout FailureList, progress: (DataPlace, MigrationPlan.Step) -> Void
    ) throws -> [DatabaseMigrations] {
        let base = try basePlace
        let plan = try prepareBase { progress(base, $0) }
        let others = try inEachDataPlace(failures: &failures) { place in
            place == base ? nil : DatabaseMigrations(place: place, plan: try migrate(place) { progress(place, $0) })
        }
        return [DatabaseMigrations(place: base, plan: plan)] + others.compactMap { $0 }
    }

    /// What was applied to every data database, the base first.
    ///
    /// - Parameter failures: which databases could not be asked.
    package func migrationLedgers(failures: inout FailureList) throws -> [MigrationLedger] {
        try inEachDataPlace(failures: &failures) { try .inspect(connectProvisioner(to: $0)) }
    }

    /// Does something in the base and in each database of a tenant's own; what fails in one keeps no other waiting.
    ///
    /// - Parameter failures: what failed: a server that is gone once, whatever the number of its databases.
    private func inEachDataPlace<Value>(
        failures: inout FailureList, _ body: (DataPlace) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        var closed: [ServerName: (reason: String, places: [DataPlace])] = [:]
        let base = try basePlace
        for place in try dataPlaces() {
            if closed[place.server] != nil {
                // Another attempt would wait as long.
                closed[place.server]?.places.append(place)
                continue
            }
            do {
                values.append(try body(place))
            } catch let failure as ConnectionFailure where place != base {
                switch failure {
                case .unreachable, .timedOut: closed[place.server] = (failure.message, [place])
                default:
                    failures.append(
                        PlacementFailure.closedDatabases(
                            place.server, count: 1, first: place, reason: failure.message))
                }
            } catch let failure as any Failure where place != base {
                failures.append(failure)
            }
        }
        for (server, closed) in closed.sorted(by: { $0.key < $1.key }) {
            failures.append(
                PlacementFailure.closedDatabases(
                    server, count: closed.places.count, first: closed.places[0], reason: closed.reason))
        }
        return values
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
