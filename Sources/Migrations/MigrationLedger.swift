package import FoundationEssentials
package import Postgres

/// What a database says was applied to it.
package struct MigrationLedger: Sendable {
    /// A file as it was last applied.
    package struct Entry: Sendable {
        package let scope: String
        package let name: String
        package let kind: MigrationFile.Kind
        package let sha256: [UInt8]
        package let appliedAt: Date
        package let appliedBy: String
        package let milliseconds: Int
        package let programVersion: String

        package init(
            scope: String, name: String, kind: MigrationFile.Kind, sha256: [UInt8], appliedAt: Date, appliedBy: String,
            milliseconds: Int, programVersion: String
        ) {
            self.scope = scope
            self.name = name
            self.kind = kind
            self.sha256 = sha256
            self.appliedAt = appliedAt
            self.appliedBy = appliedBy
            self.milliseconds = milliseconds
            self.programVersion = programVersion
        }
    }

    /// The database's name.
    package let database: String
    package let entries: [Entry]

    package init(database: String, entries: [Entry]) {
        self.database = database
        self.entries = entries
    }

    /// Reads the ledger; a database without one has nothing applied.
    package static func inspect(_ connection: borrowing Connection) throws -> MigrationLedger {
        let found: (database: String, hasLedger: Bool)? = try connection.first(
            "select current_database(), to_regclass('socle.migrations') is not null"
        ) { row in (try row[0], try row[1]) }
        guard let found, found.hasLedger else {
            return MigrationLedger(database: found?.database ?? "", entries: [])
        }
        let entries = try connection.query(
            """
            select scope, name, kind, sha256, applied_at, applied_by, duration_ms, program_version
            from socle.migrations
            order by applied_at, scope, name
            """
        ) { row in
            Entry(
                scope: try row[0], name: try row[1], kind: try row[2] == "versioned" ? .versioned : .repeatable,
                sha256: try row[3], appliedAt: try row[4], appliedBy: try row[5], milliseconds: try row[6],
                programVersion: try row[7])
        }
        return MigrationLedger(database: found.database, entries: entries)
    }

    /// Whether the database has a ledger; the first migration makes it.
    static func exists(in connection: borrowing Connection) throws -> Bool {
        try connection.first("select to_regclass('socle.migrations') is not null") { row in try row[0] } ?? false
    }

    /// The entry of a file, or nil when it was never applied.
    package func entry(of file: MigrationFile) -> Entry? {
        entries.first { $0.scope == file.scope.rawValue && $0.name == file.name }
    }
}
