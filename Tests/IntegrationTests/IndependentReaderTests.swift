import Cryptography
import FoundationEssentials
import Glibc
import Subprocess
import Testing
import Vault
import Vocabulary

@Suite("A reader that knows docs/envelope.md and none of our code") struct IndependentReaderTests {
    /// The checkout's folder.
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// What Tests/Independent/open_envelope.py makes of the file `sealed` in a world's folder.
    static func read(_ world: StreamWorld, as label: SecretLabel? = nil) throws -> Subprocess.Outcome {
        let label = label ?? world.label
        var reader = Subprocess(
            "/usr/bin/python3",
            [
                "-B", "\(root)/Tests/Independent/open_envelope.py", world.path("root.key"), world.path("keys"),
                label.tenant.uuidString, label.kind, label.name, String(label.version), world.path("sealed"),
            ])
        reader.environment["PYTHONPATH"] = "\(root)/.build/python"
        return try reader.run()
    }

    @Test("it has fewer than a hundred lines and imports one library")
    func size() throws {
        let path = "\(Self.root)/Tests/Independent/open_envelope.py"
        let lines = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 100)
        let imports = lines.filter { $0.hasPrefix("import ") || $0.hasPrefix("from ") }
        let modules = Set(
            imports.compactMap { $0.split(separator: " ").dropFirst().first?.split(separator: ".").first })
        #expect(modules == ["hashlib", "sys", "uuid", "cryptography"])
    }

    @Test("it opens envelopes, sealed files and streams, before and after every kind of rotation")
    func opens() throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let tenant = world.label.tenant
            func expect(_ text: String, _ comment: Comment) throws {
                let outcome = try Self.read(world)
                #expect(outcome.exitCode == 0 && outcome.output == text, "\(comment): \(outcome.errorOutput)")
            }
            let whole = try world.vault.seal(KeyStoreTests.secret("motdepassé"), as: world.label)
            try world.write(whole, "sealed")
            try expect("motdepassé", "an envelope")
            let long = String(repeating: "0123456789abcdef", count: 12_288)  // three segments to the byte
            for text in ["", "short", long, long + "."] {
                _ = try world.sealed(Array(text.utf8))
                try expect(text, "a stream of \(text.utf8.count) bytes")
            }
            let stream = try world.read("sealed")

            try world.vault.keys.rotateKey(of: tenant)
            try world.vault.keys.rotateKey(of: tenant)
            try expect(long + ".", "under an older key")
            try world.write(world.vault.rewrap(stream, as: world.label), "sealed")
            try expect(long + ".", "wrapped anew")
            let renewed = try world.vault.rewrap(whole, as: world.label)
            try world.vault.keys.setMinimumVersion(3, of: tenant)
            try world.vault.keys.destroyDisabledVersions(of: tenant)
            try world.vault.write(KeyStoreTests.secret("in a file"), toFile: world.path("sealed"), as: world.label)
            try expect("in a file", "a sealed file beside destroyed keys")
            try KeyStore.rotateRootFile(at: world.path("root.key"), in: world.path("keys"))
            try world.write(renewed, "sealed")
            try expect("motdepassé", "under a new root key")
        }
    }

    @Test("it refuses what the vault refuses, and writes nothing of it")
    func refuses() throws {
        try inFolder { folder in
            let world = try StreamWorld(in: folder)
            let whole = try world.vault.seal(KeyStoreTests.secret("s3cret"), as: world.label)
            let stream = try world.sealed(StreamWorld.content(66_000))
            func expectRefusal(_ sealed: [UInt8], as label: SecretLabel? = nil, _ comment: Comment) throws {
                try world.write(sealed, "sealed")
                let outcome = try Self.read(world, as: label)
                #expect(outcome.exitCode == 1, comment)
                #expect(outcome.output.isEmpty, comment)
                #expect(outcome.errorOutput.hasPrefix("error: "), comment)
            }
            for sealed in [whole, stream] {
                // A byte of each field, and the last of all.
                for position in [0, 8, 9, 10, 26, 38, 85, 86, 100, sealed.count - 1] {
                    var changed = sealed
                    changed[position] ^= 4
                    try expectRefusal(changed, "byte \(position) of \(sealed.count)")
                }
                try expectRefusal(Array(sealed.dropLast()), "cut off")
                try expectRefusal(sealed + [0], "continued")
            }
            try expectRefusal(Array(stream[..<(93 + 65_552)]), "a segment less")
            let other = try SecretLabel(tenant: world.label.tenant, kind: "export", name: "Q1 données", version: 8)
            try expectRefusal(whole, as: other, "another version")

            let file = "\(world.path("keys"))/\(world.label.tenant.uuidString.lowercased()).keys"
            let keys = [UInt8](try Data(contentsOf: URL(filePath: file)))
            for position in [0, 10, 30, 42, 50, 60, 63, 70, 80, 100, keys.count - 1] {
                var changed = keys
                changed[position] ^= 4
                try Data(changed).write(to: URL(filePath: file))
                try expectRefusal(whole, "byte \(position) of the key file")
            }
            try Data(keys).write(to: URL(filePath: file))
            try world.vault.keys.rotateKey(of: world.label.tenant)
            try world.vault.keys.setMinimumVersion(2, of: world.label.tenant)
            try expectRefusal(whole, "a disabled key")
        }
    }
}
