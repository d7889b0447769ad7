import Cryptography
import Glibc
import Migrations
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@Suite("Migrations", .database)
struct MigrationTests {
    @Test("a second run has nothing to do")
    func secondRun() throws {
        #expect(try TestDatabase.current.installation.prepareBase().isEmpty)
    }

    @Test("the files of sql/ are read once for a command, however often it connects")
    func readOnce() throws {
        let database = TestDatabase.current
        try InstallationFolder.lend { root in
            let settings = Settings(
                root: InstallationRoot(path: root, origin: .checkout), environment: .development,
                values: database.installation.settings.values)
            let installation = Installation(settings: settings)
            _ = try installation.connectMigratedBase()
            unlink("\(root)/sql")
            _ = try installation.connectMigratedBase()
            #expect(throws: MigrationFailure.self) { _ = try Installation(settings: settings).connectMigratedBase() }
        }
    }

    @Test("a released file that was changed is refused by name, and nothing else is done")
    func changedFile() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute(
            """
            update socle.migrations set sha256 = sha256('another text')
            where scope = 'database' and name = '0002_close_public_doors'
            """)
        let failure = #expect(throws: MigrationFailure.self) {
            try TestDatabase.current.installation.prepareBase()
        }
        #expect(failure?.code == "MIG103")
        #expect(failure?.message.contains("sql/database/migrations/0002_close_public_doors.sql") == true)
        #expect(failure?.kind == .conflict)
    }

    @Test("a database of a newer release is refused, and not touched")
    func newerDatabase() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute(
            """
            insert into socle.migrations (scope, name, kind, sha256, duration_ms, program_version)
            values ('database', '9999_from_the_future', 'versioned', sha256('x'), 1, '99.0.0')
            """)
        let failure = #expect(throws: MigrationFailure.self) {
            try TestDatabase.current.installation.prepareBase()
        }
        #expect(failure?.code == "MIG105")
        #expect(failure?.detail?.contains("99.0.0") == true)
    }

    @Test("a file that fails leaves nothing of itself, and those before it stay")
    func failingFile() throws {
        let connection = try TestDatabase.current.connect()
        func file(_ name: String, _ text: String) throws -> MigrationFile {
            MigrationFile(
                scope: .base, kind: .versioned, name: name, text: text, sha256: try SHA256.hash(Array(text.utf8)))
        }
        let known = try TestDatabase.current.installation.migrations(for: MigrationScope.allCases).files
        let first = try file("9001_good", "create table socle.good (n int);")
        let second = try file("9002_bad", "create table socle.half (n int); select 1/0;")
        let folder = MigrationFolder(files: known + [first, second])
        let failure = #expect(throws: MigrationFailure.self) {
            try MigrationPlan.apply(folder, to: connection, programVersion: "test")
        }
        #expect(failure?.message.contains("9002_bad") == true)
        let tables = try connection.query(
            "select to_regclass('socle.good') is not null, to_regclass('socle.half') is not null"
        ) { row -> [Bool] in [try row[0], try row[1]] }
        #expect(tables == [[true, false]])
        #expect(try MigrationLedger.inspect(connection).entries.map(\.name).contains("9001_good"))
    }

    @Test("two runs at once on an empty database make it once, and a tenant's advisory locks stop neither")
    func twoAtOnce() async throws {
        let database = TestDatabase.current
        let empty = try Identifier("\(database.name)_empty")
        try database.connect().execute("create database \(identifier: empty) template template0")
        let tenant = try Connection(to: database.parameters.with(database: empty.text))
        try tenant.execute("select pg_advisory_lock(hashtext('socle migrations'))")
        let installation = database.installation
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...2 { group.addTask { try installation.migrate(DataPlace(database: empty)).steps.count } }
            return try await group.reduce(0, +)
        }
        #expect(applied == (try installation.migrations(for: [.database]).files.count))
        try database.connect().execute("drop database \(identifier: empty) with (force)")
    }

    @Test("a repeatable file is applied again when it changes, and only then")
    func changedRepeatable() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute(
            "update socle.migrations set sha256 = sha256('old') where scope = 'base' and name = '90_grants'")
        let plan = try TestDatabase.current.installation.prepareBase()
        #expect(plan.steps.map(\.file.name) == ["90_grants"])
        #expect(plan.steps.map(\.reason) == [.changed])
    }
}
