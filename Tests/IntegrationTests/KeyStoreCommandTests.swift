import FoundationEssentials
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Key store from the command line", .database)
struct KeyStoreCommandTests {
    private static let passphrase = Array("correct horse battery staple\n".utf8)

    @Test("a backup brings a lost key store back, and only with its passphrase, and only where none is")
    func lost() throws {
        try SecretCommands.lend { secret in
            let state = TestDatabase.current.installation.settings.stateDirectory
            let file = "\(secret.root)/keys.socle"
            #expect(try secret("set", "--platform", "token/api", input: Array("sesame".utf8)).exitCode == 0)
            #expect(try secret("backup", file, input: Array("short\n".utf8)).exitCode == 65)
            #expect(!FileManager.default.fileExists(atPath: file))
            let nowhere = try secret("backup", "\(secret.root)/nowhere/keys.socle", "--verbose", input: Self.passphrase)
            #expect(nowhere.errorOutput.contains("VLT401"), "\(nowhere.errorOutput)")
            try FileManager.default.copyItem(atPath: "\(state)/keys/root.check", toPath: "\(state)/keys/root.next")
            let rotating = try secret("backup", file, "--verbose", input: Self.passphrase)
            #expect(rotating.errorOutput.contains("VLT207"), "\(rotating.errorOutput)")
            try FileManager.default.removeItem(atPath: "\(state)/keys/root.next")
            let made = try secret("backup", file, input: Self.passphrase)
            #expect(made.exitCode == 0, "\(made.errorOutput)")
            #expect(try secret("backup", file, input: Self.passphrase).exitCode == 73)
            let there = try secret("restore", file, input: Self.passphrase)
            #expect(there.exitCode == 73, "\(there.errorOutput)")

            for name in ["keys", "root.key"] { try FileManager.default.removeItem(atPath: "\(state)/\(name)") }
            #expect(try secret("restore", file, input: Array("another passphrase".utf8)).exitCode == 65)
            #expect(!FileManager.default.fileExists(atPath: "\(state)/keys"))
            #expect(!FileManager.default.fileExists(atPath: "\(state)/root.key"))
            let back = try secret("restore", file, input: Self.passphrase)
            #expect(back.exitCode == 0, "\(back.errorOutput)")
            #expect(try secret("get", "--platform", "token/api").text == "sesame\n")
            let actions = try texts(
                "select action from socle.audit_events where action like 'keystore.%' order by sequence",
                TestDatabase.current.connect())
            // What is refused beforehand leaves no row: it would be taken for a backup.
            #expect(actions.map { $0[0] } == ["keystore.backed_up", "keystore.restored"])
        }
    }

    @Test("a key store that lost its root key gets it back, and keeps what is newer than the backup")
    func lostRootKey() throws {
        try SecretCommands.lend { secret in
            let state = TestDatabase.current.installation.settings.stateDirectory
            let file = "\(secret.root)/keys.socle"
            #expect(try secret("set", "--platform", "token/old", input: Array("sesame".utf8)).exitCode == 0)
            #expect(try secret("backup", file, input: Self.passphrase).exitCode == 0)
            #expect(try secret("rotate", "--platform", "--keys").exitCode == 0)
            #expect(try secret("set", "--platform", "token/new", input: Array("fresh".utf8)).exitCode == 0)
            try FileManager.default.removeItem(atPath: "\(state)/root.key")
            let back = try secret("restore", file, input: Self.passphrase)
            #expect(back.exitCode == 0 && back.errorOutput.contains("got its root key back"), "\(back.errorOutput)")
            #expect(try secret("get", "--platform", "token/new").text == "fresh\n")

            // The root key of another key store is no help, and nothing is written.
            try FileManager.default.removeItem(atPath: "\(state)/root.key")
            try FileManager.default.moveItem(atPath: "\(state)/keys", toPath: "\(state)/kept")
            #expect(try secret("init").exitCode == 0)
            try FileManager.default.removeItem(atPath: "\(state)/root.key")
            let other = try secret("restore", file, input: Self.passphrase)
            #expect(other.exitCode == 78, "\(other.errorOutput)")
            #expect(!FileManager.default.fileExists(atPath: "\(state)/root.key"))
        }
    }

