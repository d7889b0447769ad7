import Cryptography
import Testing

@Suite("Published vectors of Ed25519") struct SignatureVectorTests {
    @Test("1,024 keys sign as their authors' code does, and one bit changed is seen")
    func signatures() throws {
        let lines = try VectorFile.lines("asymmetric/Ed25519/sign.input")
        var valid = 0
        var refused = 0
        for (number, line) in lines.enumerated() {
            // Seed and public key, public key, message, signature and message.
            let fields = try line.split(separator: ":", omittingEmptySubsequences: false).map { field in
                try #require(Hex.bytes(field))
            }
            try #require(fields.count == 5)
            let key = try SigningKey(seed: secret(Array(fields[0].prefix(32))))
            var signature = Array(fields[3].prefix(64))
            if key.verifyingKey.bytes != fields[1] { Issue.record("public key \(number)") }
            if try key.sign(fields[2]) != signature { Issue.record("signature \(number)") }
            if key.verifyingKey.isValid(signature, for: fields[2]) { valid += 1 }
            signature[number % 64] ^= 1 << UInt8(number % 8)
            if !key.verifyingKey.isValid(signature, for: fields[2]) { refused += 1 }
        }
        #expect(lines.count == 1024)
        #expect(valid == 1024)
        #expect(refused == 1024)
    }
}
