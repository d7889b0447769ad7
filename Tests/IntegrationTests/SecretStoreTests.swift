import Cryptography
import FoundationEssentials
import Glibc
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Vault

@Suite("Secrets in the database", .database) struct SecretStoreTests {
    /// Gives a store with keys of its own in a folder that goes at the end.
    static func withStore<Result>(_ body: (SecretStore) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.path + "/socle-vault-\(UUID().uuidString)"
        mkdir(folder, 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder left over harms no one
        let root = try RootKey.create(at: "\(folder)/root.key")
        return try body(SecretStore(Vault(KeyStore.create(in: "\(folder)/keys", root: root))))
    }

    static func secret(_ text: String) throws -> SecretBytes {
        try SecretBytes(copying: Array(text.utf8))
    }

    @Test("each setting is a new version, the highest is in use, and a list shows no value")
    func versions() throws {
        try Self.withStore { store in
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            if try store.get(kind: "token", name: "api", of: tenant, on: connection) != nil {
                Issue.record("there is no secret yet")
            }
            for (index, text) in ["one", "two", "three"].enumerated() {
                let version = try store.set(
                    Self.secret(text), kind: "token", name: "api", of: tenant, on: connection)
                #expect(version == index + 1)
            }
            try store.set(Self.secret("other"), kind: "token", name: "aaa", of: tenant, on: connection)
            let value = try store.get(kind: "token", name: "api", of: tenant, on: connection)?.revealedText()
            #expect(value == "three")

            let entries = try store.list(of: tenant, on: connection) { Issue.record($0) }
            #expect(entries.map(\.name) == ["aaa", "api"])
            #expect(entries.map(\.version) == [1, 3])
            #expect(entries.map(\.versionCount) == [1, 3])
            #expect(entries.map(\.keyVersion) == [1, 1])
            #expect(try store.list(of: UUID(), on: connection, unreadable: { Issue.record($0) }).isEmpty)
            #expect(try store.list(on: connection, unreadable: { Issue.record($0) }).count >= 2)
        }
    }

    @Test("where a key file is missing, a setting makes no new key unless one was made on purpose")
    func lostKeyFile() throws {
        try Self.withStore { store in
            let connection = try TestDatabase.current.connect()
            let (tenant, keys) = (UUID(), store.vault.keys)
            let file = "\(keys.folder)/\(tenant.uuidString.lowercased()).keys"
            func set(_ name: String) throws {
                try store.set(Self.secret("s3cret"), kind: "token", name: name, of: tenant, on: connection)
            }
            try set("api")
            let kept = try Data(contentsOf: URL(filePath: file))
            unlink(file)
            #expect(throws: VaultFailure.keyFile(tenant: tenant, .missing)) { try set("other") }
            #expect(access(file, F_OK) != 0)
            // Restored, it goes on, and all of it opens.
            try kept.write(to: URL(filePath: file))
            chmod(file, 0o600)
            try set("other")
            for name in ["api", "other"] {
                let text = try store.get(kind: "token", name: name, of: tenant, on: connection)?.revealedText()
                #expect(text == "s3cret")
            }
            // A new key on purpose.
            unlink(file)
            try keys.rotateKey(of: tenant)
            try set("third")
            // Shredded, and the file that said so removed, with the secrets too.
            try connection.execute(
                "select socle.append_audit(\(tenant), 'proof', 'key.shredded', 'keys', '{}')")
            try connection.execute("delete from socle.secrets where tenant_id = \(tenant)")
            unlink(file)
            #expect(throws: VaultFailure.shredded(tenant: tenant)) { try set("fourth") }
            #expect(access(file, F_OK) != 0)
        }
    }

    @Test("nothing of a secret stands in the table")
    func sealed() throws {
        try Self.withStore { store in
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            try store.set(
                Self.secret("canary-5f3a"), kind: "token", name: "api", of: tenant, on: connection)
            let found = try connection.first(
                """
                select position(convert_to('canary-5f3a', 'utf8') in envelope) > 0 as found,
                    substring(envelope for 8) = convert_to('SOCLSEAL', 'utf8') as is_envelope
                from socle.secrets
                where tenant_id = \(tenant)
                """
            ) { (try $0["found"] as Bool, try $0["is_envelope"] as Bool) }
            #expect(found?.0 == false)
            #expect(found?.1 == true)
        }
    }

    @Test("a secret that is moved to another row does not open there")
    func moved() throws {
        try Self.withStore { store in
            let connection = try TestDatabase.current.connect()
            let owner = UUID()
            let thief = UUID()
            try store.set(Self.secret("s3cret"), kind: "token", name: "api", of: owner, on: connection)
            try store.set(Self.secret("mine"), kind: "token", name: "api", of: thief, on: connection)
            let envelope: SQL = "(select envelope from socle.secrets where tenant_id = \(owner))"
            try connection.execute(
                "update socle.secrets set envelope = \(sql: envelope) where tenant_id = \(thief)")
            let label = try SecretLabel(tenant: thief, kind: "token", name: "api", version: 1)
            #expect(throws: VaultFailure.cannotOpen(label)) {
                try store.get(kind: "token", name: "api", of: thief, on: connection)?.revealedText()
            }
            try connection.execute("update socle.secrets set version = 2 where tenant_id = \(owner)")
            #expect(throws: VaultFailure.self) {
                try store.get(kind: "token", name: "api", of: owner, on: connection)?.revealedText()
            }
        }
    }

    @Test("a secret set in a transaction that fails is not kept")
    func rollback() throws {
        struct Refusal: Error {}
        try Self.withStore { store in
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            #expect(throws: Refusal.self) {
                try connection.transaction { connection in
                    try store.set(Self.secret("x"), kind: "token", name: "api", of: tenant, on: connection)
                    throw Refusal()
                }
            }
            #expect(try store.list(of: tenant, on: connection, unreadable: { Issue.record($0) }).isEmpty)
        }
    }

    @Test("a login keeps its password, also when eight callers ask for it first")
    func passwords() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/socle-vault-\(UUID().uuidString)"
        mkdir(folder, 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder left over harms no one
        let root = try RootKey.create(at: "\(folder)/root.key")
        let store = SecretStore(Vault(try KeyStore.create(in: "\(folder)/keys", root: root)))
        let tenant = UUID()
        let login = try Identifier("acme_etl")
        let database = TestDatabase.current
        let passwords = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let connection = try database.connect()
                    return try store.password(login: login, of: tenant, on: connection).revealedText()
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(Set(passwords).count == 1)
        #expect(passwords.first?.count == 43)
        let connection = try database.connect()
        #expect(try store.list(of: tenant, on: connection) { Issue.record($0) }.map(\.version) == [1])
        #expect(try store.list(of: tenant, on: connection) { Issue.record($0) }.first?.kind == SecretLabel.loginKind)
    }

    @Test("PostgreSQL accepts the verifier, and only the password that it was made of")
    func login() throws {
        try Self.withStore { store in
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            let login = try Identifier("t_\(UUID().uuidString.lowercased().prefix(8))_etl")
            let password = try store.password(login: login, of: tenant, on: connection)
            let verifier = try SCRAMVerifier.make(password: password)
            try connection.execute("create role \(identifier: login) login password \(literal: verifier)")
            let stored = try #require(
                try connection.first(
                    "select rolpassword from pg_authid where rolname = \(login.text)"
                ) { try $0["rolpassword"] as String })
            #expect(stored == verifier)
            #expect(try SCRAMVerifier(parsing: stored).matches(password))
            // One that the server computes itself is understood as well.
            try connection.execute("alter role \(identifier: login) password 'only-a-test'")
            let own = try #require(
                try connection.first(
                    "select rolpassword from pg_authid where rolname = \(login.text)"
                ) { try $0["rolpassword"] as String })
            #expect(try SCRAMVerifier(parsing: own).matches(Self.secret("only-a-test")))
            #expect(try !SCRAMVerifier(parsing: own).matches(password))
            try connection.execute("drop role \(identifier: login)")
        }
    }
}
