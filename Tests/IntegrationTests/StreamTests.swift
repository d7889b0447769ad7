import Cryptography
import FoundationEssentials
import Glibc
import Testing
import Vocabulary

@testable import Vault

/// A vault in a folder, with content and sealed bytes as files of it.
struct StreamWorld {
    let folder: String
    let vault: Vault
    let label: SecretLabel

    init(in folder: String) throws {
        self.folder = folder
        vault = Vault(try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key")))
        label = try SecretLabel(tenant: UUID(), kind: "export", name: "Q1 données", version: 7)
    }

    /// Content in which no two segments are alike.
    static func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 65_536) }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: path(name)))
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path(name))))
    }

    @discardableResult
    func withFile<Result>(_ name: String, _ flags: Int32, _ body: (Int32) throws -> Result) throws -> Result {
        let descriptor = open(path(name), flags | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        return try body(descriptor)
    }

    func sealed(_ content: [UInt8]) throws -> [UInt8] {
        try write(content, "content")
        try withFile("content", O_RDONLY) { input in
            try withFile("sealed", O_WRONLY | O_CREAT | O_TRUNC) { output in
                try vault.seal(from: input, to: output, as: label)
            }
        }
        return try read("sealed")
    }

    func opened(_ sealed: [UInt8], as label: SecretLabel? = nil) throws -> [UInt8] {
        try write(sealed, "sealed")
        try withFile("sealed", O_RDONLY) { input in
            try withFile("opened", O_RDWR | O_CREAT | O_TRUNC) { output in
                try vault.open(from: input, to: output, as: label ?? self.label)
            }
        }
        return try read("opened")
    }

    /// The failure of an opening, after which the output is as empty as before.
    func refusal(_ sealed: [UInt8], as label: SecretLabel? = nil) throws -> VaultFailure? {
        do {
            _ = try opened(sealed, as: label)
            return nil
        } catch let failure as VaultFailure {
            var status = stat()
            try #require(stat(path("opened"), &status) == 0)
            #expect(status.st_size == 0)
            return failure
        }
    }
}

@Suite("Sealed streams") struct StreamTests {
    static let segment = 65_552
    static let head = 93

