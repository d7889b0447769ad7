import Cryptography
import Testing

@Suite("Ed25519") struct SigningKeyTests {
    struct Signing: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let seed: Octets
        let key: Octets
        let message: Octets
        let signature: Octets
    }

    static let examples = [
        Signing(
            testDescription: "no message", seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: """
                e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970\
                1cf9b46bd25bf5f0595bbe24655141438e7a100b
                """),
        Signing(
            testDescription: "two bytes", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: """
                6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760\
                984dc6594a7c15e9716ed28dc027beceea1ec40a
                """),
    ]

    @Test("keys and signatures are those of RFC 8032", arguments: examples)
    func vectors(row: Signing) throws {
        let key = try SigningKey(seed: secret(row.seed.bytes))
        #expect(key.verifyingKey.bytes == row.key.bytes)
        #expect(try key.sign(row.message.bytes) == row.signature.bytes)
        #expect(try VerifyingKey(bytes: row.key.bytes).isValid(row.signature.bytes, for: row.message.bytes))
    }

    @Test("one bit changed in key, message or signature is seen")
    func flips() throws {
        let row = Self.examples[1]
        let parts = [row.key.bytes, row.message.bytes, row.signature.bytes]
        var refused = 0
        for part in parts.indices {
            for position in 0..<(parts[part].count * 8) {
                var changed = parts
                changed[part][position / 8] ^= 1 << UInt8(position % 8)
                if try !VerifyingKey(bytes: changed[0]).isValid(changed[2], for: changed[1]) { refused += 1 }
            }
        }
        #expect(refused == parts.joined().count * 8)
    }

    @Test("a new key is another one each time, and its seed makes it again")
    func newKeys() throws {
        let one = try SigningKey()
        let other = try SigningKey()
        #expect(one.verifyingKey != other.verifyingKey)
        let again = try SigningKey(seed: one.seed)
        #expect(again.verifyingKey == one.verifyingKey)
        let message = Array("registre".utf8)
        let signature = try again.sign(message)
        #expect(one.verifyingKey.isValid(signature, for: message))
        #expect(!other.verifyingKey.isValid(signature, for: message))
    }

    @Test("a signature of another length is not valid", arguments: [0, 1, 63, 65, 128])
    func signatureLengths(count: Int) throws {
        let row = Self.examples[0]
        let signature = (row.signature.bytes + row.signature.bytes).prefix(count)
        #expect(try !VerifyingKey(bytes: row.key.bytes).isValid(Array(signature), for: row.message.bytes))
    }

    @Test("seeds and keys of another length are named", arguments: [0, 31, 33, 64])
    func lengths(count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(throws: CryptographyFailure.length(of: "seed", expected: 32, actual: count)) {
            let key = try SigningKey(seed: secret(bytes))
            _ = key.verifyingKey
        }
        #expect(throws: CryptographyFailure.length(of: "verifying key", expected: 32, actual: count)) {
            try VerifyingKey(bytes: bytes)
        }
    }

    @Test("the public key's text is that of RFC 8410's example")
    func text() throws {
        let seed: Octets = "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842"
        let key = try SigningKey(seed: secret(seed.bytes))
        #expect(
            key.verifyingKey.pem == """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
                -----END PUBLIC KEY-----

                """)
    }
}
