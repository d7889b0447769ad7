import Cryptography
import FoundationEssentials
import Glibc
import PKCS11
import TestServer
import Testing
import Vault
import Vocabulary

/// Faults are asked for one after the other: the module is the whole process's.
@Suite("Tokens of other makers", .serialized) struct ForeignTokenTests {
    private let module: FaultyModule
    private let token: TestToken

    init() throws {
        module = try FaultyModule()
        token = try TestTokens.next()
        try Self.makeKey(in: token)
    }

    /// Made through SoftHSM itself, and gone again: nobody is logged in afterwards.
    private static func makeKey(in token: TestToken) throws {
        _ = try PKCS11RootKey.create(token.address())
    }

    private func root() throws -> PKCS11RootKey { try PKCS11RootKey(token.address(module: module.path)) }

    private func key(_ byte: UInt8 = 7) throws -> SecretBytes {
        try SecretBytes(copying: [UInt8](repeating: byte, count: 32))
    }

    private func unwraps(_ root: PKCS11RootKey, _ wrapped: [UInt8]) throws -> Bool {
        ConstantTime.areEqual(try root.unwrap(wrapped, binding: [1]), try key())
    }

    private func expect(
        _ code: String, _ message: String, detail: String? = nil, hint: String? = nil, at fault: String,
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) {
        let failure = #expect(throws: PKCS11Failure.self, sourceLocation: sourceLocation) {
            try module.whileAt(fault: fault, body)
        }
        #expect(failure?.code.text == code, sourceLocation: sourceLocation)
        #expect(failure?.message == "token '\(token.label)' \(message)", sourceLocation: sourceLocation)
        #expect(failure?.detail == detail, sourceLocation: sourceLocation)
        if let hint { #expect(failure?.hint == hint, sourceLocation: sourceLocation) }
    }

    // MARK: - Nonces

    @Test("a token that makes the nonce itself and tells it is taken at its word")
    func ownNonce() throws {
        let root = try root()
        let wrapped = try module.whileAt(fault: "own nonce") { try root.wrap(key(), binding: [1]) }
        #expect(wrapped.prefix(12) == Array("made within!".utf8)[...])
        #expect(try unwraps(root, wrapped))
        #expect(try unwraps(PKCS11RootKey(token.address()), wrapped))
    }

    @Test("a token that seals in a shape of its own is refused before a key is lost to it")
    func shapes() throws {
        let root = try root()
        let wrap = { _ = try root.wrap(key(), binding: [1]) }
        let hint = "The token may make its own nonces in a way that is not supported; docs/root-key.md has what is."
        let silent = #expect(throws: PKCS11Failure.self) {
            try module.whileAt(fault: "own nonce, not told", wrap)
        }
        #expect(silent?.code == "PKC405")
        #expect(silent?.message == "what token '\(token.label)' sealed does not open again")
        #expect(silent?.hint == hint)
        expect("PKC405", "sealed into 60 bytes instead of 48", hint: hint, at: "nonce behind", wrap)
        expect(
            "PKC405", "does not take a nonce of 12 bytes and a tag of 16", hint: hint, at: "no nonce of others", wrap)
        #expect(try unwraps(root, root.wrap(key(), binding: [1])))
    }

    // MARK: - What does not open

    @Test("whether a module names a wrong tag or not, it is told from a token that is broken")
    func authentication() throws {
        let root = try root()
        let wrapped = try root.wrap(key(), binding: [1])
        for fault in ["", "says what is wrong"] {
            module.whileAt(fault: fault) {
                #expect(throws: CryptographyFailure.authentication) {
                    try root.unwrap(wrapped, binding: [2]).revealedText()
                }
            }
        }
        expect("PKC205", "could not open", detail: "it answered CKR_GENERAL_ERROR", at: "broken") {
            _ = try root.unwrap(wrapped, binding: [1])
        }
        #expect(try unwraps(root, wrapped))
    }

    @Test("a session that was lost is opened anew, once")
    func lostSession() throws {
        let root = try root()
        let wrapped = try root.wrap(key(), binding: [1])
        let opens = try module.whileAt(fault: "session lost once") { try unwraps(root, wrapped) }
        #expect(opens)
        try module.whileAt(fault: "session lost once") { _ = try root.wrap(key(), binding: [1]) }
        for _ in 0..<2 {
            expect("PKC204", "has been removed", hint: "Connect it again.", at: "removed") {
                _ = try root.unwrap(wrapped, binding: [1])
            }
        }
        expect("PKC204", "has been removed", at: "removed") { _ = try self.root() }
        // Put back, it serves again.
        #expect(try unwraps(root, wrapped))
    }

    // MARK: - Mechanisms and keys

    @Test("a token without AES-GCM is refused by name")
    func mechanisms() throws {
        for fault in ["no AES-GCM", "AES-GCM for opening only"] {
            expect(
                "PKC203", "does not offer the mechanism CKM_AES_GCM",
                hint: "Use a token that offers AES-GCM with keys of 256 bits, or keep the root key in a file.",
                at: fault
            ) { _ = try root() }
        }
    }

    @Test("a token that does not tell whether the key was ever outside is not believed")
    func silence() throws {
        let failure = #expect(throws: PKCS11Failure.self) {
            try module.whileAt(fault: "silent about keys") { try root() }
        }
        #expect(failure?.code == "PKC403")
        #expect(
            failure?.message
                == "key 'root' in token '\(token.label)' does not tell its attribute CKA_NEVER_EXTRACTABLE")
    }

    // MARK: - PINs

    @Test("the last try before a token locks itself is never made")
    func lastTry() throws {
        expect(
            "PKC302", "would be locked by one more wrong PIN",
            hint:
                "The last try is not made here: log in once with the token's own program, which also starts the count anew.",
            at: "last try"
        ) { _ = try root() }
        #expect(module.logins == 0)
        for (fault, message) in [
            ("locked", "is locked after too many wrong PINs"), ("no PIN", "has no PIN yet"),
        ] {
            expect("PKC302", message, at: fault) { _ = try root() }
            #expect(module.logins == 0)
        }
        expect("PKC302", "is locked after too many wrong PINs", at: "locked by now") { _ = try root() }
        let failure = #expect(throws: PKCS11Failure.self) { try module.whileAt(fault: "expired") { try root() } }
        #expect(failure?.message == "the PIN of token '\(token.label)' has expired")
    }

    @Test("a wrong PIN is tried once, by however many providers, and what it cost is told")
    func wrongPIN() throws {
        let tries = [
            ("second last try", "one more wrong PIN will lock the token"), ("locks", "the token is locked now"),
            ("silent about tries", nil), ("", "a few more wrong PINs will lock the token"),
        ]
        for (number, (fault, detail)) in tries.enumerated() {
            try token.writePIN("wrong \(number)")
            module.whileAt(fault: fault) {
                for _ in 0..<3 {
                    let failure = #expect(throws: PKCS11Failure.self) { try root() }
                    // What a token that is locked says of itself needs no try.
                    if failure?.code == "PKC301" { #expect(failure?.detail == detail) }
                }
                #expect(module.logins == 1)
            }
        }
        // Another PIN in the file is another try, and the right one is not held back by the wrong ones.
        try token.writePIN(TestTokens.pin)
        try module.whileAt(fault: "") {
            let root = try root()
            #expect(module.logins == 1)
            _ = try self.root()
            // The login is the process's own; the second provider needs none.
            #expect(module.logins == 1)
            let opens = try unwraps(root, root.wrap(key(), binding: [1]))
            #expect(opens)
        }
    }
}
