import Cryptography
import FoundationEssentials
import Glibc
import Testing
import Vocabulary

@testable import Vault

/// A root key that gives nothing away, as a token does.
private struct SilentRoot: RootKeyProvider {
    let key: RootKey

    var origin: String { "token" }

    func wrap(_ secret: borrowing SecretBytes, binding associatedData: [UInt8]) throws -> [UInt8] {
        try key.wrap(secret, binding: associatedData)
    }

    func unwrap(_ wrapped: [UInt8], binding associatedData: [UInt8]) throws -> SecretBytes {
        try key.unwrap(wrapped, binding: associatedData)
    }
}

/// A key store with three tenants, one of them shredded, and places for its backup and restoration.
private struct BackupWorld {
    let folder: String
    let store: KeyStore
    let labels: [SecretLabel]
    let sealed: [[UInt8]]

    var keys: String { "\(folder)/keys" }
    var rootFile: String { "\(folder)/root.key" }
    var backup: String { "\(folder)/keys.backup" }
    var newKeys: String { "\(folder)/new/keys" }
    var newRootFile: String { "\(folder)/new/root.key" }

    init(in folder: String, root: (RootKey) -> any RootKeyProvider = { $0 }) throws {
        self.folder = folder
        let store = try KeyStore.create(
            in: "\(folder)/keys", root: root(RootKey.create(at: "\(folder)/root.key")))
        let labels = try (0..<3).map { _ in try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1) }
        sealed = try labels.map { try Vault(store).seal(KeyStoreTests.secret("s3cret"), as: $0) }
        try store.rotateKey(of: labels[1].tenant)
        try store.shred(labels[2].tenant)
        mkdir("\(folder)/new", 0o700)
        self.store = store
        self.labels = labels
    }

    static func passphrase(_ text: String = "correct horse battery") throws -> SecretBytes {
        try KeyStoreTests.secret(text)
    }

    /// A backup whose passphrase costs next to nothing, for tests that open it a thousand times.
    func cheapBackup(to path: String? = nil) throws -> KeyStoreBackup {
        try store.backup(to: path ?? backup, passphrase: Self.passphrase(), head: BackupHead(costLogarithm: 5))
    }

    func restore(_ passphrase: String? = nil) throws -> KeyStoreBackup {
        try KeyStore.restore(
            from: backup, passphrase: passphrase.map(Self.passphrase) ?? Self.passphrase(), into: newKeys,
            root: .file(path: newRootFile))
    }

    /// The failure of a restoration, after which nothing at all is in its place.
    func refusal(_ bytes: [UInt8]) throws -> VaultFailure? {
        try Data(bytes).write(to: URL(filePath: backup))
        do {
            _ = try restore()
            return nil
        } catch let failure as VaultFailure {
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/new").isEmpty)
            return failure
        }
    }
}

