import Cryptography
import Testing

@Suite("SHA-256, HMAC, HKDF and PBKDF2") struct DigestTests {
    struct Digest: CustomTestStringConvertible, Sendable {
        let message: String
        let expected: Octets
        var testDescription: String { "\(message.utf8.count) bytes" }
    }

    @Test(
        "digests are those of FIPS 180-4",
        arguments: [
            Digest(
                message: "",
                expected: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            Digest(
                message: "abc",
                expected: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            Digest(
                message: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                expected: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        ])
    func digest(row: Digest) throws {
        let bytes = Array(row.message.utf8)
        #expect(try SHA256.hash(bytes) == row.expected.bytes)
        var streamed = try SHA256()
        for byte in bytes { try streamed.update([byte]) }
        #expect(try streamed.finish() == row.expected.bytes)
    }

    struct Authentication: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let key: [UInt8]
        let message: [UInt8]
        let expected: Octets
    }

    @Test(
        "authentication codes are those of RFC 4231",
        arguments: [
            Authentication(
                testDescription: "case 1", key: .init(repeating: 0x0B, count: 20),
                message: .init("Hi There".utf8),
                expected: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            Authentication(
                testDescription: "case 2, a short key", key: .init("Jefe".utf8),
                message: .init("what do ya want for nothing?".utf8),
                expected: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            Authentication(
                testDescription: "case 3", key: .init(repeating: 0xAA, count: 20),
                message: .init(repeating: 0xDD, count: 50),
                expected: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            Authentication(
                testDescription: "case 4", key: .init(1...25), message: .init(repeating: 0xCD, count: 50),
                expected: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            Authentication(
                testDescription: "case 6, a key longer than a block", key: .init(repeating: 0xAA, count: 131),
                message: .init("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                expected: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            Authentication(
                testDescription: "empty key and message", key: [], message: [],
                expected: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func authentication(row: Authentication) throws {
        #expect(try HMAC.sha256(row.message, key: row.key) == row.expected.bytes)
        let code = try HMAC.secretSHA256(row.message, key: secret(row.key))
        #expect(revealed(code) == row.expected.bytes)
    }

    struct Derivation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let key: [UInt8]
        let salt: [UInt8]
        let info: [UInt8]
        let expected: Octets
    }

    @Test(
        "derived keys are those of RFC 5869",
        arguments: [
            Derivation(
                testDescription: "case 1", key: .init(repeating: 0x0B, count: 22), salt: .init(0...12),
                info: .init(0xF0...0xF9),
                expected: """
                    3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865
                    """),
            Derivation(
                testDescription: "case 2, longer", key: .init(0...0x4F), salt: .init(0x60...0xAF),
                info: .init(0xB0...0xFF),
                expected: """
                    b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb\
                    41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87
                    """),
            Derivation(
                testDescription: "case 3, no salt and no info", key: .init(repeating: 0x0B, count: 22),
                salt: [],
                info: [],
                expected: """
                    8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8
                    """),
        ])
    func derivation(row: Derivation) throws {
        let derived = try HKDF.sha256(
            row.key, salt: row.salt, info: row.info, count: row.expected.bytes.count)
        #expect(revealed(derived) == row.expected.bytes)
    }

    @Test("keys from passwords are those of RFC 7914, section 11")
    func passwordDerivation() throws {
        let once: Octets = """
            55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
            49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783
            """
        let short = try PBKDF2.sha256(
            password: secret("passwd"), salt: Array("salt".utf8), iterations: 1, count: 64)
        #expect(revealed(short) == once.bytes)

        let often: Octets = """
            4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
            a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d
            """
        let long = try PBKDF2.sha256(
            password: secret("Password"), salt: Array("NaCl".utf8), iterations: 80_000, count: 64)
        #expect(revealed(long) == often.bytes)
    }
}
