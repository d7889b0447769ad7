import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@testable import Vault

@Suite("Examining keys and secrets", .database)
struct SecretCheckTests {
    private var installation: Installation { TestDatabase.current.installation }

    private func uuid(_ tenant: TenantIdentifier) throws -> UUID {
        try SecretOwner.tenant(tenant).uuid(in: installation.connectMigratedBase())
    }

    private func keyFile(_ owner: UUID) throws -> String {
        "\(try installation.openVault().keys.folder)/\(owner.uuidString.lowercased()).keys"
    }

    /// What a check finds on a subject, and that it ends as it should.
    private func facts(
        _ secret: SecretCommands, _ subject: String, _ arguments: String..., exitCode: Int
    ) throws -> String {
        let run = try secret.socle(["secret", "check", "--output", "json"] + arguments)
        #expect(run.exitCode == exitCode, "\(run.text)\(run.errorOutput)")
        return run.text.split(separator: "}").filter { $0.contains(#""subject": "\#(subject)""#) }.joined(
            separator: "\n")
    }

    @Test("what is in order is said to be, and a backup older than a key is not")
    func inOrder() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            try secret.declare(tenant)
            #expect(try facts(secret, "backup", exitCode: 0).contains("was never backed up"))
            let passphrase = Array("correct horse battery staple".utf8)
            _ = try secret("backup", "\(secret.root)/1.socle", input: passphrase)
            for arguments in [["check"], ["check", "--deep"]] {
                let run = try secret.socle(["secret"] + arguments)
                #expect(
                    run.exitCode == 0 && !run.text.contains("warning") && !run.text.contains("failure"), "\(run.text)")
            }
            #expect(try facts(secret, "opening", "--deep", exitCode: 0).contains("4 secret versions open"))
            #expect(try facts(secret, "verifiers", "--deep", exitCode: 0).contains("4 sealed passwords open"))
            _ = try secret("rotate", "\(tenant)", "--keys")
            #expect(try facts(secret, "backup", exitCode: 0).contains("before the newest key"))
            #expect(
                try facts(secret, "older keys", exitCode: 0).contains("4 secret versions of 1 owner hang on older keys")
            )
        }
    }

    @Test("an older key file that was put back is seen by what was sealed since")
    func putBack() throws {
        let tenant = try TestDatabase.current.makeTenant()
        let file = try keyFile(uuid(tenant))
        try SecretCommands.lend { secret in
            let older = try Data(contentsOf: URL(filePath: file))
            _ = try secret("rotate", "\(tenant)", "--keys")
            _ = try secret("set", "\(tenant)", "token/api", input: [0x61])
            try older.write(to: URL(filePath: file))
            chmod(file, 0o600)
            let found = try facts(secret, "secrets", exitCode: 1)
            #expect(
                found.contains("1 secret version of tenant '\(tenant)' needs key")
                    && found.contains(": token/api version 1") && found.contains("put back"), "\(found)")
        }
    }

    @Test("key files that are missing, damaged, open to others or nobody's are named")
    func keyFiles() throws {
        let database = TestDatabase.current
        let (missing, damaged, open) = (
            try database.makeTenant(), try database.makeTenant(), try database.makeTenant()
        )
        let nobody = UUID()
        try installation.openVault().keys.rotateKey(of: nobody)
        try SecretCommands.lend { secret in
            unlink(try keyFile(uuid(missing)))
            var bytes = try Data(contentsOf: URL(filePath: keyFile(uuid(damaged))))
            bytes[60] ^= 1
            try bytes.write(to: URL(filePath: keyFile(uuid(damaged))))
            chmod(try keyFile(uuid(damaged)), 0o600)
            chmod(try keyFile(uuid(open)), 0o644)
            let owners = try facts(secret, "owners", exitCode: 1)
            #expect(owners.contains("tenant '\(missing)' has 4 secret versions and no key file"))
            #expect(owners.contains("\(nobody.uuidString.lowercased()).keys belongs to no tenant"))
            let files = try facts(secret, "key files", exitCode: 1)
            #expect(files.contains("tenant '\(damaged)': ") && files.contains("is damaged"))
            #expect(files.contains("tenant '\(open)': ") && files.contains("is not private to one user"))
            #expect(try facts(secret, "opening", "--deep", exitCode: 1).contains("0 secret versions open, 12 do not"))
        }
    }

    @Test("secrets whose key opens nothing are named, and what brings them back")
    func keyStates() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let keys = try installation.openVault().keys
        let owner = try uuid(tenant)
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/api", input: [0x61])
            try keys.rotateKey(of: owner)
            try keys.setMinimumVersion(2, of: owner)
            #expect(
                try facts(secret, "opening", "--deep", exitCode: 1).contains("0 secret versions open, 5 do not"))
            let disabled = try facts(secret, "secrets", exitCode: 1)
            #expect(disabled.contains("5 secret versions of tenant '\(tenant)' need disabled version 1"))
            #expect(disabled.contains("login/\(tenant)_app version 1, ") && disabled.contains("token/api version 1\""))
            #expect(disabled.contains("socle secret rewrap \(tenant) --minimum-version 1"))
            #expect(try secret("rewrap", "\(tenant)", "--minimum-version", "1").exitCode == 0)
            _ = try facts(secret, "secrets", exitCode: 0)
            // Destroyed behind the back of the one who looks what hangs on it.
            try keys.rotateKey(of: owner)
            try keys.setMinimumVersion(3, of: owner)
            try keys.destroyDisabledVersions(of: owner)
            #expect(try facts(secret, "secrets", exitCode: 1).contains("need destroyed version 2"))
        }
    }

    @Test("the platform's sealed file counts as a secret")
    func sealedFile() throws {
        let vault = try installation.openVault()
        let label = try SecretLabel(
            tenant: Platform.tenantID, kind: SecretLabel.loginKind, name: Settings.runtimeLogin, version: 1)
        let file = "\(installation.settings.stateDirectory)/runtime.secret"
        try vault.write(SecretBytes(copying: Array("sesame".utf8)), toFile: file, as: label)
        try SecretCommands.lend { secret in
            #expect(try facts(secret, "opening", "--deep", exitCode: 0).contains("1 secret version open"))
            unlink(try keyFile(Platform.tenantID))
            try vault.keys.rotateKey(of: Platform.tenantID)
            #expect(try facts(secret, "secrets", exitCode: 1).contains("1 secret version of the platform needs key"))
        }
    }

    @Test("a use near the limit, what is due, and a clock set back are told")
    func timeAndUse() throws {
        let database = TestDatabase.current
        let (used, old, early) = (try database.makeTenant(), try database.makeTenant(), try database.makeTenant())
        let keys = try installation.openVault().keys
        _ = try keys.reserve(3_200_000_000, of: uuid(used))
        try SecretCommands.lend { secret in
            for tenant in [used, old, early] { try secret.declare(tenant, keys: "monthly", logins: "monthly") }
            #expect(try facts(secret, "use of keys", exitCode: 0).contains("of tenant '\(used)' has sealed 32000000"))
            #expect(try facts(secret, "rotation", exitCode: 0).contains("nothing is due"))
            unlink(try keyFile(uuid(old)))
            _ = try keys.rotateKey(of: uuid(old), at: 1_700_000_000_000_000)
            try database.connect().execute("delete from socle.secrets where tenant_id = \(uuid(old))")
            try database.connect().execute(
                "update socle.login_verifiers set applied_at = now() - interval '40 days' where tenant_id = \(uuid(used))"
            )
            #expect(try facts(secret, "rotation", exitCode: 1).contains("1 keys and 3 passwords are due"))
            try database.connect().execute(
                "update socle.login_verifiers set applied_at = now() + interval '40 days' where tenant_id = \(uuid(early))"
            )
            #expect(try facts(secret, "clock", exitCode: 1).contains("before the last rotation of login '\(early)"))
            unlink("\(secret.root)/tenants/development/\(early).yml")
            #expect(
                try facts(secret, "schedules", exitCode: 1).contains(
                    "1 tenant has no file that can be read: \(early)"))
        }
    }

    @Test("passwords that are not those of the vault are seen, however they came to be")
    func passwords() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let base = try database.connect()
        let (admin, app, etl) = ("\(tenant)_admin", "\(tenant)_app", "\(tenant)_etl")
        try SecretCommands.lend { secret in
            try secret.declare(tenant)
            try base.execute("alter role \(identifier: Identifier(admin)) password 'guessed'")
            try base.execute("alter role \(identifier: Identifier(app)) password null")
            try base.execute("update socle.login_verifiers set secret_version = 2 where login_name = \(etl)")
            let found = try facts(secret, "passwords", exitCode: 1)
            #expect(found.contains("login '\(admin)' was given another password by hand"))
            #expect(found.contains("login '\(app)' is gone, or has no password"))
            #expect(found.contains("login '\(etl)' has another password than the vault holds"))
            try base.execute("update socle.login_verifiers set secret_version = 1 where login_name = \(etl)")
            _ = try installation.apply(.sample(tenant))
            _ = try facts(secret, "passwords", exitCode: 0)
            // Somebody who wrote the registry too is found by computing the verifier again.
            try base.execute("alter role \(identifier: Identifier(admin)) password 'guessed'")
            try base.execute(
                """
                update socle.login_verifiers
                set verifier_sha256 = (select sha256(convert_to(rolpassword, 'UTF8')) from pg_authid where rolname = \(admin))
                where login_name = \(admin)
                """)
            _ = try facts(secret, "passwords", exitCode: 0)
            #expect(try facts(secret, "verifiers", "--deep", exitCode: 1).contains("does not open login '\(admin)'"))
        }
    }

    @Test("a changed byte of any secret is found by opening all of them, over several batches")
    func deep() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let owner = try uuid(tenant)
        let base = try database.connect()
        let vault = try installation.openVault()
        var sealer = try vault.sealer(for: owner, uses: 1300)
        for number in 1...1300 {
            let label = try SecretLabel(tenant: owner, kind: "token", name: "\(number)", version: 1)
            let envelope = try sealer.seal(SecretBytes(copying: Array("\(number)".utf8)), as: label)
            try base.execute(
                """
                insert into socle.secrets (tenant_id, kind, name, version, envelope)
                values (\(owner), 'token', \("\(number)"), 1, \(envelope))
                """)
        }
        try SecretCommands.lend { secret in
            try secret.declare(tenant)
            #expect(try facts(secret, "opening", "--deep", exitCode: 0).contains("1304 secret versions open"))
            try base.execute(
                "update socle.secrets set envelope = set_byte(envelope, 100, get_byte(envelope, 100) # 1) where name = '777'"
            )
            try base.execute("update socle.secrets set envelope = substring(envelope for 40) where name = '778'")
            _ = try facts(secret, "secrets", exitCode: 0)
            let found = try facts(secret, "opening", "--deep", exitCode: 1)
            #expect(
                found.contains("1302 secret versions open, 2 do not") && !found.contains("\"ok\"")
                    && found.contains("token/777") && found.contains("Restore its row of socle.secrets"), "\(found)")
        }
    }

    @Test("a wrong root key and a missing key store are findings")
    func noVault() throws {
        try SecretCommands.lend { secret in
            let folder = try installation.openVault().keys.folder
            try FileManager.default.moveItem(atPath: folder, toPath: "\(folder).away")
            let store = try facts(secret, "key store", exitCode: 1)
            #expect(store.contains("does not exist"))
            #expect(store.contains("socle secret restore FILE") && store.contains("socle secret init"))
            unlink(installation.settings.rootKeyFile)
            let root = try facts(secret, "root key", exitCode: 1)
            #expect(root.contains("does not exist") && root.contains("socle secret restore FILE"))
        }
    }

    @Test("ten thousand tenants are examined with as many queries as ten")
    func manyTenants() throws {
        let database = TestDatabase.current
        let base = try database.connect()
        let keys = try installation.openVault().keys
        func addTenants(_ numbers: ClosedRange<Int>) throws {
            try base.execute(
                """
                with made as (
                    insert into socle.registry (identifier, name, tier, placement, database, region, contact, limits)
                    select 't' || number, 'Ville', 'free', 'schema', 'socle', 'france', '{}', '{"storage_bytes": 1000000000, "database_connections": 5}'
                    from generate_series(\(numbers.lowerBound)::integer, \(numbers.upperBound)::integer) as number
                    returning tenant_id
                )
                insert into socle.secrets (tenant_id, kind, name, version, envelope)
                select tenant_id, 'token', 'api', 1, sha256(tenant_id::text::bytea) from made
                """)
        }
        func queries() throws -> Int {
            let log = "\(database.cluster.record.data)/server.log"
            let start = try Data(contentsOf: URL(filePath: log)).count
            // Every secret has a key file of nobody, or none.
            #expect(try installation.checkSecrets(deep: false).contains { $0.verdict == .failure })
            let text = String(decoding: try Data(contentsOf: URL(filePath: log)).dropFirst(start), as: UTF8.self)
            return text.split(separator: "\n").count {
                $0.contains("@\(database.name) ") && $0.contains("LOG:  execute")
            }
        }
        try addTenants(1...10)
        let few = try queries()
        try addTenants(11...10_000)
        for _ in 0..<20 { try keys.rotateKey(of: UUID()) }
        let many = try queries()
        #expect(few == many && few > 3 && few < 20, "\(few), \(many)")
    }
}
