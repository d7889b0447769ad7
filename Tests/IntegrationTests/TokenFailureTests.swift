import CPKCS11
import Cryptography
import FoundationEssentials
import Glibc
import TestServer
import Testing
import Vocabulary

@testable import PKCS11
@testable import Vault

extension PKCS11Failure {
    /// All that a reader sees.
    fileprivate var words: [String?] { [code.text, message, detail, hint] }
}

@Suite("Failures of tokens") struct TokenFailureTests {
    private func expect(
        _ words: [String?], of uri: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let failure = #expect(throws: PKCS11Failure.self, sourceLocation: sourceLocation) {
            try PKCS11RootKey(PKCS11Address(uri))
        }
        #expect(failure?.words == words, sourceLocation: sourceLocation)
    }

    // MARK: - Modules

    @Test("a module that is missing, unsafe, or none is refused before any of its code runs")
    func modules() throws {
        let token = try TestTokens.next()
        let folder = try TestTokens.shared.get().folder
        expect(
            [
                "PKC102", "PKCS#11 module '/nowhere/module.so' does not exist", nil,
                "Install the token's module, or mend 'module-path'.",
            ], of: token.uri(module: "/nowhere/module.so"))
        let name = "Name the library by 'module-path' that the maker of the token calls its PKCS#11 module."
        expect(
            ["PKC102", "PKCS#11 module '\(folder)' is not a regular file", nil, name], of: token.uri(module: folder))

        let path = "\(folder)/module.so"
        try Data("no library".utf8).write(to: URL(filePath: path))
        chmod(path, 0o644)
        expect(
            ["PKC102", "PKCS#11 module '\(path)' cannot be loaded", "\(path): file too short", name],
            of: token.uri(module: path))
        chmod(path, 0o664)
        let closed =
            "Whoever can write it can use the key: let root own it, and take the right to write from group and others."
        expect(
            ["PKC102", "PKCS#11 module '\(path)' can be written by others", nil, closed], of: token.uri(module: path))
        if geteuid() == 0 {
            chmod(path, 0o644)
            chown(path, 65534, 0)
            expect(
                [
                    "PKC102",
                    "PKCS#11 module '\(path)' belongs to user 65534 instead of root or the user that runs this",
                    nil, closed,
                ], of: token.uri(module: path))
        }
        // A library that every process has loaded already, wherever Debian keeps it.
        let folders = try FileManager.default.contentsOfDirectory(atPath: "/lib").map { "/lib/\($0)" }
        let other = try #require(folders.map { "\($0)/libm.so.6" }.first { FileManager.default.fileExists(atPath: $0) })
        expect(["PKC102", "PKCS#11 module '\(other)' is no PKCS#11 module", nil, name], of: token.uri(module: other))
    }

    // MARK: - Tokens

    @Test("a token that is not there is told with those that are")
    func noToken() throws {
        let token = try TestToken(label: "elsewhere", folder: TestTokens.shared.get().folder)
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey(token.address()) }
        #expect(failure?.code == "PKC201")
        #expect(failure?.kind == .unavailable)
        #expect(failure?.message == "token 'elsewhere' is not there")
        // Eight of the run's tokens, in order, whichever tests have wiped theirs.
        let there = try #require(failure?.detail?.wholeMatch(of: /there: (('test \d\d'(, )?){8}) and \d+ more/))
        let labels = there.output.1.split(separator: ", ")
        #expect(labels == labels.sorted())
        #expect(failure?.hint == "Connect it, or name by 'token' or 'serial' one that is there.")
    }

    @Test("a token is known by its serial number too, and a wrong one is no token")
    func serials() throws {
        let token = try TestTokens.next()
        _ = try PKCS11RootKey.create(token.address())
        let module = try Module(path: TestTokens.module)
        let slot = try Slot.find(token.address().token, in: module)
        let serial = try PKCS11Address(token.uri().replacing("token=", with: "serial=\(slot.serial);token="))
        _ = try PKCS11RootKey(serial)
        let model = try PKCS11Address(token.uri().replacing("token=", with: "model=other;token="))
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey(model) }
        #expect(failure?.message == "token '\(token.label)' of model 'other' is not there")
    }

    // MARK: - PINs

    @Test("a wrong PIN is refused, not tried again, and locks nothing; the right one works at once")
    func wrongPIN() throws {
        let token = try TestTokens.next()
        // The maker of the key is gone again, and this process logged out.
        _ = try PKCS11RootKey.create(token.address())
        try token.writePIN("wrong one")
        let words = [
            "PKC301", "token '\(token.label)' refused the PIN", "a few more wrong PINs will lock the token",
            "Write the right PIN into the file of 'pin-source'; the wrong one is not tried again by this run.",
        ]
        for _ in 0..<20 { expect(words, of: token.uri()) }
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey.create(token.address("object=other")) }
        #expect(failure?.kind == .unauthenticated)
        try token.writePIN(TestTokens.pin)
        _ = try PKCS11RootKey(token.address())
    }

    @Test("a PIN that is too short or too long for the token is not tried")
    func pinLength() throws {
        let token = try TestTokens.next()
        for pin in ["123", String(repeating: "1", count: 256)] {
            try token.writePIN(pin)
            expect(
                [
                    "PKC303", "token '\(token.label)' takes PINs of 4 to 255 bytes, which the given one is not", nil,
                    "Write the right PIN into the file of 'pin-source'; no try was used up.",
                ], of: token.uri())
        }
    }

    @Test("a file of the PIN that breaks a rule is refused by that rule, and the PIN is not tried")
    func pinFile() throws {
        let token = try TestTokens.next()
        let path = token.pinFile
        func expect(
            _ rule: VaultFailure.PINFileRule, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let failure = #expect(throws: VaultFailure.self, sourceLocation: sourceLocation) {
                try PKCS11RootKey(token.address())
            }
            #expect(failure == .pinFile(path: path, rule), sourceLocation: sourceLocation)
            #expect(failure?.code == "VLT105", sourceLocation: sourceLocation)
            #expect(failure?.message == "PIN file '\(path)' \(message)", sourceLocation: sourceLocation)
        }
        for mode in [0o644, 0o440, 0o500, 0o700] as [mode_t] {
            try token.writePIN(TestTokens.pin, mode: mode)
            expect(.mode(mode), "has mode \(String(mode, radix: 8)) instead of 400 or 600")
        }
        for content in ["", "\n", "\r\n"] {
            try token.writePIN(content)
            expect(.empty, "is empty")
        }
        for content in ["\(TestTokens.pin)\n\n", "1234\n5678\n", "\n\(TestTokens.pin)", "12\034", "1234\r", "12\t34"] {
            try token.writePIN(content)
            expect(.control, "has more than one line, or characters that no PIN has")
        }
        try token.writePIN(String(repeating: "1", count: 1025))
        expect(.tooLong, "is longer than any PIN")
        unlink(path)
        expect(.missing, "does not exist")
        symlink("/etc/hostname", path)
        expect(.notRegular, "is not a regular file")
        unlink(path)
        mkfifo(path, 0o400)
        expect(.notRegular, "is not a regular file")
        if geteuid() == 0 {
            try token.writePIN(TestTokens.pin)
            chown(path, 65534, 0)
            expect(.owner(65534), "belongs to user 65534 instead of the user that runs this")
        }
        for content in [TestTokens.pin, "\(TestTokens.pin)\n", "\(TestTokens.pin)\r\n"] {
            try token.writePIN(content, mode: 0o600)
            let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey(token.address()) }
            #expect(failure?.code == "PKC401")
        }
    }

    // MARK: - Keys

    @Test("a key that is not there is told with those that are")
    func noKey() throws {
        let token = try TestTokens.next()
        let hint =
            "Name one that is there, or run 'socle secret init', which makes it; where a key store exists, restore the token from its backup."
        expect(["PKC401", "key 'root' is not in token '\(token.label)'", "no key is there", hint], of: token.uri())
        _ = try PKCS11RootKey.create(token.address("object=racine"))
        _ = try PKCS11RootKey.create(token.address("object=other"))
        expect(
            ["PKC401", "key 'root' is not in token '\(token.label)'", "there: 'other', 'racine'", hint],
            of: token.uri())
        expect(
            [
                "PKC401", "key 'other' with id %09 is not in token '\(token.label)'", "there: 'other', 'racine'", hint,
            ], of: token.uri("object=other;id=%09"))
    }

    /// The template of a root key with some attributes changed.
    private static func template(
        length: CK_ULONG? = 32, _ changes: [CK_ATTRIBUTE_TYPE: Bool]
    ) -> AttributeTemplate {
        var template = AttributeTemplate()
        template.append(CKA_CLASS, CKO_SECRET_KEY)
        template.append(CKA_KEY_TYPE, CKK_AES)
        if let length { template.append(CKA_VALUE_LEN, length) }
        let flags: [CK_ATTRIBUTE_TYPE: Bool] = [
            CKA_TOKEN: true, CKA_PRIVATE: true, CKA_SENSITIVE: true, CKA_EXTRACTABLE: false, CKA_ENCRYPT: true,
            CKA_DECRYPT: true,
        ]
        for (attribute, value) in flags.merging(changes, uniquingKeysWith: { $1 }) { template.append(attribute, value) }
        return template
    }

    @Test("a key that may be read, taken out, used without the PIN, or is not AES-256 is no root key")
    func unfitKeys() throws {
        let token = try TestTokens.next()
        let session = try Session.open(
            with: token.address(), pin: { _, use in try Array(TestTokens.pin.utf8).withUnsafeBytes(use) },
            isWriting: true)
        func key(_ name: String) throws -> PKCS11Address.Key { try token.address("object=\(name)").key }
        func expectUnfit(_ name: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
            expect(
                [
                    "PKC403", "key '\(name)' in token '\(token.label)' \(words)", nil,
                    "Let 'socle secret init' make the key: it is AES-256, was never outside the token and never will be.",
                ], of: token.uri("object=\(name)"), sourceLocation: sourceLocation)
        }
        let made: [(String, AttributeTemplate, String)] = [
            ("short", Self.template(length: 16, [:]), "has 16 bytes instead of 32"),
            ("extractable", Self.template([CKA_EXTRACTABLE: true]), "can be taken out of the token"),
            ("readable", Self.template([CKA_SENSITIVE: false]), "can be read"),
            ("public", Self.template([CKA_PRIVATE: false]), "can be used without the PIN"),
            ("opening", Self.template([CKA_ENCRYPT: false]), "may not encrypt"),
            ("sealing", Self.template([CKA_DECRYPT: false]), "may not decrypt"),
        ]
        for (name, template, words) in made {
            _ = try session.makeKey(key(name), template)
            expectUnfit(name, words)
        }

        // A key that somebody brought, and keys that were closed only later.
        var brought = Self.template(length: nil, [:])
        brought.append(CKA_LABEL, Array("brought".utf8))
        brought.append(CKA_VALUE, [UInt8](repeating: 3, count: 32))
        try create(brought, in: session)
        expectUnfit("brought", "was outside the token, or could have been")
        let closings: [(String, CK_ATTRIBUTE_TYPE, Bool)] = [
            ("once-extractable", CKA_EXTRACTABLE, true), ("once-readable", CKA_SENSITIVE, false),
        ]
        for (name, attribute, before) in closings {
            let object = try session.makeKey(key(name), Self.template([attribute: before]))
            var change = AttributeTemplate()
            change.append(attribute, !before)
            #expect(change.lend { session.functions.C_SetAttributeValue(session.handle, object, $0, $1) } == CKR_OK)
            expectUnfit(name, "was outside the token, or could have been")
        }

        var generic = AttributeTemplate()
        generic.append(CKA_CLASS, CKO_SECRET_KEY)
        generic.append(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
        generic.append(CKA_TOKEN, true)
        generic.append(CKA_LABEL, Array("generic".utf8))
        generic.append(CKA_VALUE, [UInt8](repeating: 3, count: 32))
        try create(generic, in: session)
        expectUnfit("generic", "is no AES key")
        var data = AttributeTemplate()
        data.append(CKA_CLASS, CKO_DATA)
        data.append(CKA_TOKEN, true)
        data.append(CKA_LABEL, Array("data".utf8))
        data.append(CKA_VALUE, [1, 2, 3])
        try create(data, in: session)
        expectUnfit("data", "is no secret key")
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey.create(token.address("object=data")) }
        #expect(failure?.code == "PKC404")
    }

    private func create(_ template: AttributeTemplate, in session: borrowing Session) throws {
        var object = CK_OBJECT_HANDLE()
        try session.check(
            template.lend { session.functions.C_CreateObject(session.handle, $0, $1, &object) }, "make an object")
    }

    @Test("a token that is wiped under an open session is missed by name")
    func removed() throws {
        let token = try TestTokens.next()
        let root = try PKCS11RootKey.create(token.address())
        let wrapped = try root.wrap(SecretBytes.random(count: 32), binding: [])
        try TestTokens.run("--delete-token", "--token", token.label, with: TestTokens.shared.get().configuration)
        for _ in 0..<2 {
            let failure = #expect(throws: PKCS11Failure.self) { try root.unwrap(wrapped, binding: []).revealedText() }
            #expect(failure?.code == "PKC201")
            #expect(failure?.message == "token '\(token.label)' is not there")
        }
    }
}
