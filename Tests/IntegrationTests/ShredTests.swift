import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Vault

@Suite("Shredding from the command line", .database)
struct ShredTests {
    private static let passphrase = Array("correct horse battery staple\n".utf8)

    @Test("a shredded tenant's secrets open no more, which the certificate proves, and nobody else's are touched")
    func shredded() throws {
        let database = TestDatabase.current
        let (leaving, staying) = (try database.makeTenant(), try database.makeTenant())
        let owner = try SecretOwner.tenant(leaving).uuid(in: database.connect())
        try SecretCommands.lend { secret in
            for tenant in [leaving, staying] {
                _ = try secret("set", "\(tenant)", "token/api", input: Array("one".utf8))
            }
            _ = try secret("rotate", "\(leaving)", "--keys")
            _ = try secret("set", "\(leaving)", "token/api", input: Array("two".utf8))
            let keys = try database.installation.openVault().keys.keyVersions(of: owner)
            #expect(try secret("backup", "\(secret.root)/keys.socle", input: Self.passphrase).exitCode == 0)

            let run = try secret("shred", "\(leaving)", "--confirm", "\(leaving)")
            #expect(run.exitCode == 0, "\(run.errorOutput)")
            for key in keys { #expect(run.text.contains("version \(key.version), fingerprint \(key.identifier)")) }
            for words in [
                "secrets unreadable            6\n", "6 of them tried, each refused", "its log (WAL)",
                "key store backups to destroy  made at ", "audit event", owner.uuidString.lowercased(),
            ] {
                #expect(run.text.contains(words), "\(run.text)")
            }
            for arguments in [["token/api"], ["token/api", "--version", "1"], ["\(leaving)_app"]] {
                let get = try secret.socle(["secret", "get", "\(leaving)"] + arguments + ["--verbose"])
                #expect(get.exitCode != 0 && get.errorOutput.contains("VLT208"), "\(get.errorOutput)")
            }
            #expect(try secret("get", "\(staying)", "token/api").text == "one\n")
            let set = try secret("set", "\(leaving)", "token/new", "--verbose", input: [0x61])
            #expect(set.errorOutput.contains("VLT205"), "\(set.errorOutput)")
            #expect(set.errorOutput.contains("'socle secret rotate TENANT'"), "\(set.errorOutput)")
            // What goes over all tenants leaves a shredded one alone.
            #expect(try secret("rotate", "--all", "--keys").text.contains(leaving.text) == false)
            #expect(try secret("rewrap", "--all", "--disable-older").exitCode == 0)
            let check = try secret("check")
            #expect(
                check.exitCode == 0 && check.text.contains("was shredded; nothing opens 6 secret versions"),
                "\(check.text)")

            // A new key is given on purpose, and opens nothing of before.
            #expect(try secret("rotate", "\(leaving)", "--keys").exitCode == 0)
            #expect(try secret("set", "\(leaving)", "token/new", input: [0x61]).exitCode == 0)
            #expect(try secret("get", "\(leaving)", "token/api").exitCode != 0)
            #expect(try secret("check").exitCode == 0)

            // A backup of the key store brings shredded keys back, which is seen.
            let state = database.installation.settings.stateDirectory
            for name in ["keys", "root.key"] { try FileManager.default.removeItem(atPath: "\(state)/\(name)") }
            #expect(try secret("restore", "\(secret.root)/keys.socle", input: Self.passphrase).exitCode == 0)
            let back = try secret("check")
            #expect(
                back.exitCode == 1 && back.text.contains("was shredded, and 2 of its keys are back"), "\(back.text)")
        }
        let rows = try database.connect().query(
            "select class, object, detail from socle.audit_events where action = 'key.shredded' and tenant_id = \(owner)"
        ) { row -> [String] in try (0..<3).map { try row[$0] } }
        try #require(rows.count == 1)
        #expect(rows[0][0] == "proof" && rows[0][1] == leaving.text)
        #expect(rows[0][2].contains(#""secrets":6"#) && rows[0][2].contains(#""tried":6"#))
    }

    @Test("every backup is named whatever the clocks say, and bytes that are no secret prove nothing")
    func certificate() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let owner = try SecretOwner.tenant(tenant).uuid(in: database.connect())
        let keys = try database.installation.openVault().keys
        // The machine's clock was a day ahead when the key was made.
        unlink("\(keys.folder)/\(owner.uuidString.lowercased()).keys")
        _ = try keys.rotateKey(of: owner, at: keys.now() + 86_400_000_000)
        try SecretCommands.lend { secret in
            #expect(try secret("backup", "\(secret.root)/keys.socle", input: Self.passphrase).exitCode == 0)
            try database.connect().execute(
                """
                update socle.secrets set envelope = set_byte(envelope, 0, 0)
                where tenant_id = \(owner) and name = \("\(tenant)_app")
                """)
            let run = try secret("shred", "\(tenant)", "--confirm", "\(tenant)")
            #expect(run.exitCode == 0, "\(run.errorOutput)")
            #expect(run.text.contains("key store backups to destroy  made at "), "\(run.text)")
            #expect(run.text.contains("secrets unreadable            4\n"), "\(run.text)")
            #expect(run.text.contains("3 of them tried, each refused"), "\(run.text)")
        }
    }

    @Test("nothing is shredded without the same word twice, or when somebody is in the way")
    func refused() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/api", input: Array("one".utf8))
            let other = try secret("shred", "\(tenant)", "--confirm", "\(tenant)x")
            #expect(other.exitCode == 64)
            #expect(other.errors == ["tenant '\(tenant)' is to be shredded, and '\(tenant)x' was confirmed"])
            #expect(try secret("shred", "\(tenant)").errors == ["'--confirm' is missing"])
            #expect(try secret("shred", "\(tenant)x", "--confirm", "\(tenant)x").exitCode == 66)
            // Somebody holds the chain: no key goes without its row.
            let owner = try SecretOwner.tenant(tenant).uuid(in: database.connect())
            let holder = try database.connect()
            try holder.execute("begin")
            try holder.execute("select from socle.audit_heads where tenant_id = \(owner) for update")
            var impatient = secret
            impatient.environment["SOCLE_PROVISIONER_URL"]? += "&options=-c%20lock_timeout%3D300ms"
            let busy = try impatient("shred", "\(tenant)", "--confirm", "\(tenant)")
            #expect(busy.exitCode == 75, "\(busy.errorOutput)")
            try holder.execute("rollback")
            #expect(try secret("get", "\(tenant)", "token/api").text == "one\n")
        }
    }
}
