import Cryptography
import FoundationEssentials
import Postgres
import TestServer
import Testing
import Vocabulary

/// Passwords beyond ASCII, between the verifier computed here, libpq, and the server.
@Suite("Forms of a password", .database) struct PasswordFormTests {
    struct Form: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What the verifier is made of.
        let password: String
        /// What else a reader may type, and what only looks alike.
        let accepted: [String]
        let refused: [String]

        init(_ description: String, _ password: String, accepted: [String] = [], refused: [String]) {
            testDescription = description
            self.password = password
            self.accepted = accepted
            self.refused = refused
        }
    }

    static let forms = [
        Form("ASCII", "right's \\pass", refused: ["right's \\pas", "Right's \\pass"]),
        Form("a composed accent", "cl\u{E9}", accepted: ["cle\u{301}"], refused: ["cle"]),
        Form("a decomposed accent", "cle\u{301}", accepted: ["cl\u{E9}"], refused: ["cle"]),
        Form(
            "a space that does not break", "mot\u{A0}de passe", accepted: ["mot de\u{2003}passe"],
            refused: ["motdepasse"]),
        Form("a soft hyphen", "mot\u{AD}de", accepted: ["motde", "mo\u{AD}tde"], refused: ["mot-de"]),
        Form("nothing but a soft hyphen", "\u{AD}", refused: ["\u{AD}\u{AD}"]),
        Form("a ligature", "\u{FB01}n", accepted: ["fin"], refused: ["\u{FB02}n"]),
        Form("a Roman numeral", "\u{2168}", accepted: ["IX"], refused: ["XI"]),
        Form(
            "Arabic", "\u{643}\u{644}\u{645}\u{629}", accepted: ["\u{643}\u{644}\u{645}\u{AD}\u{629}"],
            refused: ["\u{643}\u{644}\u{645}\u{647}"]),
        // What is prohibited is taken byte by byte, so that nothing is equal to it but itself.
        Form("both directions", "e\u{301}\u{643}a", refused: ["\u{E9}\u{643}a"]),
        Form("Arabic with a digit at its end", "\u{643}\u{AD}1", refused: ["\u{643}1"]),
        Form("an emoji", "cle\u{301}\u{1F511}", refused: ["cl\u{E9}\u{1F511}", "cle\u{301}"]),
        Form("an emoji that Unicode normalises today", "\u{1F236}", refused: ["\u{6709}"]),
        Form("a private character", "\u{E000}e\u{301}", refused: ["\u{E000}\u{E9}"]),
        Form("a control character", "\u{7}\u{E9}", refused: ["\u{7}e\u{301}"]),
        Form(
            "an accent that takes a letter apart", "\u{1D5}\u{323}", accepted: ["\u{1EE4}\u{308}\u{304}"],
            refused: ["\u{1D5}"]),
        Form("letters with an accent between them", "\u{1100}\u{300}\u{1161}", refused: ["\u{AC00}\u{300}"]),
        Form(
            "an ideograph that Unicode 3.2 mapped by mistake", "\u{2F868}", accepted: ["\u{36FC}"],
            refused: ["\u{2136A}"]),
    ]

    @Test("a login works with the verifier made here, and the server's own is understood", arguments: forms)
    func logins(form: Form) throws {
        let connection = try TestDatabase.current.connect()
        let role = try Identifier("t_" + randomWord(12))
        let database = try Identifier(TestDatabase.current.name)
        let verifier = try SCRAMVerifier.make(password: secret(form.password))
        try connection.execute("create role \(identifier: role) login password \(literal: verifier)")
        try connection.execute("grant connect on database \(identifier: database) to \(identifier: role)")
        defer {
            // A test that failed has said why already.
            _ = try? connection.execute("drop owned by \(identifier: role)")
            _ = try? connection.execute("drop role \(identifier: role)")
        }
        func opens(_ password: String) throws -> Bool {
            do {
                _ = try Connection(to: TestDatabase.current.parameters.with(user: role.text, password: password))
                return true
            } catch ConnectionFailure.refused(_, _, _, .invalidPassword, _) {
                return false
            }
        }
        func stored() throws -> SCRAMVerifier? {
            try connection.first("select rolpassword from pg_authid where rolname = \(role.text)") {
                try SCRAMVerifier(parsing: $0["rolpassword"])
            }
        }
        let accepted = [form.password] + form.accepted
        #expect(try stored()?.text == verifier)
        for password in accepted { #expect(try opens(password), "\(password.debugDescription)") }
        for password in form.refused { #expect(try !opens(password), "\(password.debugDescription)") }

        try connection.execute("alter role \(identifier: role) password \(literal: form.password)")
        let own = try #require(try stored())
        #expect(own.text != verifier)
        for password in accepted { #expect(try own.matches(secret(password)), "\(password.debugDescription)") }
        for password in form.refused { #expect(try !own.matches(secret(password)), "\(password.debugDescription)") }
    }

    private func secret(_ text: String) throws -> SecretBytes {
        try SecretBytes(copying: Array(text.utf8))
    }
}
