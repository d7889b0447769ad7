import Cryptography
import Testing
import Vocabulary

@testable import Vault

@Suite("Envelopes") struct EnvelopeTests {
    static let identifier = KeyIdentifier([UInt8](repeating: 0xA5, count: 16))

    static func sealed(_ text: String = "s3cret", key: UInt8 = 1) throws -> [UInt8] {
        let identifier = try #require(identifier)
        let tenantKey = try Samples.key(key)
        return try Envelope(
            sealing: Samples.secret(text), as: Samples.label(), key: identifier, under: tenantKey
        ).bytes
    }

    static func opened(_ bytes: [UInt8], as label: SecretLabel? = nil, key: UInt8 = 1) throws -> String {
        let label = try label ?? Samples.label()
        let envelope = try Envelope(parsing: bytes, as: label)
        return try envelope.open(as: label, under: Samples.key(key)).revealedText()
    }

    @Test(
        "a secret comes out as it went in",
        arguments: ["", "x", "motdepassé", String(repeating: "a", count: 9999)])
    func roundTrip(text: String) throws {
        #expect(try Self.opened(Self.sealed(text)) == text)
    }

    @Test("the layout is that of docs/envelope.md")
    func layout() throws {
        let bytes = try Self.sealed("s3cret")
        #expect(bytes.count == Envelope.overhead + 6)
        #expect(Array(bytes[..<8]) == Array("SOCLSEAL".utf8))
        #expect(bytes[8] == 1)
        #expect(bytes[9] == 1)
        #expect(Array(bytes[10..<26]) == [UInt8](repeating: 0xA5, count: 16))
    }

    @Test("the fields bound are those of docs/envelope.md")
    func associatedData() throws {
        // Opened with nothing but the primitive, as another program would.
        let bytes = try Self.sealed("s3cret")
        let label: [UInt8] =
            [0, 0, 0, 2, 1, 1] + [0, 0, 0, 16] + Samples.tenant.bytes + [0, 0, 0, 5] + Array("login".utf8)
            + [0, 0, 0, 8] + Array("acme_etl".utf8) + [0, 0, 0, 4, 0, 0, 0, 3]
        let product: [UInt8] = [0, 0, 0, 5] + Array("socle".utf8)
        let dataKey = try AESGCM.open(
            bytes[38..<86], key: Samples.key(1), nonce: Array(bytes[26..<38]),
            aad: product + [0, 0, 0, 8] + Array("data key".utf8) + label + [0, 0, 0, 16] + bytes[10..<26])
        let content = try AESGCM.open(
            bytes[98...], key: dataKey, nonce: Array(bytes[86..<98]),
            aad: product + [0, 0, 0, 7] + Array("content".utf8) + label)
        #expect(try content.revealedText() == "s3cret")
    }

    @Test("two sealings of one secret share no bytes but the header")
    func freshness() throws {
        let one = try Self.sealed()
        let other = try Self.sealed()
        #expect(one[..<26] == other[..<26])
        #expect(one[26..<38] != other[26..<38])
        #expect(one[38..<86] != other[38..<86])
        #expect(one[86..<98] != other[86..<98])
        #expect(one[98...] != other[98...])
    }

    @Test("every one of all bits is found when it is flipped")
    func flips() throws {
        let flips = Samples.flips(of: try Self.sealed())
        #expect(flips.count == 8 * (Envelope.overhead + 6))
        for (bit, changed) in flips.enumerated() {
            let failure = #expect(throws: VaultFailure.self, "bit \(bit)") { try Self.opened(changed) }
            // Magic, format and suite have names of their own; the rest gives one message.
            let expected: FailureCode = bit / 8 < 10 ? "VLT301" : "VLT302"
            #expect(failure?.code == expected, "bit \(bit)")
        }
        print("envelope, suite 1: \(flips.count) flipped bits, all found")
    }

    @Test("every cut is found, and bytes that follow are")
    func cuts() throws {
        let bytes = try Self.sealed()
        for count in bytes.indices {
            #expect(throws: VaultFailure.self, "\(count) bytes") { try Self.opened(Array(bytes[..<count])) }
        }
        let label = try Samples.label()
        #expect(throws: VaultFailure.envelope(label, .truncated)) { try Self.opened(Array(bytes[..<113])) }
        #expect(throws: VaultFailure.envelope(label, .truncated)) { try Self.opened([]) }
        #expect(throws: VaultFailure.envelope(label, .notAnEnvelope)) { try Self.opened(Array("plain".utf8)) }
        #expect(throws: VaultFailure.cannotOpen(label)) { try Self.opened(bytes + [0]) }
    }

    @Test("a newer format and another suite are named")
    func newer() throws {
        var bytes = try Self.sealed()
        bytes[8] = 9
        let label = try Samples.label()
        #expect(throws: VaultFailure.envelope(label, .format(9))) { try Self.opened(bytes) }
        bytes[8] = 1
        bytes[9] = 4
        #expect(throws: VaultFailure.envelope(label, .suite(4))) { try Self.opened(bytes) }
    }

    @Test("an envelope opens for its own tenant, kind, name and version only")
    func labels() throws {
        let bytes = try Self.sealed()
        for label in [
            try Samples.label(tenant: Samples.otherTenant), try Samples.label(kind: "token"),
            try Samples.label(name: "acme_app"), try Samples.label(version: 2),
            // The same characters, shared out differently between kind and name.
            try Samples.label(kind: "logi", name: "nacme_etl"),
        ] {
            #expect(throws: VaultFailure.cannotOpen(label)) { try Self.opened(bytes, as: label) }
        }
    }

    @Test("a wrong key and wrong bytes give the same message, byte for byte, without the secret")
    func noOracle() throws {
        let bytes = try Self.sealed()
        var changed = bytes
        changed[bytes.count - 1] ^= 1
        func text(_ bytes: [UInt8], key: UInt8) -> String {
            do {
                return try Self.opened(bytes, key: key)
            } catch let failure as VaultFailure {
                return [failure.description, failure.detail ?? "", failure.hint ?? ""].joined(separator: "\n")
            } catch {
                return "another error: \(error)"
            }
        }
        let wrongKey = text(bytes, key: 2)
        #expect(wrongKey == text(changed, key: 1))
        #expect(wrongKey.contains("VLT302"))
        #expect(!wrongKey.contains("s3cret"))
    }

    @Test("a secret beyond 1 MiB is refused")
    func tooLarge() throws {
        let secret = try SecretBytes(count: Envelope.contentLimit + 1) { _ in }
        let identifier = try #require(Self.identifier)
        let failure = #expect(throws: VaultFailure.self) {
            try Envelope(
                sealing: secret, as: Samples.label(), key: identifier, under: Samples.key(1))
        }
        #expect(failure?.code == "VLT304")
    }
}
