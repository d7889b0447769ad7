import Cryptography
import FoundationEssentials
import Glibc
import Synchronization
import Testing
import Vocabulary

@testable import Vault

/// Where a run is cut off, as a kill would.
private struct Cut: Error {}

/// How many more calls of root keys happen before a run is cut off.
private final class Patience: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) {
        left = Mutex(count)
    }

    func use() throws {
        try left.withLock { left in
            guard left > 0 else { throw Cut() }
            left -= 1
        }
    }
}

/// A root key that fails once patience is at its end: between any two files that are written lies a call of it.
private struct ImpatientRoot: RootKeyProvider {
    let key: RootKey
    let patience: Patience

    var origin: String { key.origin }

    func wrap(_ secret: borrowing SecretBytes, binding associatedData: [UInt8]) throws -> [UInt8] {
        try patience.use()
        return try key.wrap(secret, binding: associatedData)
    }

    func unwrap(_ wrapped: [UInt8], binding associatedData: [UInt8]) throws -> SecretBytes {
        try patience.use()
        return try key.unwrap(wrapped, binding: associatedData)
    }
}

/// Three tenants with secrets under keys of every state, in a key store in a folder.
private struct SecretWorld {
    let keys: String
    let rootFile: String
    let labels: [SecretLabel]
    let sealed: [[UInt8]]

    init(in folder: String) throws {
        keys = "\(folder)/keys"
        rootFile = "\(folder)/root.key"
        let store = try KeyStore.create(in: keys, root: RootKey.create(at: rootFile))
        var labels: [SecretLabel] = []
        var sealed: [[UInt8]] = []
        for _ in 0..<3 {
            let label = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
            try store.rotateKey(of: label.tenant)
            try store.rotateKey(of: label.tenant)
            try store.setMinimumVersion(2, of: label.tenant)
            try store.destroyDisabledVersions(of: label.tenant)
            sealed.append(try Vault(store).seal(KeyStoreTests.secret("s3cret"), as: label))
            labels.append(label)
            try store.rotateKey(of: label.tenant)
        }
        self.labels = labels
        self.sealed = sealed
    }

    /// Which secrets a root key opens; the others must be told to be another root key's.
    func opened(by root: RootKey) throws -> Set<Int> {
        let vault: Vault
        do {
            vault = Vault(try KeyStore(opening: keys, root: root))
        } catch let failure as VaultFailure where failure.code == "VLT103" || failure.code == "VLT207" {
            return []
        }
        return Set(
            try labels.indices.filter { index in
                do {
                    return try vault.open(sealed[index], as: labels[index]).revealedText() == "s3cret"
                } catch let failure as VaultFailure {
                    #expect(failure == .otherRoot(.keyFile(tenant: labels[index].tenant)))
                    return false
                }
            })
    }

    /// After the end of a rotation: all is under the new root key, and nothing else lies about.
    func expectEnded(from old: RootKey, to new: RootKey) throws {
        #expect(try opened(by: new) == [0, 1, 2])
        #expect(throws: VaultFailure.otherRoot(.replaced(folder: keys))) { try KeyStore(opening: keys, root: old) }
        let store = try KeyStore(opening: keys, root: new)
        for label in labels {
            #expect(
                try store.keyVersions(of: label.tenant).map(\.state)
                    == [.destroyed, .decryptOnly, .primary])
        }
        var names = labels.map { "\($0.tenant.uuidString.lowercased()).keys" }
        names += ["lock", "root.check", "root.previous"]
        #expect(try FileManager.default.contentsOfDirectory(atPath: keys).sorted() == names.sorted())
    }
}

