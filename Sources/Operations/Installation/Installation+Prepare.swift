package import Migrations
import Postgres
import Settings
import Tenancy
package import Vocabulary

extension Installation {
    /// Makes the base and brings it up to date; does nothing to one that is.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Returns: the migrations that were applied.
    /// - Throws: ``OperationFailure/noExtension(name:major:)`` before anything is made.
    @discardableResult
    package func prepareBase(progress: (MigrationPlan.Step) -> Void = { _ in }) throws -> MigrationPlan {
        try requireExtensions(connectProvisioner(to: Identifier("postgres")))
        try makeDatabase(baseDatabase, connectionLimit: nil)
        let plan = try migrate(basePlace, progress: progress)
        let base = try connectProvisioner()
        try base.execute(
            "insert into socle.installation (environment) values (\(settings.environment)) on conflict do nothing")
        try requireEnvironment(base)
        try markCluster(of: base)
        return plan
    }

    /// Marks the base's cluster, so that no other installation registers it; one that was there before is left.
    private func markCluster(of base: borrowing Connection) throws {
        let isMarked: Bool? = try base.first(
            "select exists (select from pg_roles where rolname = \(ClusterMark.role))"
        ) { row in try row[0] }
        if isMarked == true { return }
        do {
            try ClusterMark(installation: installationID(in: base), environment: settings.environment, server: .base)
                .put(on: base)
        } catch SQLState.duplicateObject, SQLState.uniqueViolation {
            // Another base of the same cluster was faster.
        }
    }

    /// The extensions that `sql/` adds to every data database.
    package static let extensions = DataSide.extensions

    /// Whether the server of a connection has a database.
    func databaseExists(_ name: Identifier, asking connection: borrowing Connection) throws -> Bool {
        try connection.first("select exists (select from pg_database where datname = \(name))") { row in
            try row[0]
        } ?? false
    }

    /// Makes a database that nobody but the provisioner can enter; an existing one is left as it is.
    func makeDatabase(_ name: Identifier, on serverName: ServerName = .base, connectionLimit: Int?) throws {
        let server = try connectProvisioner(to: DataPlace(server: serverName, database: Identifier("postgres")))
        if try databaseExists(name, asking: server) { return }
        do {
            try server.execute(
                """
                create database \(identifier: name) template template0 encoding 'UTF8' locale 'C.UTF-8'
                connection limit \(raw: String(connectionLimit ?? -1))
                """)
        } catch let failure as ServerFailure
            where failure.sqlState == .duplicateDatabase
            || failure.constraint == "pg_database_datname_index"
        {
            // Another run made it a moment ago, and its rights too.
            return
        }
        try server.execute("revoke all on database \(identifier: name) from public")
    }

    /// Brings a data database up to date.
    @discardableResult
    package func migrate(_ place: DataPlace, progress: (MigrationPlan.Step) -> Void = { _ in }) throws
        -> MigrationPlan
    {
        let connection = try connectProvisioner(to: place)
        try requireExtensions(connection)
        try followPgaudit(connection)
        return try MigrationPlan.apply(
            migrations(for: scopes(of: place)), to: connection, programVersion: Self.programVersion,
            progress: progress)
    }

    /// Adds pgaudit to a database whose server has loaded it since, and takes it from one whose server no longer does.
    ///
    /// Before the migrations, which would fail on event triggers without their library.
    private func followPgaudit(_ connection: borrowing Connection) throws {
        let isMigrated: Bool? = try connection.first("select to_regprocedure('socle.follow_pgaudit()') is not null") {
            row in try row[0]
        }
        if isMigrated == true { try connection.execute("select socle.follow_pgaudit()") }
    }

    /// Says by name which extension the server lacks, before anything fails on it half way.
    private func requireExtensions(_ connection: borrowing Connection) throws {
        let missing = try connection.first(
            """
            select name from unnest(\(Self.extensions)::text[]) as wanted (name)
            where name not in (select name from pg_available_extensions)
            order by name limit 1
            """
        ) { row -> String in try row[0] }
        if let missing { throw OperationFailure.noExtension(name: missing, major: connection.serverVersion / 10_000) }
    }
}
