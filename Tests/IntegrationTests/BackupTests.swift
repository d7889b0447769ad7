import Backup
import FoundationEssentials
import Glibc
import Journal
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Backups of one tenant", .database)
struct BackupTests {
    private let database = TestDatabase.current

    /// A tenant with tables of hostile names, types of extensions, and everything that hangs on a table.
    static func makeTenant(in database: TestDatabase, rows: Int = 500) throws -> TenantIdentifier {
        let tenant = try database.makeTenant(channels: [.metabase])
        let etl = try Connection(
            to: database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        let schema = SQL(raw: "\(tenant)_economie")
        for statement in try OddObjects.statements(schema: schema, rows: rows) { try etl.execute(statement) }
        return tenant
    }

    @Test("what was backed up is opened, restored aside, and is what it was")
    func roundTrip() throws {
        let tenant = try Self.makeTenant(in: database)
        let folder = "\(database.installation.settings.stateDirectory)/backup"
        let operation = try database.installation.backUp(tenant, to: folder) { _ in }
        #expect(operation.state == .completed)
        let manifest = try database.installation.checkBackup(in: folder)
        #expect(manifest.rows > 1000)
        #expect(manifest.roles.contains { $0.name == "\(tenant)_etl" && $0.canLogin })
        // Nothing that a tenant wrote lies there to be read.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let content = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            #expect(content.firstRange(of: Data("visible".utf8)) == nil, "\(name)")
            #expect(content.firstRange(of: Data("PGDMP".utf8)) == nil, "\(name)")
            var facts = stat()
            lstat("\(folder)/\(name)", &facts)
            #expect(facts.st_mode & 0o077 == 0)
        }
        // A folder that cannot be made begins nothing that would keep others from the tenant.
        #expect(throws: BackupFailure.exists(path: folder)) {
            try database.installation.backUp(tenant, to: folder) { _ in }
        }
        #expect(throws: BackupFailure.cannotWrite(path: "/nowhere/backup", reason: "No such file or directory")) {
            try database.installation.backUp(tenant, to: "/nowhere/backup") { _ in }
        }
        #expect(try Operation.list(openOnly: true, limit: 9, in: database.connect()).isEmpty)
        #expect(try database.installation.backUp(tenant, to: "\(folder)-2") { _ in }.number == 2)
        let aside = try database.newTenant()
        let restored = try database.installation.restoreBackup(in: folder, into: aside)
        #expect(restored == manifest)
        // Twice into the same place is refused.
        #expect(throws: BackupFailure.databaseExists(name: aside.text)) {
            try database.installation.restoreBackup(in: folder, into: aside)
        }
        let mistyped = try TenantIdentifier("\(aside)x")
        for (name, hint) in [(mistyped, "Did you mean '\(aside)'?"), (tenant, "Restored from backups are: ")] {
            let failure = #expect(throws: BackupFailure.self) { try database.installation.discardRestored(name) }
            #expect(failure?.message == "there is no database '\(name)'")
            #expect(failure?.hint?.hasPrefix(hint) == true, "\(failure?.hint ?? "")")
        }
        let other = try TenantIdentifier(database.name)
        let present = #expect(throws: BackupFailure.self) { try database.installation.discardRestored(other) }
        #expect(present?.message == "no backup was restored into database '\(other)'")
        try database.installation.discardRestored(aside)
        let left = try database.connect().first(
            """
            select count(*) from pg_roles
            where rolname in (\("socle restore \(aside)"), \("socle restoring \(aside)"), \("\(aside)_connect"))
            """
        ) { try $0[0] as Int }
        #expect(left == 0)
        // A name that the registry keeps for a tenant's own database is none, whatever a dead restore left.
        let held = try database.newTenant()
        let base = try database.connect()
        try base.execute(
            """
            insert into socle.derived_names (kind, name, tenant_id)
            select 'database', \(held), tenant_id from socle.registry where identifier = \(tenant)
            """)
        #expect(throws: BackupFailure.databaseExists(name: held.text)) {
            try database.installation.restoreBackup(in: folder, into: held)
        }
        try base.execute("create role \(identifier: Identifier(derived: "socle restore \(held)"))")
        #expect(throws: BackupFailure.self) { try database.installation.discardRestored(held) }
        try base.execute("drop role \(identifier: Identifier(derived: "socle restore \(held)"))")
    }

    @Test("a file that was changed, cut, exchanged or taken away is found, and another tenant's is no stand-in")
    func changed() throws {
        let tenant = try Self.makeTenant(in: database, rows: 5)
        let folder = "\(database.installation.settings.stateDirectory)/backup"
        let operation = try database.installation.backUp(tenant, to: folder) { _ in }
        #expect(operation.state == .completed)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var found = 0
        func expectRefused(_ what: String) {
            let failure = #expect(throws: (any Error).self, "\(what)") {
                try database.installation.checkBackup(in: folder)
            }
            // It is a backup that is damaged, and no secret that is wrong.
            let words = (failure as? any Failure).map { "\($0.message) \($0.hint ?? "")" } ?? ""
            #expect(failure is BackupFailure, "\(what): \(words)")
            #expect(!words.contains("secret"), "\(what): \(words)")
            found += 1
        }
        for name in files {
            let path = "\(folder)/\(name)"
            let whole = try #require(FileManager.default.contents(atPath: path))
            var flipped = whole
            flipped[whole.count / 2] ^= 1
            try flipped.write(to: URL(filePath: path))
            expectRefused("flipped \(name)")
            try whole.dropLast(20).write(to: URL(filePath: path))
            expectRefused("cut \(name)")
            try FileManager.default.removeItem(atPath: path)
            expectRefused("removed \(name)")
            try whole.write(to: URL(filePath: path))
        }
        let parts = files.filter { $0.hasSuffix(".sealed") && $0 != "manifest.sealed" }
        try FileManager.default.moveItem(atPath: "\(folder)/\(parts[0])", toPath: "\(folder)/x")
        try FileManager.default.moveItem(atPath: "\(folder)/\(parts[1])", toPath: "\(folder)/\(parts[0])")
        try FileManager.default.moveItem(atPath: "\(folder)/x", toPath: "\(folder)/\(parts[1])")
        expectRefused("exchanged")
        print("backups: \(found) changes of \(files.count) files were found")
    }

    @Test("a restore that fails leaves no database behind, and its name is free")
    func failedRestore() throws {
        let tenant = try Self.makeTenant(in: database, rows: 5)
        let folder = "\(database.installation.settings.stateDirectory)/backup"
        _ = try database.installation.backUp(tenant, to: folder) { _ in }
        let part = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder).sorted().first {
                $0.hasSuffix(".sealed") && $0 != "manifest.sealed"
            })
        let path = "\(folder)/\(part)"
        let whole = try #require(FileManager.default.contents(atPath: path))
        var damaged = whole
        damaged[whole.count / 2] ^= 1
        try damaged.write(to: URL(filePath: path))
        let aside = try database.newTenant()
        #expect(throws: BackupFailure.self) {
            try database.installation.restoreBackup(in: folder, into: aside)
        }
        let left = try database.connect().query(
            """
            select datname::text from pg_database where datname = \(aside)
            union all select rolname::text from pg_roles
            where rolname in (
                \("socle restore \(aside)"), \("socle restoring \(aside)"), \("\(aside)_connect")
            )
            """
        ) { row -> String in try row[0] }
        #expect(left == [])
        try whole.write(to: URL(filePath: path))
        _ = try database.installation.restoreBackup(in: folder, into: aside)
        try database.installation.discardRestored(aside)
    }

    @Test("a backup that dies leaves nothing unsealed behind when it is taken up again")
    func crashes() throws {
        let tenant = try Self.makeTenant(in: database, rows: 5)
        try CrashSweep(BackUpTenant.self, sample: 8) {
            let folder = "\(database.installation.settings.stateDirectory)/backup-\(randomWord(6))"
            return CrashSweep.Scene(
                command: [
                    SocleRun.program, "--root", TestCluster.root.path, "backup", "make", tenant.text, "--to", folder,
                ],
                environment: CrashPlace.environment(database),
                operation: [SocleRun.program, "--root", TestCluster.root.path, "operation"],
                number: { try CrashPlace.lastOperation(database) },
                check: { end in
                    switch end {
                    case .completed: _ = try database.installation.checkBackup(in: folder)
                    case .undone: #expect(!FileManager.default.fileExists(atPath: folder))
                    }
                    for remains in [".plain", ".unfinished"] {
                        #expect(!FileManager.default.fileExists(atPath: folder + remains))
                    }
                })
        }.run()
    }
}
