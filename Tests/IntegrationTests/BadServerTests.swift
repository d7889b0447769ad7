import FoundationEssentials
import Glibc
import Migrations
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("Bad input, with a server", .database)
struct BadServerTests {
    /// The environment by which a process works on the test's database.
    private func settings(_ more: [String: String] = [:]) -> [String: String] {
        let values = TestDatabase.current.installation.settings.values
        let own = Dictionary(values.map { ($0.setting.rawValue, $0.value) }) { first, _ in first }
        return own.merging(more) { _, new in new }
    }

    /// What the database holds, as far as a command could have changed it.
    private func state() throws -> [String] {
        try TestDatabase.current.connect().query(
            """
            select 'tenant ' || tenant_id from socle.registry
            union all select 'migration ' || name from socle.migrations
            union all select 'schema ' || nspname from pg_namespace
            union all select 'table ' || oid::regclass from pg_class where relkind in ('r', 'p', 'v')
            union all select 'audit ' || count(*) from socle.audit_events
            union all select 'role ' || rolname from pg_roles where rolname like 'val_d_ille%'
            order by 1
            """
        ) { row in try row[0] }
    }

    private func expectRefusal(
        _ exitCode: Int, names named: String, hint: String? = nil, of arguments: String...,
        with more: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try state()
        let run = try SocleRun(arguments, root: TestCluster.root.path, settings: settings(more))
        run.expectRefusal(
            exitCode, names: named, hint: hint, hiding: ["hunter2"], sourceLocation: sourceLocation)
        #expect(try state() == before, sourceLocation: sourceLocation)
    }

    @Test("a wrong root key is known before anything is done")
    func wrongRootKey() throws {
        let wrong = [Setting.rootKey.rawValue: String(repeating: "0123456789abcdef", count: 4)]
        try expectRefusal(
            78, names: "root key", of: "tenant", "apply", "val_d_ille", with: wrong)
        try expectRefusal(
            78, names: "SOCLE_ROOT_KEY", of: "tenant", "apply", "val_d_ille",
            with: [Setting.rootKey.rawValue: "hunter2"])
        // A key file that others may read is as bad as a wrong one.
        let path = "\(TestDatabase.current.installation.settings.stateDirectory)/other.key"
        try Data(0..<32).write(to: URL(filePath: path))
        chmod(path, 0o644)
        try expectRefusal(
            78, names: path, of: "tenant", "apply", "val_d_ille", with: [Setting.rootKeyFile.rawValue: path])
        chmod(path, 0o400)
        try expectRefusal(
            78, names: "root key", of: "tenant", "apply", "val_d_ille", with: [Setting.rootKeyFile.rawValue: path])
    }

    @Test(
        "a database of a newer release is left alone, whatever is asked",
        arguments: [
            ["tenant", "apply", "val_d_ille"], ["tenant", "plan", "val_d_ille"], ["migrate", "apply"],
            ["migrate", "plan"],
        ])
    func newerDatabase(arguments: [String]) throws {
        try TestDatabase.current.connect().execute(
            """
            insert into socle.migrations (scope, name, kind, sha256, duration_ms, program_version)
            values ('base', '9999_from_the_future', 'versioned', sha256('x'), 1, '99.0')
            """)
        let before = try state()
        let run = try SocleRun(arguments, root: TestCluster.root.path, settings: settings())
        run.expectRefusal(73, names: TestDatabase.current.name, hint: "Install that release")
        #expect(run.errorOutput.contains("9999_from_the_future") && run.errorOutput.contains("99.0"))
        #expect(try state() == before)
    }

    @Test("a wrong password is said to be wrong, over socket and TCP, and is never shown")
    func wrongPassword() throws {
        let database = TestDatabase.current
        let record = database.cluster.record
        let login = database.name + "_reader"
        let connection = try database.connect()
        try connection.execute(
            "create role \(identifier: Identifier(login)) login password \(literal: "right")")
        try connection.execute(
            "grant connect on database \(identifier: Identifier(database.name)) to \(identifier: Identifier(login))")
        for place in [
            "127.0.0.1:\(record.port)/\(database.name)", "/\(database.name)?host=\(record.socket)&port=\(record.port)",
        ] {
            try expectRefusal(
                77, names: login, of: "tenant", "list",
                with: [Setting.provisionerURL.rawValue: "postgresql://\(login):hunter2@\(place)"])
        }
        // The provisioner is not let in over TCP, with whatever password.
        try expectRefusal(
            77, names: Settings.provisionerLogin, of: "tenant", "list",
            with: [
                Setting.provisionerURL.rawValue:
                    "postgresql://\(Settings.provisionerLogin):hunter2@127.0.0.1:\(record.port)/\(database.name)"
            ])
        try expectRefusal(
            66, names: "nosuch", of: "tenant", "list",
            with: [
                Setting.provisionerURL.rawValue:
                    "postgresql:///nosuch?host=\(record.socket)&port=\(record.port)&user=\(Settings.provisionerLogin)"
            ])
    }

