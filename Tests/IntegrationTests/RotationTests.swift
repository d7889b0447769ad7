import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@testable import Vault

@Suite("Rotation", .database)
struct RotationTests {
    private static let everything = Rotation(keys: true, logins: true, channels: false, isOnlyDue: false)

    private func password(of purpose: String, _ tenant: TenantIdentifier) throws -> ConnectionParameters {
        var parameters = try TestDatabase.current.installation.parameters(
            forLogin: Identifier("\(tenant)_\(purpose)"), of: tenant)
        parameters.passwordSource = nil
        return parameters
    }

    private func keys(of tenant: TenantIdentifier) throws -> [KeyVersion] {
        let installation = TestDatabase.current.installation
        let base = try installation.connectMigratedBase()
        return try installation.openVault().keys.keyVersions(of: SecretOwner.tenant(tenant).uuid(in: base))
    }

    /// Makes a tenant's key older, as the passing of time would.
    private func age(keyOf tenant: TenantIdentifier, months: Int) throws {
        let installation = TestDatabase.current.installation
        let uuid = try SecretOwner.tenant(tenant).uuid(in: installation.connectMigratedBase())
        let store = try installation.openVault().keys
        let moment = Date.now.addingTimeInterval(Double(months) * -31 * 86_400)
        // The file goes, and comes back with a key made then; nothing has to be opened with the old one.
        unlink("\(store.folder)/\(uuid.uuidString.lowercased()).keys")
        _ = try store.rotateKey(of: uuid, at: Int64(moment.timeIntervalSince1970 * 1_000_000))
    }

    private func age(loginsOf tenant: TenantIdentifier, months: Int) throws {
        try TestDatabase.current.connect().execute(
            """
            update socle.login_verifiers set applied_at = now() - make_interval(days => \(31 * months))
            where login_name like \("\(tenant)\\_%")
            """)
    }

    // MARK: Logins

    @Test("vault and server change at once, the old password opens nothing, and what is open stays")
    func logins() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try TenantConfiguration.sample(tenant)
        _ = try database.installation.apply(wanted)
        let purposes = ["admin", "app", "etl"]
        let old = try purposes.map { try password(of: $0, tenant) }
        let channel = try password(of: "metabase", tenant)
        let open = try Connection(to: old[1])

        let report = try database.installation.rotate(Self.everything, of: .only([.tenant(tenant)]))
        #expect(report.failures.isEmpty)
        #expect(report.done.first?.keyVersion == 2)
        #expect(report.done.first?.logins.map(\.text) == purposes.map { "\(tenant)_\($0)" })
        for (purpose, before) in zip(purposes, old) {
            #expect(throws: ConnectionFailure.self) { _ = try Connection(to: before) }
            let now = try password(of: purpose, tenant)
            #expect(now.password != before.password)
            _ = try Connection(to: now)
        }
        // A reader's program was given its password, and keeps it.
        _ = try Connection(to: channel)
        let alive: Int? = try open.first("select 1") { row in try row[0] }
        #expect(alive == 1)
        #expect(try database.installation.plan(wanted).isEmpty)

