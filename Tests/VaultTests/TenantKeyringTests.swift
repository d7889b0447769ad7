import Cryptography
import Testing
import Vocabulary

@testable import Vault

@Suite("Key files") struct TenantKeyringTests {
    static func keyring(versions: Int = 2) throws -> TenantKeyring {
        var keyring = TenantKeyring(tenant: Samples.tenant)
        for version in 0..<versions { try keyring.rotate(at: Int64(version), by: Samples.root()) }
        return keyring
    }

    @Test("keys are counted from 1; the newest seals, the others open only", arguments: [1, 2, 5])
    func versions(count: Int) throws {
        let keyring = try Self.keyring(versions: count)
        #expect(keyring.keys.map(\.version) == (1...UInt32(count)).map { $0 })
        #expect(keyring.keys.map(\.state).dropLast().allSatisfy { $0 == .decryptOnly })
        #expect(keyring.primary == keyring.keys.last)
        #expect(Set(keyring.keys.map(\.identifier)).count == count)
    }

    @Test("a key file gives back what was written, and each key the same bytes")
    func roundTrip() throws {
        let root = try Samples.root()
        let keyring = try Self.keyring()
        let read = try TenantKeyring(
            parsing: keyring.bytes(sealedBy: root), tenant: Samples.tenant, by: root)
        #expect(read == keyring)
        for key in keyring.keys {
            let one = try key.unwrapped(of: Samples.tenant, by: root)
            let other = try #require(read[key.identifier]).unwrapped(of: Samples.tenant, by: root)
            let areEqual = ConstantTime.areEqual(one, other)
            #expect(areEqual)
            #expect(one.count == 32)
        }
    }

    @Test("no key of a tenant is another's, nor another version's")
    func bound() throws {
        let root = try Samples.root()
        let keyring = try Self.keyring()
        #expect(throws: CryptographyFailure.authentication) {
            try keyring.keys[0].unwrapped(of: Samples.otherTenant, by: root).revealedText()
        }
        // The second version's number over the first version's key.
        var bytes = keyring.keys[0].bytes
        bytes[19] = 2
        var reader = ByteReader(bytes)
        let forged = try #require(TenantKey(&reader))
        #expect(throws: CryptographyFailure.authentication) {
            try forged.unwrapped(of: Samples.tenant, by: root).revealedText()
        }
    }

    @Test("one changed bit in any byte is found, and so is every cut and every byte too many")
    func flips() throws {
        let root = try Samples.root()
        let bytes = try Self.keyring().bytes(sealedBy: root)
        let cuts = bytes.indices.map { Array(bytes[..<$0]) }
        for (index, changed) in (Samples.flips(of: bytes) + cuts + [bytes + [0]]).enumerated() {
            let failure = #expect(throws: VaultFailure.self, "change \(index)") {
                try TenantKeyring(parsing: changed, tenant: Samples.tenant, by: root)
            }
            #expect(failure?.code == "VLT203")
        }
    }

    @Test("another tenant's file and a file of another root key are refused alike")
    func foreign() throws {
        let root = try Samples.root()
        let bytes = try Self.keyring().bytes(sealedBy: root)
        #expect(throws: VaultFailure.keyFile(tenant: Samples.otherTenant, .damaged)) {
            try TenantKeyring(parsing: bytes, tenant: Samples.otherTenant, by: root)
        }
        #expect(throws: VaultFailure.keyFile(tenant: Samples.tenant, .damaged)) {
            try TenantKeyring(parsing: bytes, tenant: Samples.tenant, by: Samples.root(8))
        }
    }

    @Test("a newer format is named")
    func newer() throws {
        let root = try Samples.root()
        var bytes = try Self.keyring().bytes(sealedBy: root)
        bytes[8] = 2
        #expect(throws: VaultFailure.keyFile(tenant: Samples.tenant, .format(2))) {
            try TenantKeyring(parsing: bytes, tenant: Samples.tenant, by: root)
        }
    }
}
