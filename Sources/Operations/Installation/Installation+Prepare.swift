package import Migrations
import Postgres
import Settings
package import Vocabulary

extension Installation {
    /// Makes the base and brings it up to date; does nothing to one that is.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Returns: the migrations that were applied.
    @discardableResult
    package func prepareBase(progress: (MigrationPlan.Step) -> Void = { _ in }) throws -> MigrationPlan {
        try makeDatabase(baseDatabase, connectionLimit: nil)
        return try migrate(baseDatabase, progress: progress)
    }

    /// Makes a database that nobody but the provisioner can enter; an existing one is left as it is.
    func makeDatabase(_ name: Identifier, connectionLimit: Int?) throws {
        let server = try connectProvisioner(to: Identifier("postgres"))
        let exists: Bool? = try server.first(
            "select exists (select from pg_database where datname = \(name))"
        ) { row in try row[0] }
        if exists == true { return }
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
    package func migrate(_ database: Identifier, progress: (MigrationPlan.Step) -> Void = { _ in }) throws
        -> MigrationPlan
    {
        let connection = try connectProvisioner(to: database)
        try requireExtensions(connection, database: database)
        return try MigrationPlan.apply(
            migrations(for: scopes(of: database)), to: connection, programVersion: Self.programVersion,
            progress: progress)
    }

    /// Says by name which extension the server lacks, before a migration fails on it.
    private func requireExtensions(_ connection: borrowing Connection, database: Identifier) throws {
        let missing = try connection.first(
            """
            select name from unnest(array['postgis', 'pg_trgm', 'unaccent']) as name
            where not exists (select from pg_available_extensions where pg_available_extensions.name = name.name)
            order by name limit 1
            """
        ) { row -> String in try row[0] }
        if let missing { throw OperationFailure.noExtension(name: missing, database: database.text) }
    }
}
