import Testing

@testable import Cryptography

/// The vectors of the RFCs for HMAC, HKDF, PBKDF2 and scrypt, from the files that others test with.
@Suite("Published vectors of HMAC and of derived keys") struct DerivationVectorTests {
    @Test("HMAC as RFC 4231")
    func authentication() throws {
        let cases = try VectorFile.cases("HMAC/rfc-4231-sha256.txt", beginningWith: "Len")
        for row in cases {
            let message = try row.bytes("Msg")
            #expect(try row.number("Len") == message.count * 8)
            #expect(try HMAC.sha256(message, key: row.bytes("Key")) == row.bytes("MD"))
        }
        #expect(cases.count == 6)
    }

    @Test(
        "HKDF as RFC 5869, and of 1,200 bytes", arguments: [("rfc-5869-HKDF-SHA256.txt", 3), ("hkdf-generated.txt", 1)])
    func derivation(file: String, count: Int) throws {
        let cases = try VectorFile.cases("KDF/\(file)", beginningWith: "COUNT")
        for row in cases {
            #expect(try row.text("Hash") == "SHA-256")
            let derived = try HKDF.sha256(
                row.bytes("IKM"), salt: row.bytes("salt"), info: row.bytes("info"), count: row.number("L"))
            #expect(try revealed(derived) == row.bytes("OKM"))
        }
        #expect(cases.count == count)
    }

    @Test("PBKDF2 as RFC 6070, which has another digest than the platform, through the same code")
    func password() throws {
        let cases = try PasswordVector.pbkdf2().filter { !$0.isCostly }
        for one in cases { #expect(try one.derived() == one.expected) }
        #expect(cases.count == 5)
    }

    @Test("scrypt as RFC 7914")
    func passphrase() throws {
        let cases = try PasswordVector.scrypt().filter { !$0.isCostly }
        for one in cases { #expect(try one.derived() == one.expected) }
        #expect(cases.count == 3)
    }
}

/// The two vectors that take seconds or a gigabyte; `make unit` leaves them to `make test`.
@Suite("Costly vectors of derived keys") struct CostlyVectorTests {
    @Test("PBKDF2 of 16,777,216 iterations, and scrypt of 1 GiB")
    func costly() throws {
        let cases = try (PasswordVector.pbkdf2() + PasswordVector.scrypt()).filter(\.isCostly)
        for one in cases { #expect(try one.derived() == one.expected) }
        #expect(cases.count == 2)
    }
}

/// A key derived from a password or a passphrase, and what it shall be.
private struct PasswordVector {
    let isCostly: Bool
    let expected: [UInt8]
    let derived: () throws -> [UInt8]

    static func pbkdf2() throws -> [PasswordVector] {
        try VectorFile.cases("KDF/rfc-6070-PBKDF2-SHA1.txt", beginningWith: "COUNT").map { row in
            let iterations = try row.number("ITERATIONS")
            return try PasswordVector(isCostly: iterations > 1 << 20, expected: row.bytes("DERIVED_KEY")) {
                revealed(
                    try PBKDF2.key(
                        "SHA1", password: secret(unescaped(row.text("PASSWORD"))), salt: unescaped(row.text("SALT")),
                        iterations: iterations, count: row.number("LENGTH")))
            }
        }
    }

    static func scrypt() throws -> [PasswordVector] {
        try VectorFile.cases("KDF/scrypt.txt", beginningWith: "COUNT").map { row in
            let cost = try row.number("N")
            return try PasswordVector(isCostly: cost >= 1 << 20, expected: row.bytes("DERIVED_KEY")) {
                revealed(
                    try Scrypt.key(
                        passphrase: secret(unescaped(row.text("PASSWORD"))), salt: unescaped(row.text("SALT")),
                        cost: cost, blockSize: row.number("r"), parallelism: row.number("p"),
                        count: row.number("LENGTH")))
            }
        }
    }

    /// The file writes NUL as `\0`.
    private static func unescaped(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\\0", omittingEmptySubsequences: false).joined(separator: "\0").utf8)
    }
}
