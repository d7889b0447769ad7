import Cryptography
import Testing

@Suite("SCRAM-SHA-256 verifiers") struct SCRAMVerifierTests {
    static let salt = Base64.bytes("W22ZaJ0SNY7soEsUEjb6gQ==") ?? []
    static let text = """
        SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:\
        wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=
        """

    @Test("the verifier of RFC 7677's example has PostgreSQL's form")
    func example() throws {
        #expect(try SCRAMVerifier.make(password: secret("pencil"), salt: Self.salt) == Self.text)
    }

    @Test("the example's exchange is accepted with the verifier's keys")
    func exchange() throws {
        // The keys stand behind the last '$', as the server would read them.
        let keys = try #require(Self.text.split(separator: "$").last).split(separator: ":")
        let storedKey = try #require(Base64.bytes(keys[0]))
        let serverKey = try #require(Base64.bytes(keys[1]))
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
        let exchange = Array(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=\(nonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=\(nonce)"
                .utf8)

        let signature = try HMAC.sha256(exchange, key: serverKey)
        #expect(Base64.text(signature) == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")

        let proof = try #require(Base64.bytes("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
        let clientSignature = try HMAC.sha256(exchange, key: storedKey)
        #expect(try SHA256.hash(zip(proof, clientSignature).map { $0 ^ $1 }) == storedKey)
    }

    @Test("a stored verifier tells its own password from another")
    func drift() throws {
        let stored = try SCRAMVerifier(parsing: Self.text)
        #expect(stored.iterations == 4096)
        #expect(stored.salt == Self.salt)
        #expect(stored.text == Self.text)
        #expect(try stored.matches(secret("pencil")))
        #expect(try !stored.matches(secret("pencils")))
    }

    @Test("each verifier gets a salt of its own")
    func salts() throws {
        let one = try SCRAMVerifier.make(password: secret("pencil"), iterations: 1)
        let other = try SCRAMVerifier.make(password: secret("pencil"), iterations: 1)
        #expect(one != other)
        #expect(try SCRAMVerifier(parsing: one).salt.count == 16)
        #expect(try SCRAMVerifier(parsing: one).matches(secret("pencil")))
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let password: String
        let rule: CryptographyFailure.PasswordRule
        var testDescription: String { "\(rule)" }
    }

    @Test(
        "a password with which no login can be made is refused",
        arguments: [Refused(password: "", rule: .empty), Refused(password: "motdepassé\0", rule: .nul)])
    func refused(row: Refused) throws {
        let password = try secret(row.password)
        let failure = #expect(throws: CryptographyFailure.self) { try SCRAMVerifier.make(password: password) }
        #expect(failure == .password(row.rule))
        #expect(failure?.message.contains("motdepass") == false)
    }

    @Test(
        "what is no verifier is refused",
        arguments: [
            "", "md5c7a7e1b2f3", "SCRAM-SHA-1$4096:AA==$AA==:AA==", "SCRAM-SHA-256$4096",
            "SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:AA==",
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$AA==:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            text + "$", text + "\n",
        ])
    func notAVerifier(text: String) {
        #expect(throws: CryptographyFailure.verifier) { try SCRAMVerifier(parsing: text) }
    }
}
