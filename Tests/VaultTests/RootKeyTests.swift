import Cryptography
import Testing

@testable import Vault

@Suite("Root keys") struct RootKeyTests {
    static func read(_ digits: String) throws -> RootKey {
        let digits = Array(digits.utf8)
        return try digits.withUnsafeBytes { try RootKey(hexadecimal: $0, variable: "SOCLE_ROOT_KEY") }
    }

    /// 64 digits that could be a key's.
    static let sample = String(repeating: "0123456789abcdef", count: 4)

    @Test("64 hexadecimal digits are a root key, in either case")
    func digits() throws {
        let key = try Self.read(Self.sample.uppercased())
        let same = try Self.read(Self.sample)
        let wrapped = try key.wrap(Samples.key(1), binding: [1])
        #expect(try same.unwrap(wrapped, binding: [1]).count == 32)
        #expect(key.origin == "environment variable 'SOCLE_ROOT_KEY'")
    }

    static let slips: [(String, VaultFailure.RootKeyVariableRule)] = [
        ("", .length(0)),
        ("0f", .length(2)),
        ("\(sample.dropLast(2))", .length(62)),
        ("\(sample)\n", .length(65)),
        ("0x\(sample.dropLast(2))", .notHexadecimal),
        ("\(sample.dropLast())g", .notHexadecimal),
        ("\(sample.dropLast())\n", .notHexadecimal),
        (String(repeating: "0", count: 64), .constant),
        (String(repeating: "0f", count: 32), .constant),
    ]

    @Test("anything else is refused by its rule, without being shown", arguments: slips)
    func malformed(digits: String, rule: VaultFailure.RootKeyVariableRule) {
        let failure = #expect(throws: VaultFailure.self) { try Self.read(digits) }
        #expect(failure == .rootKeyVariable(name: "SOCLE_ROOT_KEY", rule))
        #expect(failure?.message.hasPrefix("environment variable 'SOCLE_ROOT_KEY' h") == true)
        #expect(failure?.message.contains("012345") == false)
        #expect(failure?.hint?.contains("openssl rand -hex 32") == true)
    }

    @Test("a variable that is not set is told apart from a wrong one")
    func missing() {
        let name = "SOCLE_ROOT_KEY_THAT_NOBODY_SETS"
        #expect(throws: VaultFailure.rootKeyVariable(name: name, .missing)) { try RootKey(environment: name) }
    }

    @Test(
        "an address names a file of this machine",
        arguments: [("file:/etc/root.key", "/etc/root.key"), ("file:///etc/root.key", "/etc/root.key")])
    func address(text: String, path: String) throws {
        #expect(try RootAddress(text) == .file(path: path))
        #expect(try RootAddress(text).description == "file:\(path)")
    }

    @Test(
        "what names no place is refused, and not shown, since it may be the key itself",
        arguments: [
            "", "file:", "file:root.key", "file://host/root.key", "file:////root.key", "/etc/root.key", sample,
            " file:/etc/root.key", "FILE", "file:/etc/root\0.key",
        ])
    func noAddress(text: String) {
        let failure = #expect(throws: VaultFailure.rootAddress) { try RootAddress(text) }
        #expect(failure?.message == "the text names no place of a root key")
        #expect(failure?.detail == nil)
    }

    @Test("a root key in the environment is made by its owner, who is told how")
    func makingInEnvironment() {
        let address = RootAddress.environment(variable: "SOCLE_ROOT_KEY")
        let failure = #expect(throws: VaultFailure.rootKeyNotMade(variable: "SOCLE_ROOT_KEY")) {
            try address.makeKey()
        }
        #expect(failure?.hint?.hasPrefix("Run 'openssl rand -hex 32'") == true)
    }

    @Test("what is wrapped unwraps with the same key and binding only")
    func wrapping() throws {
        let root = try Samples.root()
        let wrapped = try root.wrap(Samples.key(1), binding: [1, 2])
        #expect(wrapped.count == 60)
        let unwrapped = try root.unwrap(wrapped, binding: [1, 2])
        let isSame = ConstantTime.areEqual(unwrapped, [UInt8](repeating: 1, count: 32))
        #expect(isSame)
        #expect(throws: CryptographyFailure.authentication) {
            try root.unwrap(wrapped, binding: [1, 3]).revealedText()
        }
        #expect(throws: CryptographyFailure.authentication) {
            try Samples.root(8).unwrap(wrapped, binding: [1, 2]).revealedText()
        }
        for count in [0, 12, 27, 28, 59] {
            #expect(throws: CryptographyFailure.authentication) {
                try root.unwrap(Array(wrapped[..<count]), binding: [1, 2]).revealedText()
            }
        }
    }

    @Test("a check value names a wrong root key at once")
    func check() throws {
        let bytes = try RootCheck.make(by: Samples.root())
        try RootCheck.check(bytes, folder: "/k", by: Samples.root())
        let failure = #expect(throws: VaultFailure.self) {
            try RootCheck.check(bytes, folder: "/k", by: Samples.root(8))
        }
        #expect(failure == .wrongRootKey(folder: "/k"))
        #expect(failure?.message == "root key does not match this key store")
    }

    @Test("every one of all bits of a check value is found when it is flipped")
    func flips() throws {
        let root = try Samples.root()
        let flips = Samples.flips(of: try RootCheck.make(by: root))
        for (bit, changed) in flips.enumerated() {
            #expect(throws: VaultFailure.self, "bit \(bit)") { try RootCheck.check(changed, folder: "/k", by: root) }
        }
        print("check value of a key store: \(flips.count) flipped bits, all found")
    }

    @Test("every cut of a check value is found, and bytes that follow are")
    func cuts() throws {
        let root = try Samples.root()
        let bytes = try RootCheck.make(by: root)
        for changed in bytes.indices.map({ Array(bytes[..<$0]) }) + [bytes + [0]] {
            #expect(throws: VaultFailure.self) { try RootCheck.check(changed, folder: "/k", by: root) }
        }
    }
}
