import COpenSSL
import Testing

@testable import Cryptography

@Suite("OpenSSL's list of errors") struct ErrorQueueTests {
    /// Leaves an entry, as a library does that does not take it away.
    private func leaveEntry() {
        EVP_PKEY_free(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, [1], 1))
    }

    private var isEmpty: Bool { ERR_peek_error() == 0 }

    @Test("is empty after every call that succeeds, even when it was not before")
    func afterSuccess() throws {
        let key = try secret([UInt8](repeating: 1, count: 32))
        let nonce = [UInt8](repeating: 2, count: 12)
        let sealed = try AESGCM.seal([1, 2, 3], key: key, nonce: nonce, aad: [])
        let signing = try SigningKey(seed: key)
        let signature = try signing.sign([1])
        let cost = (n: 16, r: 1, p: 1)
        func holds(_ name: String, _ call: () throws -> Void) throws {
            leaveEntry()
            #expect(!isEmpty)
            try call()
            #expect(isEmpty, "\(name)")
            try call()
            #expect(isEmpty, "\(name), again")
        }
        try holds("seal") { _ = try AESGCM.seal([1], key: key, nonce: nonce, aad: [1]) }
        try holds("open") { try #expect(AESGCM.open(sealed, key: key, nonce: nonce, aad: []).count == 3) }
        try holds("seal segments") { _ = try SegmentStreamTests.seal([1]) }
        try holds("digest") { _ = try SHA256.hash([1]) }
        try holds("authenticate") { _ = try HMAC.sha256([1], key: key) }
        try holds("HKDF") { try #expect(HKDF.sha256(key, info: [], count: 16).count == 16) }
        try holds("PBKDF2") { try #expect(PBKDF2.sha256(password: key, salt: [1], iterations: 1, count: 8).count == 8) }
        try holds("scrypt") {
            let derived = try Scrypt.key(
                passphrase: key, salt: [1], cost: cost.n, blockSize: cost.r, parallelism: cost.p, count: 8)
            #expect(derived.count == 8)
        }
        try holds("random bytes") { _ = try RandomBytes.make(count: 8) }
        try holds("random secret") { try #expect(SecretBytes.random(count: 8).count == 8) }
        try holds("make a key") { _ = try SigningKey(seed: key).verifyingKey }
        try holds("sign") { _ = try signing.sign([1]) }
        try holds("check a signature") { #expect(signing.verifyingKey.isValid(signature, for: [1])) }
    }

    @Test("is empty after every call that fails")
    func afterFailure() throws {
        let key = try secret([UInt8](repeating: 1, count: 32))
        let nonce = [UInt8](repeating: 2, count: 12)
        func holds(_ name: String, _ call: () throws -> Void) {
            #expect(throws: CryptographyFailure.self, "\(name)") { try call() }
            #expect(isEmpty, "\(name)")
        }
        holds("open") { try #expect(AESGCM.open([UInt8](0..<40), key: key, nonce: nonce, aad: []).count < 0) }
        holds("nonce") {
            var context = try GCMContext(.sealing, key: key)
            try context.begin(nonce: [], associatedData: [UInt8]())
        }
        holds("tag") {
            var context = try GCMContext(.opening, key: key)
            try context.begin(nonce: nonce, associatedData: [UInt8]())
            try context.finishOpening(tag: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        holds("open segments") { _ = try SegmentStreamTests.open([[UInt8](0..<20)]) }
        holds("scrypt") {
            // A block of 128 bytes goes with a cost below 2^16 only.
            let derived = try Scrypt.key(
                passphrase: key, salt: [1], cost: 1 << 17, blockSize: 1, parallelism: 1, count: 8)
            #expect(derived.count < 0)
        }
        holds("digest of no name") {
            let derived = try PBKDF2.key("none", password: key, salt: [1], iterations: 1, count: 8)
            #expect(derived.count < 0)
        }
        let verifying = try VerifyingKey(bytes: [UInt8](repeating: 0xFF, count: 32))
        #expect(!verifying.isValid([UInt8](repeating: 0, count: 64), for: [1]))
        #expect(isEmpty)
    }

    @Test("the reasons of a failure are its own")
    func reasons() throws {
        let key = try secret([UInt8](repeating: 1, count: 32))
        leaveEntry()
        let failure = #expect(throws: CryptographyFailure.self) {
            let derived = try Scrypt.key(
                passphrase: key, salt: [1], cost: 1 << 17, blockSize: 1, parallelism: 1, count: 8)
            #expect(derived.count < 0)
        }
        #expect(failure?.message == "OpenSSL could not derive a key from a passphrase")
        #expect(failure?.detail?.contains("invalid key length") == false, "\(failure?.detail ?? "")")
    }
}
