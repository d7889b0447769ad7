import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Re-wrapping from the command line", .database)
struct RewrapTests {
    private var installation: Installation { TestDatabase.current.installation }

    private func uuid(_ tenant: TenantIdentifier) throws -> UUID {
        try SecretOwner.tenant(tenant).uuid(in: installation.connectMigratedBase())
    }

    private func states(of owner: UUID) throws -> [String] {
        try installation.openVault().keys.keyVersions(of: owner).map(\.state.name)
    }

    @Test("a key on which a backup hangs that lies where it was written is neither disabled nor destroyed")
    func backups() throws {
        let tenant = try TestDatabase.current.makeTenant()
        let owner = try uuid(tenant)
        try SecretCommands.lend { secret in
            let folder = "\(secret.root)/backup"
            #expect(try secret.socle(["backup", "make", "\(tenant)", "--to", folder]).exitCode == 0)
            _ = try secret("rotate", "\(tenant)", "--keys")
            for words in [["--disable-older"], ["--disable-older", "--destroy-disabled"]] {
                let refused = try secret.socle(["secret", "rewrap", "\(tenant)"] + words)
                #expect(
                    refused.errors == ["tenant '\(tenant)': backup '\(folder)' needs version 1 of the tenant's key"],
                    "\(refused.errorOutput)")
                #expect(try states(of: owner) == ["decrypt-only", "primary"])
            }
            #expect(try secret.socle(["backup", "check", folder]).exitCode == 0)
            // One that is not there any more keeps nothing.
            try FileManager.default.moveItem(atPath: folder, toPath: "\(folder)-elsewhere")
            #expect(try secret("rewrap", "\(tenant)", "--disable-older").exitCode == 0)
            #expect(try states(of: owner) == ["disabled", "primary"])
            let check = try secret.socle(["backup", "check", "\(folder)-elsewhere"])
            #expect(check.errors.first?.contains("hangs on version 1 of its tenant's key, which is disabled") == true)
        }
    }

    @Test("after a rotation older keys end when nothing hangs on them, and every secret still opens")
    func ending() throws {
        let tenant = try TestDatabase.current.makeTenant()
        let owner = try uuid(tenant)
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/api", input: Array("one".utf8))
            _ = try secret("rotate", "\(tenant)", "--keys")
            _ = try secret("set", "\(tenant)", "token/api", input: Array("two".utf8))
            let rewrapped = try secret("rewrap", "\(tenant)", "--output", "json")
            // Four passwords, and the older version of the token.
            #expect(rewrapped.text.contains(#""rewrapped": 5"#), "\(rewrapped.errorOutput)")
            #expect(try states(of: owner) == ["decrypt-only", "primary"])
            let ended = try secret("rewrap", "\(tenant)", "--disable-older", "--output", "json")
            #expect(ended.text.contains(#""rewrapped": 0"#) && ended.text.contains(#""1""#), "\(ended.errorOutput)")
            #expect(try states(of: owner) == ["disabled", "primary"])
            #expect(try secret("rewrap", "\(tenant)", "--destroy-disabled").exitCode == 0)
            #expect(try states(of: owner) == ["destroyed", "primary"])
            #expect(
                try secret("rewrap", "--all", "--disable-older", "--destroy-disabled").text
                    == "Nothing hangs on an older key.\n")
            #expect(try secret("get", "\(tenant)", "token/api", "--version", "1").text == "one\n")
            #expect(try secret("get", "\(tenant)", "token/api").text == "two\n")
            #expect(try secret("list", "\(tenant)", "--output", "json").text.contains(#""key_version": 1"#) == false)
            _ = try Connection(to: installation.parameters(forLogin: Identifier("\(tenant)_app"), of: tenant))
        }
        let rows = try TestDatabase.current.connect().query(
            """
            select action, object, detail from socle.audit_events
            where tenant_id = \(owner) and action like 'key.%' order by sequence
            """
        ) { row -> [String] in try (0..<3).map { try row[$0] } }
        try #require(rows.map { $0[0] } == ["key.rotated", "key.rewrapped", "key.disabled", "key.destroyed"])
        #expect(rows[1][2] == #"{"count":5}"#)
        #expect(rows[2][1] == "below/2" && rows[2][2] == #"{"disabled":[1]}"#)
        #expect(rows[3][2].contains(#""version":1"#) && rows[3][2].contains("fingerprint"))
    }

    @Test("a secret that does not open is named, keeps its key alive, and keeps no other waiting")
    func damaged() throws {
        let database = TestDatabase.current
        let (broken, whole) = (try database.makeTenant(), try database.makeTenant())
        let owner = try uuid(broken)
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(broken)", "token/api", input: Array("one".utf8))
            _ = try secret("rotate", "\(broken)", "\(whole)", "--keys")
            try database.connect().execute(
                """
                update socle.secrets set envelope = set_byte(envelope, 50, get_byte(envelope, 50) # 1)
                where tenant_id = \(owner) and kind = 'token'
                """)
            let run = try secret(
                "rewrap", "--all", "--disable-older", "--destroy-disabled", "--output", "json", "--verbose")
            #expect(run.exitCode == 65)
            #expect(run.text.contains(whole.text) && !run.text.contains(broken.text))
            #expect(run.errorOutput.contains("VLT306") && run.errorOutput.contains("token/api"), "\(run.errorOutput)")
            #expect(try states(of: owner) == ["decrypt-only", "primary"])
            #expect(try states(of: uuid(whole)) == ["destroyed", "primary"])
            // The four that open were taken over all the same.
            let counts = try database.connect().query(
                "select detail from socle.audit_events where tenant_id = \(owner) and action = 'key.rewrapped'"
            ) { row -> String in try row[0] }
            #expect(counts == [#"{"count":4}"#])
        }
    }

    @Test("what the platform keeps in a file is taken over too")
    func files() throws {
        let vault = try installation.openVault()
        let label = try SecretLabel(
            tenant: Platform.tenantID, kind: SecretLabel.loginKind, name: Settings.runtimeLogin, version: 1)
        let file = "\(installation.settings.stateDirectory)/runtime.secret"
        let password = try SecretBytes(copying: Array("sesame".utf8))
        try vault.write(password, toFile: file, as: label)
        try SecretCommands.lend { secret in
            _ = try secret("rotate", "--platform", "--keys")
            let run = try secret("rewrap", "--platform", "--disable-older", "--destroy-disabled", "--output", "json")
            #expect(run.text.contains(#""rewrapped": 1"#), "\(run.errorOutput)")
            #expect(try states(of: Platform.tenantID) == ["destroyed", "primary"])
            #expect(try vault.secret(inFile: file, as: label)?.revealedText() == "sesame")
        }
    }

    @Test("a lower minimum opens a disabled key again, for what came back out of a backup")
    func enabled() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let owner = try uuid(tenant)
        let base = try database.connect()
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/api", input: Array("one".utf8))
            try base.execute("create table socle.copy as select * from socle.secrets where kind = 'token'")
            _ = try secret("rotate", "\(tenant)", "--keys")
            #expect(try secret("rewrap", "\(tenant)", "--disable-older").exitCode == 0)
            try base.execute(
                "update socle.secrets set envelope = (select envelope from socle.copy) where kind = 'token'")
            try base.execute("drop table socle.copy")
            #expect(try secret("get", "\(tenant)", "token/api", "--verbose").errorOutput.contains("VLT208"))
            let back = try secret("rewrap", "\(tenant)", "--minimum-version", "1", "--output", "json")
            #expect(back.exitCode == 0 && back.text.contains(#""rewrapped": 1"#), "\(back.errorOutput)")
            #expect(try states(of: owner) == ["decrypt-only", "primary"])
            #expect(try secret("get", "\(tenant)", "token/api").text == "one\n")
            #expect(try secret("rewrap", "\(tenant)", "--minimum-version", "2").exitCode == 0)
            #expect(try states(of: owner) == ["disabled", "primary"])
            let high = try secret("rewrap", "\(tenant)", "--minimum-version", "3", "--verbose")
            #expect(high.errorOutput.contains("VLT209"), "\(high.errorOutput)")
            // A failure does not stand below a sentence that all is well.
            #expect(high.output.isEmpty)
            let low = try secret("rewrap", "\(tenant)", "--minimum-version", "0")
            #expect(low.exitCode == 64)
            #expect(low.errors == ["'--minimum-version' takes a whole number from 1 on, not '0'"])
            let both = try secret("rewrap", "\(tenant)", "--minimum-version", "1", "--disable-older")
            #expect(both.errors == ["'--disable-older' and '--minimum-version' exclude each other"])
        }
    }

    @Test("a terminal is told how far it is")
    func progress() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            _ = try secret("rotate", "\(tenant)", "--keys")
            let run = try secret.atTerminal("rewrap", "\(tenant)")
            #expect(try run.end() == 0)
            #expect(run.shown.contains("tenant '\(tenant)': 4 of 4"), "\(run.shown)")
        }
    }

    // MARK: The root key

    @Test("the root key is exchanged in its file, or for one elsewhere, and everything opens with it")
    func rootKey() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let file = installation.settings.rootKeyFile
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/api", input: Array("one".utf8))
            let before = try Data(contentsOf: URL(filePath: file))
            let inPlace = try secret("rotate", "--root-key")
            #expect(inPlace.exitCode == 0, "\(inPlace.errorOutput)")
            #expect(try Data(contentsOf: URL(filePath: file)) != before)
            #expect(try secret("get", "\(tenant)", "token/api").text == "one\n")

            let other = "\(secret.root)/other.key"
            let moved = try secret("rotate", "--root-key", "--to", "file:\(other)")
            #expect(
                moved.exitCode == 0 && moved.errorOutput.contains("Let the settings name it"), "\(moved.errorOutput)")
            #expect(try secret("get", "\(tenant)", "token/api", "--verbose").errorOutput.contains("VLT207"))
            var there = secret
            there.environment[Setting.rootKeyFile.rawValue] = other
            #expect(try there("get", "\(tenant)", "token/api").text == "one\n")
            #expect(
                try there("rotate", "--root-key", "--to", "file:\(other)", "--verbose").errorOutput.contains("VLT211"))
        }
        let rows = try database.connect().query(
            "select object from socle.audit_events where action = 'root.rotated' order by sequence"
        ) { row -> String in try row[0] }
        #expect(rows.count == 2 && rows.last?.contains("other.key") == true)
    }

    @Test("what makes no sense with a root key is refused")
    func rootKeyWords() throws {
        try SecretCommands.lend { secret in
            for (arguments, error) in [
                (["--root-key", "--all"], "'--root-key' and '--all' exclude each other"),
                (["--root-key", "--due"], "'--root-key' and '--due' exclude each other"),
                (["--to", "file:/x", "--all"], "'--root-key' is missing"),
            ] {
                let run = try secret.socle(["secret", "rotate"] + arguments)
                #expect(run.exitCode == 64 && run.errors == [error], "\(run.errorOutput)")
            }
            let key = try Data(contentsOf: URL(filePath: installation.settings.rootKeyFile))
            var there = secret
            there.environment[Setting.rootKey.rawValue] = Hex.text([UInt8](key))
            let run = try there("rotate", "--root-key")
            #expect(run.exitCode == 64 && run.errorOutput.contains("Say with --to"), "\(run.errorOutput)")
        }
    }
}