@Suite("Rotations of the root key") struct RootRotationTests {
    @Test("cut off between any two files, every tenant opens with the old or the new key, and the next call finishes")
    func cut() throws {
        var isFinished = false
        var count = 0
        var mixed = 0
        while !isFinished {
            try inFolder { folder in
                let world = try SecretWorld(in: folder)
                let old = try RootKey(file: world.rootFile)
                let new = try RootKey.create(at: "\(folder)/new.key")
                let patience = Patience(count)
                do {
                    try KeyStore.rotateRoot(
                        in: world.keys, from: ImpatientRoot(key: old, patience: patience),
                        to: ImpatientRoot(key: new, patience: patience))
                    isFinished = true
                } catch is Cut {
                    let byOld = try world.opened(by: old)
                    let byNew = try world.opened(by: new)
                    #expect(byOld.union(byNew) == [0, 1, 2])
                    #expect(byOld.isDisjoint(with: byNew))
                    if !byOld.isEmpty, !byNew.isEmpty { mixed += 1 }
                    // Sealing goes on with the key that a tenant's file names, and so does the first key of a tenant.
                    for (root, indexes) in [(old, byOld), (new, byNew)] where !indexes.isEmpty {
                        let store = try KeyStore(opening: world.keys, root: root)
                        let label = world.labels[indexes.min() ?? 0]
                        let envelope = try Vault(store).seal(KeyStoreTests.secret("more"), as: label)
                        #expect(try Vault(store).open(envelope, as: label).revealedText() == "more")
                    }
                    // Nor can it be led elsewhere half way.
                    if FileManager.default.fileExists(atPath: "\(world.keys)/root.next") {
                        let third = try RootKey.create(at: "\(folder)/third.key")
                        #expect(throws: VaultFailure.otherRoot(.unfinished(folder: world.keys))) {
                            try KeyStore.rotateRoot(in: world.keys, from: old, to: third)
                        }
                    }
                    try KeyStore.rotateRoot(in: world.keys, from: old, to: new)
                }
                try world.expectEnded(from: old, to: new)
                // Once more says so and changes nothing.
                try KeyStore.rotateRoot(in: world.keys, from: old, to: new)
                try world.expectEnded(from: old, to: new)
            }
            count += 1
        }
        #expect(count > 30)
        #expect(mixed > 8)
        print(
            "rotation of the root key: cut off at \(count - 1) points, \(mixed) of them with tenants under either key")
    }

    @Test("a store that was opened before a rotation writes nothing under the old key after it")
    func stale() throws {
        try inFolder { folder in
            let world = try SecretWorld(in: folder)
            let old = try RootKey(file: world.rootFile)
            let store = try KeyStore(opening: world.keys, root: old)
            let new = try RootKey.create(at: "\(folder)/new.key")
            let rotated = try store.rotateRoot(to: new)
            #expect(try Vault(rotated).open(world.sealed[0], as: world.labels[0]).revealedText() == "s3cret")
            let label = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
            #expect(throws: VaultFailure.otherRoot(.replaced(folder: world.keys))) {
                try Vault(store).seal(KeyStoreTests.secret("x"), as: label).isEmpty
            }
            #expect(throws: VaultFailure.otherRoot(.replaced(folder: world.keys))) {
                try store.rotateKey(of: label.tenant)
            }
            #expect(throws: VaultFailure.otherRoot(.keyFile(tenant: world.labels[0].tenant))) {
                try store.keyVersions(of: world.labels[0].tenant)
            }
            #expect(VaultFailure.otherRoot(.replaced(folder: "/k")).code == "VLT207")
            try world.expectEnded(from: old, to: new)
        }
    }

    @Test(
        "the present key is no new one, a stranger's is none to begin with, and damage is found before anything moves")
    func refused() throws {
        try inFolder { folder in
            let world = try SecretWorld(in: folder)
            let old = try RootKey(file: world.rootFile)
            let new = try RootKey.create(at: "\(folder)/new.key")
            let store = try KeyStore(opening: world.keys, root: old)
            #expect(throws: VaultFailure.sameRootKey(folder: world.keys)) { try store.rotateRoot(to: old) }
            #expect(throws: VaultFailure.wrongRootKey(folder: world.keys)) {
                try KeyStore.rotateRoot(in: world.keys, from: new, to: RootKey.create(at: "\(folder)/third.key"))
            }
            let path = "\(world.keys)/\(world.labels[1].tenant.uuidString.lowercased()).keys"
            let good = try Data(contentsOf: URL(filePath: path))
            var bad = good
            bad[100] ^= 1
            try bad.write(to: URL(filePath: path))
            #expect(throws: VaultFailure.keyFile(tenant: world.labels[1].tenant, .damaged)) {
                try store.rotateRoot(to: new)
            }
            #expect(!FileManager.default.fileExists(atPath: "\(world.keys)/root.next"))
            try good.write(to: URL(filePath: path))
            #expect(try world.opened(by: old) == [0, 1, 2])
        }
    }

    /// The bytes of a root key file, to tell two keys apart.
    static func key(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    @Test("a root key file gets a new key in its place, and the old bytes are gone")
    func inPlace() throws {
        try inFolder { folder in
            let world = try SecretWorld(in: folder)
            let old = try RootKey(file: world.rootFile)
            let before = try Self.key(world.rootFile)
            try #require(link(world.rootFile, "\(folder)/linked") == 0)
            try KeyStore.rotateRootFile(at: world.rootFile, in: world.keys)
            let new = try RootKey(file: world.rootFile)
            #expect(try KeyStoreTests.mode(world.rootFile) == 0o400)
            try world.expectEnded(from: old, to: new)
            #expect(try Self.key(world.rootFile) != before)
            #expect(try Self.key("\(folder)/linked") != before)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["keys", "linked", "root.key"])
            // And again, with another key.
            let second = try Self.key(world.rootFile)
            try KeyStore.rotateRootFile(at: world.rootFile, in: world.keys)
            #expect(try Self.key(world.rootFile) != second)
            try world.expectEnded(from: new, to: RootKey(file: world.rootFile))
        }
    }

    /// The points between which a rotation in place can be cut off, each as the files lie there.
    enum Point: CaseIterable {
        case newKeyWritten, newKeyHalfWritten, someUnderNew, allUnderNew, keyRenamed, checkKept
    }

    @Test("cut off at any point, a rotation in place goes on with the same new key", arguments: Point.allCases)
    func inPlaceCut(point: Point) throws {
        try inFolder { folder in
            let world = try SecretWorld(in: folder)
            let next = "\(world.rootFile).next"
            let old = try RootKey(file: world.rootFile)
            let new = try RootKey.create(at: next)
            let newBytes = try Self.key(next)
            let files = KeyStoreFolder(world.keys)
            func run(patience: Int = .max, willEnd: () throws -> Void) throws {
                let patience = Patience(patience)
                let rotation = RootRotation(
                    files: files, old: ImpatientRoot(key: old, patience: patience),
                    new: ImpatientRoot(key: new, patience: patience))
                #expect(throws: Cut.self) { try rotation.run(willEnd: willEnd) }
            }
            switch point {
            case .newKeyWritten: break
            case .newKeyHalfWritten:
                try newBytes[..<10].write(to: URL(filePath: "\(next).0011223344556677.new"))
            case .someUnderNew: try run(patience: 22) { throw Cut() }
            case .allUnderNew: try run { throw Cut() }
            case .keyRenamed, .checkKept:
                let present = try #require(try files.bytes(.present))
                try run {
                    try PrivateFile(next).rename(to: PrivateFile(world.rootFile), erasing: true)
                    if point == .checkKept { try files.file(.previous).write(present) }
                    throw Cut()
                }
            }
            // Nothing is lost: between them, the keys that lie in files open all.
            var readable = try world.opened(by: RootKey(file: world.rootFile))
            if point == .someUnderNew { #expect(!readable.isEmpty && readable.count < 3) }
            if FileManager.default.fileExists(atPath: next) {
                readable.formUnion(try world.opened(by: RootKey(file: next)))
            }
            #expect(readable == [0, 1, 2])

            try KeyStore.rotateRootFile(at: world.rootFile, in: world.keys)
            #expect(try Self.key(world.rootFile) == newBytes)
            try world.expectEnded(from: old, to: RootKey(file: world.rootFile))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["keys", "root.key"])
        }
    }
}
