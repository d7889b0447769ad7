import Cryptography
import Testing

@testable import Vault

@Suite("Root keys") struct RootKeyTests {
    static func read(_ digits: String) throws -> RootKey {
        let digits = Array(digits.utf8)
        return try digits.withUnsafeBytes { try RootKey(hexadecimal: $0, variable: "SOCLE_ROOT_KEY") }
    }

    @Test("64 hexadecimal digits are a root key, in either case")
    func digits() throws {
        let key = try Self.read(String(repeating: "0F", count: 32))
        let same = try Self.read(String(repeating: "0f", count: 32))
        let wrapped = try key.wrap(Samples.key(1), binding: [1])
        #expect(try same.unwrap(wrapped, binding: [1]).count == 32)
        #expect(key.origin == "environment variable 'SOCLE_ROOT_KEY'")
    }

    @Test(
        "anything else is refused without being shown",
        arguments: [
            "", "0f", String(repeating: "0f", count: 31), String(repeating: "0f", count: 33),
            String(repeating: "0g", count: 32), String(repeating: "0f", count: 31) + "0\n",
            "0x" + String(repeating: "0f", count: 31),
        ])
    func malformed(digits: String) {
        let failure = #expect(throws: VaultFailure.self) { try Self.read(digits) }
        #expect(failure == .rootKeyVariable(name: "SOCLE_ROOT_KEY", isMissing: false))
        #expect(failure?.message.contains("0f0f") == false)
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

    @Test("one changed bit in any byte of a check value is found")
    func flips() throws {
        let root = try Samples.root()
        for changed in Samples.flips(of: try RootCheck.make(by: root)) {
            #expect(throws: VaultFailure.self) { try RootCheck.check(changed, folder: "/k", by: root) }
        }
    }
}
