import CPKCS11
import Cryptography
import FoundationEssentials
import Glibc
import TestServer
import Testing
import Vocabulary

@testable import PKCS11
@testable import Vault

/// A session with a token, for what the platform itself never asks of one.
private func session(with token: TestToken, isWriting: Bool = true) throws -> Session {
    try Session.open(
        with: token.address(), pin: { _, use in try Array(TestTokens.pin.utf8).withUnsafeBytes(use) },
        isWriting: isWriting)
}

private func bytes(_ byte: UInt8 = 7, count: Int = 32) throws -> SecretBytes {
    try SecretBytes(copying: [UInt8](repeating: byte, count: count))
}

private func unwraps(_ root: some RootKeyProvider, _ wrapped: [UInt8], _ binding: [UInt8], to byte: UInt8 = 7) throws
    -> Bool
{
    let unwrapped = try root.unwrap(wrapped, binding: binding)
    return ConstantTime.areEqual(unwrapped, [UInt8](repeating: byte, count: 32))
}

@Suite("A root key in a token") struct TokenTests {
    // MARK: - What it does

    @Test("what the token wraps has the shape of every root key, and unwraps with the same binding only")
    func wrapping() throws {
        let token = try TestTokens.next()
        let root = try PKCS11RootKey.create(token.address())
        #expect(root.origin == "key 'root' in token '\(token.label)'")
        let wrapped = try root.wrap(bytes(), binding: [1, 2])
        #expect(wrapped.count == 60)
        #expect(try unwraps(root, wrapped, [1, 2]))
        #expect(try unwraps(PKCS11RootKey(token.address()), wrapped, [1, 2]))
        // The same key twice is never the same bytes.
        #expect(try root.wrap(bytes(), binding: [1, 2]) != wrapped)
        let unbound = try root.wrap(bytes(9), binding: [])
        #expect(try unwraps(root, unbound, [], to: 9))
    }

