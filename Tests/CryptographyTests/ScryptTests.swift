import Cryptography
import Testing

@Suite("scrypt") struct ScryptTests {
    @Test("a key is that of RFC 7914, and depends on every cost")
    func costs() throws {
        func key(_ n: Int, _ r: Int, _ p: Int) throws -> [UInt8] {
            revealed(
                try Scrypt.key(
                    passphrase: secret("password"), salt: Array("NaCl".utf8), cost: n, blockSize: r, parallelism: p,
                    count: 64))
        }
        let expected: Octets = """
            fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830da\
            c727afb94a83ee6d8360cbdfa2cc0640
            """
        #expect(try key(1024, 8, 16) == expected.bytes)
        #expect(try Set([key(1024, 8, 1), key(2048, 8, 1), key(1024, 4, 1), key(1024, 8, 2)]).count == 4)
    }

    struct Cost: CustomTestStringConvertible, Sendable {
        let n: Int
        let r: Int
        let p: Int
        var testDescription: String { "n = \(n), r = \(r), p = \(p)" }
    }

    @Test(
        "a cost that cannot be or takes too much is refused before memory is taken",
        arguments: [
            Cost(n: 0, r: 8, p: 1), Cost(n: 1, r: 8, p: 1), Cost(n: 1000, r: 8, p: 1), Cost(n: -1024, r: 8, p: 1),
            Cost(n: 1024, r: 0, p: 1), Cost(n: 1024, r: -8, p: 1), Cost(n: 1024, r: 8, p: 0),
            Cost(n: 1024, r: 8, p: 17), Cost(n: 1 << 21, r: 8, p: 1), Cost(n: 1 << 20, r: 9, p: 1),
            Cost(n: 1 << 62, r: 8, p: 1), Cost(n: 2, r: .max, p: 1), Cost(n: .min, r: .min, p: .min),
        ])
    func refused(row: Cost) throws {
        #expect(throws: CryptographyFailure.scryptCost(n: row.n, r: row.r, p: row.p)) {
            let key = try Scrypt.key(
                passphrase: secret("x"), salt: [1], cost: row.n, blockSize: row.r, parallelism: row.p, count: 32)
            _ = key.count
        }
    }
}
