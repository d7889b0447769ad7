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
        let cases = try VectorFile.cases("KDF/rfc-6070-PBKDF2-SHA1.txt", beginningWith: "COUNT")
        for row in cases {
            let derived = try PBKDF2.key(
                "SHA1", password: secret(unescaped(row.text("PASSWORD"))), salt: unescaped(row.text("SALT")),
                iterations: row.number("ITERATIONS"), count: row.number("LENGTH"))
            #expect(try revealed(derived) == row.bytes("DERIVED_KEY"))
        }
        #expect(cases.count == 6)
    }

    @Test("scrypt as RFC 7914, up to a cost of 1 GiB")
    func passphrase() throws {
        let cases = try VectorFile.cases("KDF/scrypt.txt", beginningWith: "COUNT")
        for row in cases {
            let derived = try Scrypt.key(
                passphrase: secret(unescaped(row.text("PASSWORD"))), salt: unescaped(row.text("SALT")),
                cost: row.number("N"), blockSize: row.number("r"), parallelism: row.number("p"),
                count: row.number("LENGTH"))
            #expect(try revealed(derived) == row.bytes("DERIVED_KEY"))
        }
        #expect(cases.count == 4)
    }

    /// The file writes NUL as `\0`.
    private func unescaped(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\\0", omittingEmptySubsequences: false).joined(separator: "\0").utf8)
    }
}