    @Test("what cannot be loaded is refused by name, and no table is made")
    func loads() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let folder = database.installation.settings.stateDirectory
        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
            return "\(folder)/\(name)"
        }
        let text = try write("ok.csv", Array("a;b\n1;2\n".utf8))
        mkdir("\(folder)/folder.csv", 0o755)
        mkfifo("\(folder)/pipe.csv", 0o644)
        let rows: [(Int, String, [String])] = [
            (66, "missing.csv", ["\(folder)/missing.csv"]),
            (65, "empty.csv", [try write("empty.csv", [])]),
            (65, "folder.csv", ["\(folder)/folder.csv"]),
            (65, "pipe.csv", ["\(folder)/pipe.csv"]),
            (65, "image.csv", [try write("image.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0])]),
            (65, "noise.csv", [try write("noise.csv", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })]),
            (65, "cut.json", [try write("cut.json", Array("{\"a\": [1,".utf8))]),
            (69, "127.0.0.1:1", ["http://user:hunter2@127.0.0.1:1/x"]),
            (77, "\(tenant)_nosuch", [text, "--theme", "nosuch"]),
            (65, "for example 'mes_ventes'", [text, "--table", "mes \"ventes\""]),
            (65, "for example 'load_1'", [text, "--table", "socle_load_1"]),
            (64, "1 to 16", [text, "--connections", "0"]),
            (65, "64 bytes", [text, "--table", String(repeating: "a", count: 64)]),
        ]
        for (exitCode, named, arguments) in rows {
            let before = try state().filter { $0.hasPrefix("table") }
            let run = try SocleRun(
                ["load", tenant.text] + arguments, root: TestCluster.root.path, settings: settings())
            run.expectRefusal(exitCode, names: named, hiding: ["hunter2"])
            #expect(try state().filter { $0.hasPrefix("table") } == before)
        }
        let unknown = try SocleRun("load", "nosuch", text, root: TestCluster.root.path, settings: settings())
        unknown.expectRefusal(66, names: "'nosuch'")
    }
}

@Suite("A server without PostGIS")
struct ServerWithoutPostGISTests {
    @Test("is refused with the package's name before anything is made")
    func refused() throws {
        try ServerFolder.lend { folder in
            let server = EmbeddedServer(state: "\(folder)/.socle", purpose: .throwaway)
            let record = try server.start().record
            #expect(try server.stop())
            // The same cluster, served by a PostgreSQL on which PostGIS is not installed.
            let programs = try installationWithoutPostGIS(below: folder, like: record.programs)
            let other = EmbeddedServerRecord(
                state: record.state, programs: programs, data: record.data, socket: record.socket, port: record.port,
                account: record.account)
            try JSONEncoder().encode(other).write(to: URL(filePath: "\(folder)/.socle/server.json"))
            for name in ["sql", "tenants"] {
                symlink(TestCluster.root.path(of: name), "\(folder)/\(name)")
            }
            let running = try server.start().record
            #expect(running.programs == programs)
            let version: Int = try Connection(to: running.bySocket()).serverVersion / 10_000
            for arguments in [["dev", "start"], ["migrate", "apply"]] {
                let run = try SocleRun(arguments, root: folder)
                run.expectRefusal(78, names: "'postgis'", hint: "postgresql-\(version)-postgis-3")
            }
            let databases = try Connection(to: running.bySocket()).query(
                "select datname from pg_database where not datistemplate"
            ) { row -> String in try row[0] }
            #expect(databases == ["postgres"])
        }
    }

    @Test("the extensions that are asked for are those that sql/ adds")
    func extensions() throws {
        let files = try ServerFolder.installation(state: "/nonexistent").migrations(for: [.database, .base]).files
        let added = files.flatMap { file in
            file.text.split(separator: "\n").filter { $0.hasPrefix("create extension ") }
                .map { String($0.split(separator: " ")[2].filter { $0 != ";" }) }
        }
        #expect(added.sorted() == Installation.extensions)
    }

    /// PostgreSQL finds its files beside its programs, so that a copy of these with links to all but PostGIS is one without it.
    private func installationWithoutPostGIS(below folder: String, like programs: String) throws -> String {
        let files = FileManager.default
        let major = programs.split(separator: "/")[3]
        let bin = "\(folder)/usr/lib/postgresql/\(major)/bin"
        let share = "\(folder)/usr/share/postgresql/\(major)"
        try files.createDirectory(atPath: bin, withIntermediateDirectories: true)
        try files.createDirectory(atPath: "\(share)/extension", withIntermediateDirectories: true)
        for name in ["initdb", "pg_ctl", "postgres"] {
            try files.copyItem(atPath: "\(programs)/\(name)", toPath: "\(bin)/\(name)")
        }
        symlink("/usr/lib/postgresql/\(major)/lib", "\(folder)/usr/lib/postgresql/\(major)/lib")
        for place in ["", "extension/"] {
            for name in try files.contentsOfDirectory(atPath: "/usr/share/postgresql/\(major)/\(place)")
            where name != "extension" && !name.hasPrefix("postgis") {
                symlink("/usr/share/postgresql/\(major)/\(place)\(name)", "\(share)/\(place)\(name)")
            }
        }
        return bin
    }
}