@Suite("Backups of the key store") struct KeyStoreBackupTests {
    @Test("a backup brings back every key, the root key among them, and is one private file")
    func roundTrip() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            let made = try world.store.backup(to: world.backup, passphrase: BackupWorld.passphrase())
            #expect(made.tenants == 3)
            #expect(made.holdsRootKey)
            #expect(try KeyStoreTests.mode(world.backup) == 0o600)
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: world.backup)))
            #expect(Array(bytes[..<18]) == Array("SOCLBACK".utf8) + [1, 17, 0, 0, 0, 8, 0, 0, 0, 1])

            let restored = try world.restore()
            #expect(restored == made)
            #expect(try KeyStoreTests.mode(world.newKeys) == 0o700)
            #expect(try KeyStoreTests.mode(world.newRootFile) == 0o400)
            for name in try FileManager.default.contentsOfDirectory(atPath: world.newKeys) {
                #expect(
                    try Data(contentsOf: URL(filePath: "\(world.newKeys)/\(name)"))
                        == Data(contentsOf: URL(filePath: "\(world.keys)/\(name)")))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: world.newKeys).count == 4)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(folder)/new").sorted() == ["keys", "root.key"])
            let vault = Vault(try KeyStore(opening: world.newKeys, root: RootKey(file: world.newRootFile)))
            for (label, sealed) in zip(world.labels, world.sealed).prefix(2) {
                #expect(try vault.open(sealed, as: label).revealedText() == "s3cret")
            }
            #expect(throws: VaultFailure.keyVersion(world.labels[2], version: 1, .destroyed)) {
                try vault.open(world.sealed[2], as: world.labels[2]).revealedText()
            }
            // Nothing of the keys stands in the file.
            let rootKey = [UInt8](try Data(contentsOf: URL(filePath: world.rootFile)))
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: rootKey) })
        }
    }

    @Test("hundreds of tenants, over many segments")
    func many() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            for _ in 0..<400 {
                let tenant = UUID()
                try world.store.rotateKey(of: tenant)
                try world.store.rotateKey(of: tenant)
            }
            let made = try world.cheapBackup()
            #expect(made.tenants == 403)
            #expect(try world.restore() == made)
            let store = try KeyStore(opening: world.newKeys, root: RootKey(file: world.newRootFile))
            #expect(try store.tenants() == world.store.tenants())
            for tenant in try store.tenants() {
                #expect(try store.keyVersions(of: tenant) == world.store.keyVersions(of: tenant))
            }
        }
    }

    @Test("a root key that a token keeps is not in the backup, and the restored store is opened by the token")
    func token() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder) { SilentRoot(key: $0) }
            #expect(try !world.cheapBackup().holdsRootKey)
            #expect(try !world.restore().holdsRootKey)
            #expect(access(world.newRootFile, F_OK) != 0)
            let store = try KeyStore(opening: world.newKeys, root: SilentRoot(key: RootKey(file: world.rootFile)))
            #expect(try Vault(store).open(world.sealed[0], as: world.labels[0]).revealedText() == "s3cret")
        }
    }

    @Test(
        "every one of all bits is found when it is flipped, every cut and every byte too many, and nothing is restored")
    func flips() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            _ = try world.cheapBackup()
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: world.backup)))
            for bit in 0..<8 * bytes.count {
                var changed = bytes
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                let failure = try #require(try world.refusal(changed), "bit \(bit)")
                switch bit / 8 {
                case 0..<9: #expect(failure.code == "VLT502", "bit \(bit)")
                // A cost that can be is a wrong one, another cannot be paid.
                case 9..<18: #expect(["VLT502", "VLT503"].contains(failure.code), "bit \(bit)")
                default: #expect(failure.code == "VLT503", "bit \(bit)")
                }
            }
            print("backup of a key store: \(8 * bytes.count) flipped bits, all found")
            for count in bytes.indices {
                let failure = try #require(try world.refusal(Array(bytes[..<count])), "\(count) bytes")
                #expect(failure.code == (count < 57 ? "VLT502" : "VLT503"), "\(count) bytes")
            }
            #expect(try world.refusal(bytes + [0]) == .cannotOpenBackup(path: world.backup))
            #expect(try world.refusal(bytes) == nil)
        }
    }

    @Test("a wrong passphrase and changed bytes give the same message, byte for byte")
    func noOracle() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            _ = try world.cheapBackup()
            func text(_ body: () throws -> KeyStoreBackup) -> String {
                do {
                    return "restored: \(try body())"
                } catch let failure as VaultFailure {
                    return [failure.description, failure.detail ?? "", failure.hint ?? ""].joined(separator: "\n")
                } catch {
                    return "another error: \(error)"
                }
            }
            let wrong = text { try world.restore("incorrect horse battery") }
            #expect(wrong.contains("VLT503"))
            var bytes = [UInt8](try Data(contentsOf: URL(filePath: world.backup)))
            bytes[bytes.count - 1] ^= 1
            try Data(bytes).write(to: URL(filePath: world.backup))
            #expect(text { try world.restore() } == wrong)
        }
    }

    @Test(
        "a backup is refused over another file, by a short passphrase, of damaged keys, and half way between root keys")
    func refusedBackups() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            #expect(throws: VaultFailure.passphrase(minimum: 12)) {
                try world.store.backup(to: world.backup, passphrase: BackupWorld.passphrase("elevenbytes"))
            }
            _ = try world.cheapBackup()
            let before = try Data(contentsOf: URL(filePath: world.backup))
            #expect(throws: VaultFailure.backup(path: world.backup, .exists)) { try world.cheapBackup() }
            #expect(try Data(contentsOf: URL(filePath: world.backup)) == before)

            let other = "\(folder)/other.backup"
            let tenant = world.labels[0].tenant
            let path = "\(world.keys)/\(tenant.uuidString.lowercased()).keys"
            let good = try Data(contentsOf: URL(filePath: path))
            var bad = good
            bad[60] ^= 1
            try bad.write(to: URL(filePath: path))
            #expect(throws: VaultFailure.keyFile(tenant: tenant, .damaged)) { try world.cheapBackup(to: other) }
            try good.write(to: URL(filePath: path))
            struct Cut: Error {}
            let new = try RootKey.create(at: "\(folder)/new.key")
            #expect(throws: Cut.self) {
                try RootRotation(files: world.store.files, old: world.store.root.provider, new: new).run { throw Cut() }
            }
            #expect(throws: VaultFailure.otherRoot(.unfinished(folder: world.keys))) {
                try world.cheapBackup(to: other)
            }
            try world.store.rotateRoot(to: new)
            #expect(throws: VaultFailure.otherRoot(.replaced(folder: world.keys))) {
                try world.cheapBackup(to: other)
            }
            #expect(access(other, F_OK) != 0)
        }
    }

    @Test("a restoration takes an empty place only, and the same root key or none")
    func refusedPlaces() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            _ = try world.cheapBackup()
            mkdir(world.newKeys, 0o700)
            try Data().write(to: URL(filePath: "\(world.newKeys)/lock"))
            #expect(throws: VaultFailure.notEmpty(folder: world.newKeys)) { try world.restore() }
            #expect(access(world.newRootFile, F_OK) != 0)
            unlink("\(world.newKeys)/lock")

            let other = try RootKey.create(at: world.newRootFile)
            #expect(throws: VaultFailure.otherRootKeyFile(path: world.newRootFile)) { try world.restore() }
            #expect(try KeyStoreFolder(world.newKeys).names().isEmpty)
            #expect(
                try RootKey(file: world.newRootFile).key.withBytes { Array($0) } == other.key.withBytes { Array($0) })
            unlink(world.newRootFile)

            // What an earlier run left that was killed: its folder, and the root key, which it writes first.
            mkdir("\(world.newKeys).0011223344556677.new", 0o700)
            try Data(count: 5).write(to: URL(filePath: "\(world.newKeys).0011223344556677.new/root.check"))
            try FileManager.default.copyItem(atPath: world.rootFile, toPath: world.newRootFile)
            #expect(try world.restore().tenants == 3)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(folder)/new").sorted() == ["keys", "root.key"])
            #expect(throws: VaultFailure.notEmpty(folder: world.newKeys)) { try world.restore() }
        }
    }

    @Test("content that no backup has is refused, whatever the passphrase says: names that lead elsewhere above all")
    func malformed() throws {
        try inFolder { folder in
            let world = try BackupWorld(in: folder)
            let check = try #require(try world.store.files.bytes(.present))
            let good: [(String, [UInt8])] = [("root.check", check)]
            let tenant = KeyStoreFolder.name(of: world.labels[0].tenant)
            func refusal(count: Int, _ files: [(String, [UInt8])], more: [UInt8] = []) throws -> VaultFailure? {
                unlink(world.backup)
                let head = try BackupHead(costLogarithm: 5)
                let key = try head.key(passphrase: BackupWorld.passphrase(), path: world.backup)
                try PrivateFile(world.backup).write { output in
                    #expect(head.bytes.withBytes(output.write))
                    try SegmentWriter.write(to: output, key: key, prefix: head.prefix, binding: head.associatedData) {
                        try BackupContent.begin(at: 0, files: count, rootKey: nil, on: &$0)
                        for (name, bytes) in files { try BackupContent.append(name, bytes, on: &$0) }
                        try $0.append(more)
                    }
                }
                return try world.refusal([UInt8](Data(contentsOf: URL(filePath: world.backup))))
            }
            let malformed = VaultFailure.backup(path: world.backup, .malformed)
            for name in [
                "../root.key", "/etc/passwd", "", "lock", "root.next", "x.keys", "sub/\(tenant)", "\(tenant)\0",
                tenant.uppercased(), "root.check",
            ] {
                #expect(try refusal(count: 2, good + [(name, [1])]) == malformed, "\(name)")
            }
            #expect(try refusal(count: 1, [(tenant, [1])]) == malformed)
            #expect(try refusal(count: 2, good) == malformed)
            #expect(try refusal(count: 0, good) == malformed)
            #expect(try refusal(count: 1, good, more: [0]) == malformed)
            #expect(try refusal(count: 2, good, more: [0, 1, 65, 0xFF, 0xFF, 0xFF, 0xFF]) == malformed)
            #expect(try refusal(count: 1, good) == nil)
        }
    }
}