    @Test(
        "content of any length comes out as it went in, and is as long as docs/envelope.md says",
        arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 1_000_000])
    func roundTrip(count: Int) throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let content = StreamWorld.content(count)
            let sealed = try world.sealed(content)
            #expect(sealed.count == Self.head + count + 16 * max(1, (count + 65_535) / 65_536))
            #expect(Array(sealed[..<10]) == Array("SOCLSEAL".utf8) + [1, 2])
            #expect(try world.opened(sealed) == content)
            // Under a new key of the tenant, with nothing but the head renewed.
            try world.vault.keys.rotateKey(of: world.label.tenant)
            let renewed = try world.vault.rewrap(sealed, as: world.label)
            #expect(renewed[86...] == sealed[86...])
            #expect(renewed[..<86] != sealed[..<86])
            #expect(try world.opened(renewed) == content)
        }
    }

    @Test("the bytes bound are those of docs/envelope.md")
    func bound() throws {
        // Opened with nothing but the primitive, as another program would.
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let content = StreamWorld.content(70_000)
            let sealed = try world.sealed(content)
            var reader = ByteReader(sealed)
            let dataKey = try world.vault.opener(for: world.label.tenant)
                .dataKey(of: EnvelopeHead(&reader, as: world.label), as: world.label)
            let name = Array("Q1 données".utf8)
            var bound: [UInt8] = [0, 0, 0, 5] + Array("socle".utf8) + [0, 0, 0, 7] + Array("content".utf8)
            bound += [0, 0, 0, 2, 1, 2] + [0, 0, 0, 16] + world.label.tenant.bytes
            bound +=
                [0, 0, 0, 6] + Array("export".utf8) + [0, 0, 0, UInt8(name.count)] + name + [0, 0, 0, 4, 0, 0, 0, 7]
            let prefix = Array(sealed[86..<93])
            let one = try AESGCM.open(
                sealed[93..<93 + Self.segment], key: dataKey, nonce: prefix + [0, 0, 0, 0, 0], aad: bound)
            let two = try AESGCM.open(
                sealed[(93 + Self.segment)...], key: dataKey, nonce: prefix + [0, 0, 0, 1, 1], aad: bound)
            let isSame = one.withBytes { one in two.withBytes { Array(one) + Array($0) } } == content
            #expect(isSame)
        }
    }

    @Test("every one of all bits is found when it is flipped, and nothing is left of what was opened until then")
    func flips() throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let sealed = try world.sealed(StreamWorld.content(20))
            for bit in 0..<8 * sealed.count {
                var changed = sealed
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                let failure = try #require(try world.refusal(changed), "bit \(bit)")
                #expect(failure.code == (bit / 8 < 10 ? "VLT301" : "VLT302"), "bit \(bit)")
            }
            // Three segments: around each border, and here and there.
            let long = try world.sealed(StreamWorld.content(140_000))
            let borders = [Self.head, Self.head + Self.segment, Self.head + 2 * Self.segment, long.count]
            let near = borders.flatMap { ($0 - 20..<min(long.count, $0 + 20)) }
            let positions = near + stride(from: Self.head, to: long.count, by: 1999)
            for position in positions {
                var changed = long
                changed[position] ^= 1 << UInt8(position % 8)
                #expect(try world.refusal(changed) == .cannotOpen(world.label), "byte \(position)")
            }
            print("stream: \(8 * sealed.count) flipped bits in one segment, \(positions.count) in three, all found")
        }
    }

    @Test("every cut is found, every byte too many, and every segment that was moved, left out or doubled")
    func cuts() throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let short = try world.sealed(StreamWorld.content(20))
            for count in short.indices {
                let failure = try #require(try world.refusal(Array(short[..<count])), "\(count) bytes")
                #expect(failure.code == (count < Self.head ? "VLT301" : "VLT302"), "\(count) bytes")
            }
            #expect(try world.refusal(short + [0]) == .cannotOpen(world.label))

            let long = try world.sealed(StreamWorld.content(3 * 65_536))
            func segment(_ index: Int) -> ArraySlice<UInt8> {
                long[(Self.head + index * Self.segment)..<(Self.head + (index + 1) * Self.segment)]
            }
            let head = Array(long[..<Self.head])
            #expect(try world.opened(head + segment(0) + segment(1) + segment(2)).count == 3 * 65_536)
            let orders = [
                [0, 1], [0, 2], [1, 2], [2], [0], [1, 0, 2], [0, 2, 1], [0, 0, 1, 2], [0, 1, 2, 2], [0, 1, 1, 2], [],
            ]
            for order in orders {
                let changed = order.reduce(head) { $0 + segment($1) }
                #expect(try world.refusal(changed) == .cannotOpen(world.label), "\(order)")
            }
            for cut in [1, 15, 16, 17, 65_535, 65_536, 65_537, 65_551] {
                #expect(try world.refusal(Array(long.dropLast(cut))) == .cannotOpen(world.label), "\(cut) bytes less")
            }
            #expect(try world.refusal(long + [0]) == .cannotOpen(world.label))
            #expect(try world.refusal(long + segment(2)) == .cannotOpen(world.label))
            // A segment of another stream of the same secret.
            let other = try world.sealed(StreamWorld.content(3 * 65_536))
            let mixed =
                head + segment(0) + other[(Self.head + Self.segment)..<(Self.head + 2 * Self.segment)] + segment(2)
            #expect(try world.refusal(mixed) == .cannotOpen(world.label))
        }
    }

    @Test("a stream opens for its own label only, and neither it nor an envelope stands for the other")
    func labels() throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let sealed = try world.sealed(StreamWorld.content(20))
            for label in [
                try SecretLabel(tenant: UUID(), kind: "export", name: "Q1 données", version: 7),
                try SecretLabel(tenant: world.label.tenant, kind: "exports", name: "Q1 données", version: 7),
                try SecretLabel(tenant: world.label.tenant, kind: "export", name: "Q2 données", version: 7),
                try SecretLabel(tenant: world.label.tenant, kind: "export", name: "Q1 données", version: 6),
            ] {
                #expect(try world.refusal(sealed, as: label) == .cannotOpen(label))
            }
            #expect(throws: VaultFailure.envelope(world.label, .notWhole)) {
                try world.vault.open(sealed, as: world.label).revealedText()
            }
            let envelope = try world.vault.seal(KeyStoreTests.secret("s3cret"), as: world.label)
            #expect(try world.refusal(envelope) == .envelope(world.label, .notAStream))
            // The suite is bound: its number alone makes no stream of an envelope.
            var disguised = envelope
            disguised[9] = 2
            #expect(try world.refusal(disguised) == .cannotOpen(world.label))
        }
    }

    @Test("a file appears when all of it has been opened, and otherwise not at all; another place is refused")
    func places() throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let content = StreamWorld.content(140_000)
            let sealed = try world.sealed(content)
            try world.write(sealed, "sealed")
            try world.withFile("sealed", O_RDONLY) {
                try world.vault.open(from: $0, toFile: world.path("result"), as: world.label)
            }
            #expect(try world.read("result") == content)
            #expect(try KeyStoreTests.mode(world.path("result")) == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()

            // The last byte of the last segment: two segments are opened before it shows.
            var changed = sealed
            changed[changed.count - 1] ^= 1
            try world.write(changed, "sealed")
            for name in ["result", "other"] {
                #expect(throws: VaultFailure.cannotOpen(world.label)) {
                    try world.withFile("sealed", O_RDONLY) {
                        try world.vault.open(from: $0, toFile: world.path(name), as: world.label)
                    }
                }
            }
            #expect(try world.read("result") == content)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names)

            // What stood before in an output stays, and nothing comes behind it.
            try world.write(Array("before".utf8), "opened")
            try world.withFile("opened", O_RDWR) { output in
                _ = lseek(output, 6, SEEK_SET)
                try world.withFile("sealed", O_RDONLY) { input in
                    #expect(throws: VaultFailure.cannotOpen(world.label)) {
                        try world.vault.open(from: input, to: output, as: world.label)
                    }
                }
            }
            #expect(try world.read("opened") == Array("before".utf8))

            mkfifo(world.path("pipe"), 0o600)
            try world.withFile("pipe", O_RDWR) { output in
                try world.withFile("sealed", O_RDONLY) { input in
                    let failure = #expect(throws: VaultFailure.self) {
                        try world.vault.open(from: input, to: output, as: world.label)
                    }
                    #expect(failure == .stream(operation: "written", reason: "not a regular file"))
                    #expect(failure?.code == "VLT402")
                }
            }
        }
    }
}