    @Test("another tenant, other bytes, another key and a cut give one and the same failure")
    func authentication() throws {
        let token = try TestTokens.next()
        let root = try PKCS11RootKey.create(token.address())
        let other = try PKCS11RootKey.create(token.address("object=other"))
        let tenant = Array(UUID().uuidString.utf8)
        let wrapped = try root.wrap(bytes(), binding: tenant)
        func expectRefusal(_ root: PKCS11RootKey, _ wrapped: [UInt8], _ binding: [UInt8]) {
            #expect(throws: CryptographyFailure.authentication) {
                try root.unwrap(wrapped, binding: binding).revealedText()
            }
        }
        expectRefusal(root, wrapped, Array(UUID().uuidString.utf8))
        expectRefusal(root, wrapped, [])
        expectRefusal(other, wrapped, tenant)
        for position in wrapped.indices {
            var changed = wrapped
            changed[position] ^= 1 << UInt8(position % 8)
            expectRefusal(root, changed, tenant)
        }
        for count in [0, 11, 12, 27, 28, 29, 59] { expectRefusal(root, Array(wrapped[..<count]), tenant) }
        expectRefusal(root, wrapped + [0], tenant)
        #expect(try unwraps(root, wrapped, tenant))
    }

    @Test("the key never leaves the token: not read, not wrapped, not made readable")
    func neverLeaves() throws {
        let token = try TestTokens.next()
        try PKCS11Token.makeKey(token.address(), pin: { _, use in try Array(TestTokens.pin.utf8).withUnsafeBytes(use) })
        let session = try session(with: token)
        let key = try session.rootKey(token.address().key)
        var value = [UInt8](repeating: 0, count: 64)
        let answer = value.withUnsafeMutableBytes { value in
            var wanted = CK_ATTRIBUTE(type: CKA_VALUE, pValue: value.baseAddress, ulValueLen: 64)
            return session.functions.C_GetAttributeValue(session.handle, key, &wanted, 1)
        }
        #expect(answer == CKR_ATTRIBUTE_SENSITIVE)
        #expect(value.allSatisfy { $0 == 0 })

        var wrapping = AttributeTemplate()
        wrapping.append(CKA_CLASS, CKO_SECRET_KEY)
        wrapping.append(CKA_KEY_TYPE, CKK_AES)
        wrapping.append(CKA_VALUE_LEN, 32)
        wrapping.append(CKA_WRAP, true)
        let thief = try session.makeKey(token.address("object=thief").key, wrapping)
        var mechanism = CK_MECHANISM(mechanism: CKM_AES_KEY_WRAP, pParameter: nil, ulParameterLen: 0)
        var count = CK_ULONG(value.count)
        let taken = session.functions.C_WrapKey(session.handle, &mechanism, thief, key, &value, &count)
        #expect(taken == CKR_KEY_UNEXTRACTABLE)

        for (attribute, flag) in [(CKA_EXTRACTABLE, true), (CKA_SENSITIVE, false), (CKA_WRAP, true)] {
            var change = AttributeTemplate()
            change.append(attribute, flag)
            let changed = change.lend { session.functions.C_SetAttributeValue(session.handle, key, $0, $1) }
            #expect(changed != CKR_OK)
        }
        #expect(try session.bytes(CKA_EXTRACTABLE, of: key) == [0])
        #expect(try session.bytes(CKA_SENSITIVE, of: key) == [1])
    }

    @Test("a key is known by its label, its id, or both, and an id may be all that it has")
    func identifiers() throws {
        let token = try TestTokens.next()
        let first = try PKCS11RootKey.create(token.address("object=root;id=%01"))
        let second = try PKCS11RootKey.create(token.address("object=root;id=%02"))
        let third = try PKCS11RootKey.create(token.address("id=%03%00%ff"))
        for (root, key) in [(first, "id=%01"), (second, "object=root;id=%02"), (third, "id=%03%00%ff")] {
            let wrapped = try root.wrap(bytes(), binding: [])
            #expect(try unwraps(PKCS11RootKey(token.address(key)), wrapped, []))
            for other in [first, second, third] where other !== root {
                #expect(throws: CryptographyFailure.authentication) {
                    try other.unwrap(wrapped, binding: []).revealedText()
                }
            }
        }
        let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey(token.address("object=root")) }
        #expect(failure?.code == "PKC402")
        #expect(failure?.message == "several keys in token '\(token.label)' are key 'root'")
        #expect(failure?.hint == "Add 'id' to the address, or remove the keys that are not meant.")
    }

    @Test("a key that is there is never replaced")
    func exists() throws {
        let token = try TestTokens.next()
        let root = try PKCS11RootKey.create(token.address())
        let wrapped = try root.wrap(bytes(), binding: [])
        for key in ["object=root", "object=root;id=%01"] where key == "object=root" {
            let failure = #expect(throws: PKCS11Failure.self) { try PKCS11RootKey.create(token.address(key)) }
            #expect(failure?.code == "PKC404")
            #expect(failure?.kind == .conflict)
            #expect(failure?.message == "key 'root' is already in token '\(token.label)'")
        }
        #expect(try unwraps(PKCS11RootKey(token.address()), wrapped, []))
    }

    // MARK: - The whole vault under it

    @Test("a key store lives under a key in a token: sealed, rotated, opened again, bound to its tenant")
    func keyStore() throws {
        let token = try TestTokens.next()
        let folder = "\(try TestTokens.shared.get().folder)/keys-\(randomWord(8))"
        let keys = try KeyStore.create(in: folder, root: PKCS11RootKey.create(token.address()))
        let tenant = UUID()
        let label = try SecretLabel(tenant: tenant, kind: "token", name: "api", version: 1)
        let secret = try SecretBytes(copying: Array("s3cret".utf8))
        let before = try Vault(keys).seal(secret, as: label)
        _ = try keys.rotateKey(of: tenant)
        let after = try Vault(keys).seal(secret, as: label)
        #expect(before[10..<26] != after[10..<26])

        let again = try Vault(KeyStore(opening: folder, root: PKCS11RootKey(token.address())))
        for sealed in [before, after] { #expect(try again.open(sealed, as: label).revealedText() == "s3cret") }

        // The same key file under another tenant's name.
        let other = UUID()
        try FileManager.default.copyItem(
            atPath: "\(folder)/\(tenant.uuidString.lowercased()).keys",
            toPath: "\(folder)/\(other.uuidString.lowercased()).keys")
        let stolen = try SecretLabel(tenant: other, kind: "token", name: "api", version: 1)
        #expect(throws: VaultFailure.keyFile(tenant: other, .damaged)) {
            try again.open(after, as: stolen).revealedText()
        }
        // Another key of the same token is another root key.
        let wrong = try PKCS11RootKey.create(token.address("object=other"))
        #expect(throws: VaultFailure.wrongRootKey(folder: folder)) { try KeyStore(opening: folder, root: wrong) }
    }

    @Test("a root key moves from a file into a token, to another key there, and the secrets stay where they are")
    func rotation() throws {
        let token = try TestTokens.next()
        let folder = "\(try TestTokens.shared.get().folder)/keys-\(randomWord(8))"
        let file = try RootKey.create(at: "\(folder).key")
        let keys = try KeyStore.create(in: folder, root: file)
        let label = try SecretLabel(tenant: UUID(), kind: "token", name: "api", version: 1)
        let sealed = try Vault(keys).seal(SecretBytes(copying: Array("s3cret".utf8)), as: label)
        // As a command names them: made when it is not there, and taken when it is.
        let places = try ["object=first", "object=second"].map { try RootAddress(token.uri($0)) }
        let first = try places[0].providerMakingKey()
        let second = try places[1].providerMakingKey()
        _ = try places[0].providerMakingKey()
        try keys.rotateRoot(to: first)
        try KeyStore(opening: folder, root: first).rotateRoot(to: second)
        for (old, code) in [(file, "VLT103"), (first, "VLT207")] as [(any RootKeyProvider, String)] {
            let failure = #expect(throws: VaultFailure.self) { try KeyStore(opening: folder, root: old) }
            #expect(failure?.code.text == code)
        }
        let moved = try KeyStore(opening: folder, root: PKCS11RootKey(token.address("object=second")))
        #expect(try Vault(moved).open(sealed, as: label).revealedText() == "s3cret")

        // The key stays in its token; what is backed up is of no use without it.
        let passphrase = try SecretBytes(copying: Array("correct horse battery staple".utf8))
        let backup = try moved.backup(to: "\(folder).backup", passphrase: passphrase)
        #expect(!backup.holdsRootKey)
    }

    @Test("sixteen threads use one provider and providers of their own at once")
    func threads() throws {
        let token = try TestTokens.next()
        let shared = try PKCS11RootKey.create(token.address())
        let results = try atOnce(16) { number in
            let own = try PKCS11RootKey(token.address())
            return try (0..<20).allSatisfy { round in
                let byte = UInt8(number * 10 + round % 10)
                let binding = [UInt8(number), UInt8(round)]
                let (writer, reader) = round.isMultiple(of: 2) ? (shared, own) : (own, shared)
                let wrapped = try writer.wrap(bytes(byte), binding: binding)
                return try unwraps(reader, wrapped, binding, to: byte)
            }
        }
        #expect(results == Array(repeating: true, count: 16))
    }

    // MARK: - Processes

    @Test("a child of the process starts the module anew, and its end takes nothing from the parent")
    func fork() async throws {
        let token = try TestTokens.next()
        _ = try PKCS11RootKey.create(token.address())
        let module = try FaultyModule.path.get()
        let uri = token.uri(module: module)
        await #expect(processExitsWith: .success) { [uri = uri as String, module = module as String] in
            let root = try PKCS11RootKey(PKCS11Address(uri))
            let faulty = try FaultyModule(path: module)
            guard faulty.starts == 1 else { exit(2) }
            let wrapped = try root.wrap(bytes(), binding: [])
            // Swift hides fork, because a child may do little after it; SoftHSM is asked for no more than that.
            let fork = try #require(dlsym(nil, "fork"))
            let child = unsafeBitCast(fork, to: (@convention(c) () -> pid_t).self)()
            if child == 0 {
                let opens = (try? unwraps(root, wrapped, [])) == true && faulty.starts == 2
                let opensAnew = (try? unwraps(PKCS11RootKey(PKCS11Address(uri)), wrapped, [])) == true
                _exit(opens && opensAnew ? 0 : 1)
            }
            var status: Int32 = -1
            waitpid(child, &status, 0)
            let stillOpens = try unwraps(root, wrapped, [])
            exit(status == 0 && stillOpens ? 0 : 1)
        }
    }

    @Test("the last provider of a module ends it, and the next starts it again")
    func finalising() async throws {
        let token = try TestTokens.next()
        _ = try PKCS11RootKey.create(token.address())
        let uri = token.uri()
        await #expect(processExitsWith: .success) { [uri = uri as String] in
            func isRunning() throws -> Bool {
                let module = try #require(dlopen(TestTokens.module, RTLD_NOW | RTLD_LOCAL))
                let symbol = try #require(dlsym(module, "C_GetInfo"))
                var info = CK_INFO()
                let ask = unsafeBitCast(symbol, to: (@convention(c) (UnsafeMutableRawPointer) -> CK_RV).self)
                return ask(&info) != CKR_CRYPTOKI_NOT_INITIALIZED
            }
            func use() throws -> [UInt8] {
                let (one, other) = (try PKCS11RootKey(PKCS11Address(uri)), try PKCS11RootKey(PKCS11Address(uri)))
                let wrapped = try one.wrap(bytes(), binding: [])
                guard try isRunning(), try unwraps(other, wrapped, []) else { exit(1) }
                return wrapped
            }
            let wrapped = try use()
            guard try !isRunning() else { exit(2) }
            // SoftHSM works with the same OpenSSL; what it leaves there would be taken for libpq's.
            guard ErrorQueue.drain().isEmpty else { exit(5) }
            guard try unwraps(PKCS11RootKey(PKCS11Address(uri)), wrapped, []), try !isRunning() else { exit(3) }
            // The OpenSSL that SoftHSM shares with this process still works.
            guard try AESGCM.seal(bytes(), key: bytes(), nonce: wrapped.prefix(12) + [], aad: []).count == 48 else {
                exit(4)
            }
            exit(0)
        }
    }
}
