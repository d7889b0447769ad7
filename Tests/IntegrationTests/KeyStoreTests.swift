import Cryptography
import FoundationEssentials
import Glibc
import Testing
import Vocabulary

@testable import Vault

/// A folder of its own for one test, gone at its end.
func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path + "/socle-vault-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder left over harms no one
    return try body(folder)
}

@Suite("Key stores on disk") struct KeyStoreTests {
    static func secret(_ text: String) throws -> SecretBytes {
        try SecretBytes(copying: Array(text.utf8))
    }

    static func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(path, &status) == 0)
        return status.st_mode & 0o7777
    }

    @Test("a root key is made once, readable by its owner alone, and read back")
    func rootKey() throws {
        try inFolder { folder in
            let path = "\(folder)/root.key"
            let made = try RootKey.create(at: path)
            #expect(try Self.mode(path) == 0o400)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["root.key"])
            let read = try RootKey(file: path)
            let wrapped = try made.wrap(SecretBytes.random(count: 32), binding: [])
            #expect(try read.unwrap(wrapped, binding: []).count == 32)
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(throws: VaultFailure.rootKeyFile(path: path, .exists)) { try RootKey.create(at: path) }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test("a root key file that breaks a rule is refused by that rule")
    func rootKeyRules() throws {
        try inFolder { folder in
            let path = "\(folder)/root.key"
            func expect(_ rule: VaultFailure.RootKeyFileRule) {
                #expect(throws: VaultFailure.rootKeyFile(path: path, rule)) { try RootKey(file: path) }
            }
            expect(.missing)
            _ = try RootKey.create(at: path)
            for mode in [0o600, 0o440, 0o404, 0o500] as [mode_t] {
                chmod(path, mode)
                expect(.mode(mode))
            }
            unlink(path)
            for count in [0, 31, 33, 100_000] {
                try Data(repeating: 1, count: count).write(to: URL(filePath: path))
                chmod(path, 0o400)
                expect(.length(count))
                unlink(path)
            }
            let digits = String(repeating: "0123456789abcdef", count: 4)
            let contents: [(String, VaultFailure.RootKeyFileRule)] = [
                (String(repeating: "\0", count: 32), .constant), (String(repeating: "a", count: 32), .constant),
                (digits, .hexadecimal), (digits.uppercased() + "\n", .hexadecimal), (digits + "\r\n", .hexadecimal),
                (digits + "0", .length(65)), (digits.dropLast() + "g", .length(64)),
                ("\(digits.prefix(32))", .text), ("correct horse battery staple ...", .text),
                (digits.prefix(32) + "\n", .length(33)),
            ]
            for (content, rule) in contents {
                try Data(content.utf8).write(to: URL(filePath: path))
                chmod(path, 0o400)
                expect(rule)
                unlink(path)
            }
            _ = try RootKey.create(at: "\(folder)/real.key")
            symlink("\(folder)/real.key", path)
            expect(.notRegular)
            unlink(path)
            mkdir(path, 0o700)
            expect(.notRegular)
            rmdir(path)
            mkfifo(path, 0o400)
            expect(.notRegular)
            if geteuid() == 0 {
                unlink(path)
                _ = try RootKey.create(at: path)
                chown(path, 65534, 0)
                expect(.owner(65534))
            }
        }
    }

    @Test("a secret outlives the process, a rotation, and comes back from a file")
    func secrets() throws {
        try inFolder { folder in
            let root = try RootKey.create(at: "\(folder)/root.key")
            #expect(!KeyStore.exists(in: "\(folder)/keys"))
            let keys = try KeyStore.create(in: "\(folder)/keys", root: root)
            #expect(KeyStore.exists(in: "\(folder)/keys"))
            #expect(try Self.mode("\(folder)/keys") == 0o700)

            let tenant = UUID()
            let label = try SecretLabel(tenant: tenant, kind: "token", name: "api", version: 1)
            let before = try Vault(keys).seal(Self.secret("before"), as: label)
            try keys.rotateKey(of: tenant)
            let after = try Vault(keys).seal(Self.secret("after"), as: label)
            #expect(before[10..<26] != after[10..<26])
            #expect(try Self.mode("\(folder)/keys/\(tenant.uuidString.lowercased()).keys") == 0o600)

            let again = Vault(
                try KeyStore(opening: "\(folder)/keys", root: RootKey(file: "\(folder)/root.key")))
            #expect(try again.open(before, as: label).revealedText() == "before")
            #expect(try again.open(after, as: label).revealedText() == "after")

            let path = "\(folder)/runtime.sealed"
            if try again.secret(inFile: path, as: label) != nil { Issue.record("there is no file yet") }
            try again.write(Self.secret("one"), toFile: path, as: label)
            try again.write(Self.secret("two"), toFile: path, as: label)
            #expect(try Self.mode(path) == 0o600)
            #expect(try again.secret(inFile: path, as: label)?.revealedText() == "two")
            chmod(path, 0o644)
            #expect(throws: VaultFailure.self) { try again.secret(inFile: path, as: label)?.revealedText() }
        }
    }

    @Test("another root key is refused by the key store, and changes nothing")
    func wrongRootKey() throws {
        try inFolder { folder in
            let keys = "\(folder)/keys"
            let store = try KeyStore.create(in: keys, root: RootKey.create(at: "\(folder)/one.key"))
            let other = try RootKey.create(at: "\(folder)/other.key")
            #expect(throws: VaultFailure.wrongRootKey(folder: keys)) {
                try KeyStore(opening: keys, root: other)
            }
            #expect(throws: VaultFailure.keyStore(folder: keys, .exists)) {
                try KeyStore.create(in: keys, root: other)
            }
            try store.rotateKey(of: UUID())
            unlink("\(keys)/root.check")
            #expect(throws: VaultFailure.keyStore(folder: keys, .missing)) {
                try KeyStore(opening: keys, root: other)
            }
            #expect(throws: VaultFailure.keyStore(folder: keys, .incomplete)) {
                try KeyStore.create(in: keys, root: other)
            }
        }
    }

    @Test("a tenant whose key file is gone cannot be opened any more, and says no more than that")
    func shredded() throws {
        try inFolder { folder in
            let keys = try KeyStore.create(
                in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
            let tenant = UUID()
            let label = try SecretLabel(tenant: tenant, kind: "token", name: "api", version: 1)
            let sealed = try Vault(keys).seal(Self.secret("s3cret"), as: label)
            unlink("\(folder)/keys/\(tenant.uuidString.lowercased()).keys")
            #expect(throws: VaultFailure.cannotOpen(label)) {
                try Vault(keys).open(sealed, as: label).revealedText()
            }
            // A new key of the same tenant opens nothing of the old one.
            try keys.rotateKey(of: tenant)
            #expect(throws: VaultFailure.cannotOpen(label)) {
                try Vault(keys).open(sealed, as: label).revealedText()
            }
        }
    }

    @Test("a key below the minimum opens nothing until it is lowered, and nothing ever once it is destroyed")
    func states() throws {
        try inFolder { folder in
            let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
            let vault = Vault(keys)
            let tenant = UUID()
            let label = try SecretLabel(tenant: tenant, kind: "token", name: "api", version: 1)
            #expect(try keys.keyVersions(of: tenant).isEmpty)
            #expect(try keys.tenants().isEmpty)
            let sealed = try vault.seal(Self.secret("s3cret"), as: label)
            #expect(try keys.rotateKey(of: tenant).version == 2)
            #expect(try keys.tenants() == [tenant])
            let versions = try keys.keyVersions(of: tenant)
            #expect(versions.map(\.state) == [.decryptOnly, .primary])
            #expect(versions[0].identifier == (try Vault.keyIdentifier(of: sealed, as: label)))
            #expect(versions[0].createdAt <= Date() && versions[0].createdAt > Date() - 60)
            #expect(versions.map(\.uses) == [1, 0])

            try keys.setMinimumVersion(2, of: tenant)
            var failure = #expect(throws: VaultFailure.self) {
                try vault.open(sealed, as: label).revealedText()
            }
            #expect(failure == .keyVersion(label, version: 1, .disabled))
            #expect(failure?.code == "VLT208")
            let named = "secret 'token/api' version 1 of tenant \(tenant.uuidString.lowercased())"
            #expect(failure?.message == "\(named) hangs on version 1 of its tenant's key, which is disabled")
            // The same answer for the same identifier, whatever the sealed bytes are.
            var changed = sealed
            changed[60] ^= 1
            #expect(throws: VaultFailure.keyVersion(label, version: 1, .disabled)) {
                try vault.open(changed, as: label).revealedText()
            }
            try keys.setMinimumVersion(1, of: tenant)
            #expect(try vault.open(sealed, as: label).revealedText() == "s3cret")
            #expect(try keys.destroyDisabledVersions(of: tenant).isEmpty)

            try keys.setMinimumVersion(2, of: tenant)
            #expect(try keys.destroyDisabledVersions(of: tenant).map(\.version) == [1])
            failure = #expect(throws: VaultFailure.self) { try vault.open(sealed, as: label).revealedText() }
            #expect(failure == .keyVersion(label, version: 1, .destroyed))
            #expect(try keys.destroyDisabledVersions(of: UUID()).isEmpty)
            #expect(try keys.tenants() == [tenant])
        }
    }

    @Test("a shredded tenant opens nothing, seals nothing until it gets a key on purpose, and leaves no bytes behind")
    func shredding() throws {
        try inFolder { folder in
            let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
            let vault = Vault(keys)
            let tenant = UUID()
            let path = "\(folder)/keys/\(tenant.uuidString.lowercased()).keys"
            let label = try SecretLabel(tenant: tenant, kind: "token", name: "api", version: 1)
            let sealed = try vault.seal(Self.secret("s3cret"), as: label)
            try keys.rotateKey(of: tenant)
            // What a killed writer would leave, and another name for the same bytes on the disk.
            let leftover = "\(path).0011223344556677.new"
            let before = try Data(contentsOf: URL(filePath: path))
            try before.write(to: URL(filePath: leftover))
            try #require(link(path, "\(folder)/linked") == 0)

            #expect(try keys.shred(tenant).map(\.version) == [1, 2])
            #expect(try keys.keyVersions(of: tenant).map(\.state) == [.destroyed, .destroyed])
            #expect(access(leftover, F_OK) != 0)
            let overwritten = try Data(contentsOf: URL(filePath: "\(folder)/linked"))
            #expect(overwritten.count == before.count)
            #expect(zip(overwritten, before).count { $0 == $1 } < before.count / 8)

            #expect(throws: VaultFailure.keyVersion(label, version: 1, .destroyed)) {
                try vault.open(sealed, as: label).revealedText()
            }
            #expect(throws: VaultFailure.shredded(tenant: tenant)) {
                try vault.seal(Self.secret("new"), as: label).isEmpty
            }
            #expect(VaultFailure.shredded(tenant: tenant).code == "VLT205")
            #expect(try keys.shred(tenant).isEmpty)
            #expect(try keys.rotateKey(of: tenant).version == 3)
            let new = try vault.seal(Self.secret("new"), as: label)
            #expect(try vault.open(new, as: label).revealedText() == "new")

            // One that never had a key does not get one by accident either.
            let other = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
            #expect(try keys.shred(other.tenant).isEmpty)
            #expect(throws: VaultFailure.shredded(tenant: other.tenant)) {
                try vault.seal(Self.secret("new"), as: other).isEmpty
            }
        }
    }

    @Test("uses are on the disk before they happen, and a key that is used up gives way by itself")
    func uses() throws {
        try inFolder { folder in
            let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
            let vault = Vault(keys)
            let tenant = UUID()
            let label = try SecretLabel(tenant: tenant, kind: "token", name: "api", version: 1)
            _ = try vault.seal(Self.secret("one"), as: label)
            #expect(try keys.keyVersions(of: tenant).map(\.uses) == [1])
            do {
                var sealer = try vault.sealer(for: tenant, uses: 4)
                #expect(try keys.keyVersions(of: tenant).map(\.uses) == [5])
                for _ in 0..<6 { _ = try sealer.seal(Self.secret("many"), as: label) }
            }
            #expect(try keys.keyVersions(of: tenant).map(\.uses) == [9])

            _ = try keys.reserve(Int(TenantKey.useLimit) - 10, of: tenant)
            let last = try vault.seal(Self.secret("last"), as: label)
            #expect(try keys.keyVersions(of: tenant).map(\.uses) == [TenantKey.useLimit])
            let next = try vault.seal(Self.secret("next"), as: label)
            let versions = try keys.keyVersions(of: tenant)
            #expect(versions.map(\.state) == [.decryptOnly, .primary])
            #expect(versions.map(\.uses) == [TenantKey.useLimit, 1])
            #expect(try vault.open(last, as: label).revealedText() == "last")
            #expect(try vault.open(next, as: label).revealedText() == "next")
            #expect(try Vault.keyIdentifier(of: next, as: label) == versions[1].identifier)
        }
    }

    @Test("after a key of a time to come sealing and rotating go on, and all of it opens")
    func clock() throws {
        try inFolder { folder in
            let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
            let label = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
            _ = try keys.rotateKey(of: label.tenant, at: keys.now() + 3_600_000_000)
            let early = try Vault(keys).seal(Self.secret("early"), as: label)
            #expect(try keys.rotateKey(of: label.tenant).version == 2)
            let late = try Vault(keys).seal(Self.secret("late"), as: label)
            #expect(try Vault(keys).open(early, as: label).revealedText() == "early")
            #expect(try Vault(keys).open(late, as: label).revealedText() == "late")
            #expect(try keys.keyVersions(of: label.tenant).map(\.state) == [.decryptOnly, .primary])
        }
    }

    @Test("a sealed file is wrapped anew with its content as it was, once for each rotation")
    func rewrappedFile() throws {
        try inFolder { folder in
            let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
            let vault = Vault(keys)
            let label = try SecretLabel(tenant: UUID(), kind: "login", name: "runtime", version: 1)
            let path = "\(folder)/runtime.secret"
            #expect(try !vault.rewrap(file: path, as: label))
            #expect(try vault.keyIdentifier(ofFile: path, as: label) == nil)
            try vault.write(Self.secret("s3cret"), toFile: path, as: label)
            #expect(try !vault.rewrap(file: path, as: label))
            let before = try Data(contentsOf: URL(filePath: path))
            let primary = try keys.rotateKey(of: label.tenant)
            #expect(try vault.rewrap(file: path, as: label))
            #expect(try !vault.rewrap(file: path, as: label))
            let after = try Data(contentsOf: URL(filePath: path))
            #expect(before[86...] == after[86...])
            #expect(before[10..<86] != after[10..<86])
            #expect(try vault.keyIdentifier(ofFile: path, as: label) == primary.identifier)
            try keys.setMinimumVersion(2, of: label.tenant)
            try keys.destroyDisabledVersions(of: label.tenant)
            #expect(try vault.secret(inFile: path, as: label)?.revealedText() == "s3cret")
            // What does not open is not counted, and not written.
            #expect(throws: VaultFailure.keyVersion(label, version: 1, .destroyed)) {
                try vault.rewrap(Array(before), as: label).isEmpty
            }
        }
    }

    @Test("eight threads seal while another rotates: every envelope opens")
    func rotationUnderLoad() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/socle-vault-\(UUID().uuidString)"
        mkdir(folder, 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder left over harms no one
        let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
        let label = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
        let sealed = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<8 {
                group.addTask { try (0..<10).map { _ in try Vault(keys).seal(Self.secret("s3cret"), as: label) } }
            }
            group.addTask {
                for _ in 0..<10 { try keys.rotateKey(of: label.tenant) }
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let opener = try Vault(keys).opener(for: label.tenant)
        for envelope in sealed { #expect(try opener.open(envelope, as: label).revealedText() == "s3cret") }
        // Not one use is lost to another writer, and not one rotation.
        #expect(try keys.keyVersions(of: label.tenant).reduce(0) { $0 + $1.uses } == 80)
        #expect(try [10, 11].contains(keys.keyVersions(of: label.tenant).count))
    }

    @Test("a key store that others may enter is refused")
    func notPrivate() throws {
        try inFolder { folder in
            let keys = "\(folder)/keys"
            let root = try RootKey.create(at: "\(folder)/root.key")
            let store = try KeyStore.create(in: keys, root: root)
            let tenant = UUID()
            try store.rotateKey(of: tenant)
            chmod(keys, 0o755)
            #expect(throws: VaultFailure.keyStore(folder: keys, .notPrivate)) {
                try KeyStore(opening: keys, root: root)
            }
            chmod(keys, 0o700)
            chmod("\(keys)/\(tenant.uuidString.lowercased()).keys", 0o640)
            #expect(throws: VaultFailure.keyFile(tenant: tenant, .notPrivate)) {
                try store.rotateKey(of: tenant)
            }
        }
    }

    @Test("sixteen threads that seal a tenant's first secrets agree on one key")
    func race() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/socle-vault-\(UUID().uuidString)"
        mkdir(folder, 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder left over harms no one
        let keys = try KeyStore.create(
            in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
        let label = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
        let sealed = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 {
                group.addTask { try Vault(keys).seal(Self.secret("s3cret"), as: label) }
            }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(Set(sealed.map { Array($0[10..<26]) }).count == 1)
        for envelope in sealed {
            #expect(try Vault(keys).open(envelope, as: label).revealedText() == "s3cret")
        }
    }
}