        let all = Rotation(keys: false, logins: true, channels: true, isOnlyDue: false)
        let again = try database.installation.rotate(all, of: .only([.tenant(tenant)]))
        #expect(again.done.first?.logins.count == 4 && again.done.first?.keyVersion == nil)
        #expect(throws: ConnectionFailure.self) { _ = try Connection(to: channel) }
        _ = try Connection(to: password(of: "metabase", tenant))
    }

    @Test("a rotation keeps the password before the new one, and none that is older")
    func olderVersions() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let logins = Rotation(keys: false, logins: true, channels: false, isOnlyDue: false)
        for _ in 1...3 {
            #expect(try database.installation.rotate(logins, of: .only([.tenant(tenant)])).failures.isEmpty)
        }
        let versions = try database.connect().query(
            "select version from socle.secrets where name = \("\(tenant)_app") order by version"
        ) { row -> Int in try row[0] }
        #expect(versions == [3, 4])
    }

    @Test("each exchange leaves an audit row in its transaction")
    func audit() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        _ = try database.installation.rotate(Self.everything, of: .only([.tenant(tenant), .platform]))
        let rows = try database.connect().query(
            """
            select action, object, detail::jsonb ->> 'version', detail::jsonb ->> 'secret_version'
            from socle.audit_events where action like '%.rotated' order by occurred_at_us
            """
        ) { row -> [String?] in try (0..<4).map { try row[$0] } }
        #expect(
            rows == [
                ["key.rotated", "key/2", "2", nil],
                ["login.rotated", "\(tenant)_admin", nil, "2"],
                ["login.rotated", "\(tenant)_app", nil, "2"],
                ["login.rotated", "\(tenant)_etl", nil, "2"],
                ["key.rotated", "key/1", "1", nil],
            ])
    }

    @Test("a rotation that fails half way leaves passwords, registry and vault as they were")
    func undone() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let before = try ["admin", "app", "etl"].map { try password(of: $0, tenant) }
        // The last of the three cannot be changed.
        try database.connect().execute(
            "alter role \(identifier: Identifier("\(tenant)_etl")) rename to gone_\(raw: tenant.text)")
        let logins = Rotation(keys: false, logins: true, channels: false, isOnlyDue: false)
        let report = try database.installation.rotate(logins, of: .only([.tenant(tenant)]))
        #expect(report.done.isEmpty)
        #expect(report.failures.failures.first?.message.hasPrefix("tenant '\(tenant)': role") == true)
        _ = try Connection(to: before[0])
        _ = try Connection(to: before[1])
        let versions = try database.connect().query("select distinct version from socle.secrets") { row -> Int in
            try row[0]
        }
        #expect(versions == [1])
    }

    @Test("two rotations at once are two, one after the other, and what is due is exchanged once")
    func twoAtOnce() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            try secret.declare(tenant, keys: "monthly", logins: "monthly")
            let line = "socle secret rotate \(tenant) --output json"
            let both = try secret.atOnce([line, line])
            #expect(both.allSatisfy { $0.exitCode == 0 }, "\(both[0].errorOutput)")
            #expect(both.count { $0.text.contains(#""key_version": 2"#) } == 1)
            #expect(both.count { $0.text.contains(#""key_version": 3"#) } == 1)
            for purpose in ["admin", "app", "etl"] { _ = try Connection(to: password(of: purpose, tenant)) }

            try age(keyOf: tenant, months: 2)
            try age(loginsOf: tenant, months: 2)
            let due = try secret.atOnce(["\(line) --due", "\(line) --due", "\(line) --due"])
            #expect(due.allSatisfy { $0.exitCode == 0 }, "\(due[0].errorOutput)")
            #expect(due.count { $0.text.contains(#""key_version": 2"#) } == 1)
            #expect(due.count { $0.text.contains("\(tenant)_app") } == 1)
            #expect(try keys(of: tenant).map(\.version) == [1, 2])
        }
    }

    @Test("loads run through while the passwords of their tenant are exchanged again and again")
    func loads() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            try secret.declare(tenant)
            try Data("id;nom\n1;Piscine\n2;Gymnase\n".utf8).write(to: URL(filePath: "\(secret.root)/t.csv"))
            let load = """
                for i in 1 2 3 4 5 6; do
                    socle load \(tenant) $root/t.csv --theme economie --table t$$_$i
                done
                """
            let rotate = "for i in 1 2 3 4 5 6 7 8 9 10; do socle secret rotate \(tenant) --logins; done"
            let runs = try secret.atOnce([load, rotate])
            #expect(runs.allSatisfy { $0.exitCode == 0 }, "\(runs[0].errorOutput)")
            let loaded = runs[0].text.split(separator: "\n").count { $0.split(separator: " ") == ["loaded", "2"] }
            #expect(loaded == 6, "\(runs[0].text)")
            #expect(runs[1].text.components(separatedBy: "\(tenant)_etl").count == 11)
        }
    }

    // MARK: What is due

    @Test("--due exchanges what the tenant's file says is due, and nothing else")
    func due() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            func rotate(_ arguments: String...) throws -> String {
                let run = try secret.socle(
                    ["secret", "rotate", "\(tenant)", "--due", "--output", "json"] + arguments,
                    input: [])
                #expect(run.exitCode == 0, "\(run.errorOutput)")
                return run.text
            }
            try secret.declare(tenant, keys: "quarterly", logins: "monthly")
            #expect(try rotate() == "[]\n")
            try age(loginsOf: tenant, months: 1)
            try age(keyOf: tenant, months: 2)
            #expect(try rotate("--keys") == "[]\n")
            let logins = try rotate()
            #expect(logins.contains(#""key_version": null"#) && logins.contains("\(tenant)_app"))
            #expect(!logins.contains("metabase"))
            #expect(try rotate() == "[]\n")
            try age(loginsOf: tenant, months: 1)
            #expect(try rotate("--channels").contains("\(tenant)_metabase"))
            try age(keyOf: tenant, months: 4)
            #expect(try rotate().contains(#""key_version": 2"#))
            #expect(try rotate() == "[]\n")
            try secret.declare(tenant)
            try age(keyOf: tenant, months: 100)
            try age(loginsOf: tenant, months: 100)
            #expect(try rotate() == "[]\n")
        }
    }

    @Test("a clock that stands before the last rotation is named, and nothing is exchanged")
    func clock() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            try secret.declare(tenant, keys: "monthly", logins: "monthly")
            try age(loginsOf: tenant, months: -1)
            let logins = try secret("rotate", "\(tenant)", "--due", "--logins")
            #expect(logins.exitCode == 78)
            #expect(
                logins.errors == [
                    "tenant '\(tenant)': the server's clock stands before the last rotation of login '\(tenant)_admin'"
                ])
            try age(keyOf: tenant, months: -1)
            let keys = try secret("rotate", "\(tenant)", "--due", "--keys", "--verbose")
            #expect(keys.errorOutput.contains("(VLT206)"), "\(keys.errorOutput)")
            #expect(try self.keys(of: tenant).count == 1)
            let check = try secret("check", "--output", "json").text
            #expect(check.contains("version 1 of tenant '\(tenant)' was made at"), "\(check)")
            // By name it is exchanged, which mends it.
            #expect(try secret("rotate", "\(tenant)", "--keys").exitCode == 0)
            #expect(try self.keys(of: tenant).count == 2)
            #expect(try secret("rotate", "\(tenant)", "--due", "--keys").exitCode == 0)
            #expect(try self.keys(of: tenant).count == 2)
        }
    }

    @Test("one line of cron serves all: whoever fails keeps no other waiting, and all failures are told")
    func all() throws {
        let database = TestDatabase.current
        let tenants = try (0..<4).map { _ in try database.makeTenant() }
        try SecretCommands.lend { secret in
            for tenant in tenants {
                try secret.declare(tenant, keys: "yearly", logins: "monthly")
                try age(loginsOf: tenant, months: 2)
            }
            // One without a file, one whose file cannot be read, one whose role is gone.
            unlink("\(secret.root)/tenants/development/\(tenants[0]).yml")
            try secret.declare(tenants[1], logins: "sometimes")
            try database.connect().execute(
                "alter role \(identifier: Identifier("\(tenants[2])_app")) rename to gone_\(raw: tenants[2].text)")
            let run = try secret("rotate", "--all", "--due", "--output", "json")
            #expect(run.exitCode != 0)
            #expect(run.text.contains(tenants[3].text))
            #expect(tenants[0..<3].allSatisfy { !run.text.contains($0.text) })
            for tenant in tenants[0..<3] {
                #expect(run.errorOutput.contains("tenant '\(tenant)'"), "\(run.errorOutput)")
            }
            _ = try Connection(to: password(of: "app", tenants[3]))
            // The platform follows the strictest of its tenants.
            try secret.declare(tenants[0], keys: "monthly")
            let platform = try database.installation.openVault().keys
            _ = try platform.rotateKey(of: Platform.tenantID, at: 1_700_000_000_000_000)
            let again = try secret("rotate", "--all", "--due", "--keys", "--output", "json")
            #expect(again.text.contains("platform"), "\(again.text)")
        }
    }

    @Test("what excludes each other is refused")
    func words() throws {
        try SecretCommands.lend { secret in
            for (arguments, error) in [
                (["--all", "--keys", "--logins"], "'--keys' and '--logins' exclude each other"),
                (["--all", "--keys", "--channels"], "'--keys' and '--channels' exclude each other"),
                (["--all", "--platform"], "'TENANT', '--all' and '--platform' exclude each other"),
                ([], "'TENANT', '--all' or '--platform' is missing"),
            ] {
                let run = try secret.socle(["secret", "rotate"] + arguments)
                #expect(run.exitCode == 64 && run.errors == [error], "\(run.errorOutput)")
            }
        }
    }
}
