import Testing

@testable import Cryptography

@Suite("SASLprep as PostgreSQL does it") struct SASLprepTests {
    /// What a password becomes, or nil when it is taken as it is.
    private func prepared(_ password: [UInt8]) throws -> String? {
        try SASLprep.prepared(secret(password))?.revealedText()
    }

    struct Preparation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let password: String
        let expected: String?

        init(_ description: String, _ password: String, _ expected: String?) {
            testDescription = description
            self.password = password
            self.expected = expected
        }
    }

    @Test(
        "a password is normalised, or taken as it is",
        arguments: [
            Preparation("ASCII", "user", nil), Preparation("ASCII with a control character", "a\u{7}b", nil),
            Preparation("composed", "\u{E9}", "\u{E9}"), Preparation("decomposed", "e\u{301}", "\u{E9}"),
            Preparation("accents out of order", "a\u{301}\u{323}", "\u{1EA1}\u{301}"),
            Preparation("a letter that an accent takes apart", "\u{1D5}\u{323}", "\u{1EE4}\u{308}\u{304}"),
            Preparation("a space that does not break", "a\u{A0}b", "a b"),
            Preparation("an ideographic space", "a\u{3000}b", "a b"),
            Preparation("a space without width", "a\u{200B}b", "a b"),
            Preparation("a soft hyphen", "I\u{AD}X", "IX"), Preparation("RFC 4013, case", "USER\u{AD}", "USER"),
            Preparation("nothing but soft hyphens", "\u{AD}\u{AD}", nil),
            Preparation("a ligature", "\u{FB01}n", "fin"), Preparation("a Roman numeral", "\u{2168}", "IX"),
            Preparation("a feminine ordinal", "\u{AA}", "a"),
            Preparation("a control character beyond ASCII", "\u{E9}\u{7}", nil),
            Preparation("Arabic", "\u{627}\u{644}\u{633}\u{631}", "\u{627}\u{644}\u{633}\u{631}"),
            Preparation("Arabic with a digit inside", "\u{627}1\u{628}", "\u{627}1\u{628}"),
            Preparation("Arabic with a digit at its end", "\u{627}1", nil),
            Preparation("both directions", "\u{627}a\u{628}", nil),
            Preparation("an Arabic ligature of four words", "\u{FDFA}", "صلى الله عليه وسلم"),
            Preparation("a Hebrew letter that decomposes to one with a point", "\u{FB1D}", "\u{5D9}\u{5B4}"),
            Preparation("an emoji, later than Unicode 3.2", "\u{1F511}", nil),
            Preparation("an emoji that today's Unicode normalises", "\u{1F236}", nil),
            Preparation("a private character", "\u{E000}", nil), Preparation("no character", "\u{FFFE}", nil),
            Preparation("a mark of direction", "\u{200E}\u{E9}", nil),
            Preparation("a mark that is mapped to an accent", "e\u{341}", nil),
            Preparation("syllables", "\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
            Preparation("letters with an accent between them", "\u{1100}\u{300}\u{1161}", "\u{1100}\u{300}\u{1161}"),
            Preparation("half-width letters, accents apart", "\u{FF76}\u{301}\u{FF9E}", "\u{30AC}\u{301}"),
            Preparation("an ideograph mapped by mistake in Unicode 3.2", "\u{2F868}", "\u{36FC}"),
            Preparation("another one", "\u{2F9BF}", "\u{45D7}"),
        ])
    func preparation(row: Preparation) throws {
        let made = try prepared(Array(row.password.utf8))
        // Compared byte by byte: texts compare equal however they are composed.
        #expect(made.map { Array($0.utf8) } == row.expected.map { Array($0.utf8) })
    }

    @Test(
        "bytes that are not UTF-8 are taken as they are",
        arguments: [
            [0xE9], [0x61, 0xCC], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func notText(bytes: [UInt8]) throws {
        #expect(try prepared(bytes) == nil)
        let verifier = try SCRAMVerifier(parsing: SCRAMVerifier.make(password: secret(bytes), iterations: 1))
        #expect(try verifier.matches(secret(bytes)))
    }

    @Test("a long password costs no more than its length")
    func long() throws {
        let made = try prepared(Array(String(repeating: "\u{A0}\u{AD}\u{E9}", count: 2000).utf8))
        #expect(made == String(repeating: " \u{E9}", count: 2000))
    }

    @Test("a verifier matches a password however its accents are composed, and no other")
    func verifiers() throws {
        let verifier = try SCRAMVerifier(parsing: SCRAMVerifier.make(password: secret("cl\u{E9}"), iterations: 1))
        #expect(try verifier.matches(secret("cle\u{301}")))
        #expect(try verifier.matches(secret("cl\u{AD}\u{E9}")))
        #expect(try !verifier.matches(secret("cle")))
    }
}