    @Test("without any copy of root key and key store, init and a rotation of all logins let everybody in again")
    func lostForGood() throws {
        let database = TestDatabase.current
        let tenants = [try database.makeTenant(), try database.makeTenant()]
        try SecretCommands.lend { secret in
            let state = database.installation.settings.stateDirectory
            for name in ["keys", "root.key"] { try FileManager.default.removeItem(atPath: "\(state)/\(name)") }
            #expect(try secret("init").exitCode == 0)
            #expect(try secret("get", "\(tenants[0])", "login/\(tenants[0])_app").exitCode != 0)
            // A timer gives nobody a key whose old one may still come back from a backup.
            for tenant in tenants { try secret.declare(tenant, keys: "monthly", logins: "monthly") }
            let due = try secret("rotate", "--all", "--due", "--output", "json")
            #expect(due.exitCode == 0 && due.text == "[]\n", "\(due.errorOutput)")

            let rotated = try secret("rotate", "--all", "--logins", "--channels")
            #expect(rotated.exitCode == 0, "\(rotated.errorOutput)")
            for tenant in tenants {
                for purpose in ["admin", "app", "etl", "metabase"] {
                    #expect(rotated.text.contains("\(tenant)_\(purpose)"), "\(rotated.text)")
                    var login = try database.installation.parameters(
                        forLogin: Identifier("\(tenant)_\(purpose)"), of: tenant)
                    login.passwordSource = nil
                    _ = try Connection(to: login)
                }
            }
            // Who was shredded stays so.
            #expect(try secret("shred", "\(tenants[1])", "--confirm", "\(tenants[1])").exitCode == 0)
            let again = try secret("rotate", "--all", "--logins")
            #expect(again.exitCode == 0 && again.text.contains(tenants[0].text), "\(again.errorOutput)")
            #expect(!again.text.contains(tenants[1].text))
        }
    }

    @Test("a root key in the environment or a token is compared with the backup's, which is not written beside it")
    func elsewhere() throws {
        let token = try TestTokens.next()
        _ = try RootAddress(token.uri()).makeKey()
        try SecretCommands.lend { secret in
            let state = TestDatabase.current.installation.settings.stateDirectory
            let file = "\(secret.root)/keys.socle"
            #expect(try secret("set", "--platform", "token/api", input: Array("sesame".utf8)).exitCode == 0)
            #expect(try secret("backup", file, input: Self.passphrase).exitCode == 0)
            let digits = try Data(contentsOf: URL(filePath: "\(state)/root.key")).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            for name in ["keys", "root.key"] { try FileManager.default.removeItem(atPath: "\(state)/\(name)") }
            for (setting, value) in [
                (Setting.rootKey, digits.reversed().joined()), (.rootKeyPKCS11, token.uri()),
            ] {
                var other = secret
                other.environment[setting.rawValue] = value
                other.environment["SOFTHSM2_CONF"] = try TestTokens.shared.get().configuration
                let run = try other("restore", file, "--verbose", input: Self.passphrase)
                #expect(run.exitCode == 73 && run.errorOutput.contains("VLT505"), "\(run.errorOutput)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: state) == [])
            }
            var same = secret
            same.environment[Setting.rootKey.rawValue] = digits.joined()
            let back = try same("restore", file, input: Self.passphrase)
            #expect(back.exitCode == 0, "\(back.errorOutput)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: state) == ["keys"])
            #expect(try same("get", "--platform", "token/api").text == "sesame\n")
        }
    }

    @Test("init makes a root key and a key store once, and never replaces one")
    func first() throws {
        try SecretCommands.lend { secret in
            let state = TestDatabase.current.installation.settings.stateDirectory
            let again = try secret("init")
            #expect(again.exitCode == 73 && again.errorOutput.contains("exists already"), "\(again.errorOutput)")
            for name in ["keys", "root.key"] { try FileManager.default.removeItem(atPath: "\(state)/\(name)") }
            let made = try secret("init")
            #expect(made.exitCode == 0 && made.text.contains("\(state)/root.key"), "\(made.errorOutput)")
            #expect(try secret("set", "--platform", "token/api", input: Array("sesame".utf8)).exitCode == 0)
            // A root key whose key store was lost before anything was sealed serves again.
            try FileManager.default.removeItem(atPath: "\(state)/keys")
            #expect(try secret("init").exitCode == 0)
        }
    }
}
