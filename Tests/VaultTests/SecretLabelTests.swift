import Cryptography
import FoundationEssentials
import Testing
import Vocabulary

@testable import Vault

@Suite("Labels of secrets") struct SecretLabelTests {
    @Test(
        "a kind is a lowercase word",
        arguments: [
            ("login", true), ("a", true), ("api_key2", true), ("", false), ("Login", false), ("2fa", false),
            ("a-b", false), ("é", false), ("a b", false), (String(repeating: "a", count: 64), false),
        ])
    func kinds(kind: String, isValid: Bool) {
        let label = try? Samples.label(kind: kind)
        #expect((label != nil) == isValid)
    }

    @Test(
        "a name may be anything that is short and has no control characters",
        arguments: [
            ("acme_etl", true), ("Clé de l'API — 2024", true), ("", false),
            ("a\nb", false), ("a\0", false),
            (String(repeating: "a", count: 200), true), (String(repeating: "é", count: 101), false),
        ])
    func names(name: String, isValid: Bool) {
        let label = try? Samples.label(name: name)
        #expect((label != nil) == isValid)
    }

    @Test("versions are counted from 1", arguments: [(0, false), (-1, false), (1, true), (1 << 31, false)])
    func versions(version: Int, isValid: Bool) {
        let label = try? Samples.label(version: version)
        #expect((label != nil) == isValid)
    }

    @Test("the platform's UUID never changes")
    func platform() {
        #expect(Platform.tenantID.uuidString == "00000000-0000-8000-8000-00736F636C65")
    }

    @Test("a label is described on one line")
    func description() throws {
        let label = try Samples.label(name: "a'b\u{202E}")
        #expect(
            "\(label)"
                == "secret 'login/a'b\\u{202e}' version 3 of tenant 01020304-0506-4708-890a-0b0c0d0e0f10")
    }

    @Test("a generated password is 43 characters that need no quoting, and no two are alike")
    func passwords() throws {
        let one = try Vault.makePassword().revealedText()
        let other = try Vault.makePassword().revealedText()
        #expect(one.count == 43)
        #expect(one.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        #expect(one != other)
    }
}
