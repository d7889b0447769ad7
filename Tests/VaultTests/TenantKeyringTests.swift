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

    /// One version of each state, in a file of its own.
    static func everyState() throws -> TenantKeyring {
        var keyring = try keyring(versions: 2)
        try keyring.setMinimumVersion(2)
        _ = keyring.destroy(all: false)
        try keyring.rotate(at: 2, by: Samples.root())
        try keyring.rotate(at: 3, by: Samples.root())
        try keyring.setMinimumVersion(3)
        return keyring
    }

    static func parsed(_ bytes: [UInt8]) throws -> TenantKeyring {
        try TenantKeyring(parsing: bytes, tenant: Samples.tenant, under: Samples.storeRoot())
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
        let read = try Self.parsed(keyring.bytes(sealedBy: Samples.storeRoot()))
        #expect(read == keyring)
        for key in keyring.keys {
            let one = try key.unwrapped(of: Samples.tenant, by: root)
            let other = try #require(read[key.identifier]).unwrapped(of: Samples.tenant, by: root)
            let areEqual = ConstantTime.areEqual(one, other)
            #expect(areEqual)
            #expect(one.count == 32)
        }
        let states = try Self.everyState()
        #expect(states.keys.map(\.state) == [.destroyed, .disabled, .decryptOnly, .primary])
        #expect(try Self.parsed(states.bytes(sealedBy: Samples.storeRoot())) == states)
    }

    @Test("a minimum version disables those below, lets those above open, and can be taken back")
    func minimumVersion() throws {
        var keyring = try Self.keyring(versions: 4)
        try keyring.setMinimumVersion(3)
        #expect(keyring.keys.map(\.state) == [.disabled, .disabled, .decryptOnly, .primary])
        try keyring.setMinimumVersion(2)
        #expect(keyring.keys.map(\.state) == [.disabled, .decryptOnly, .decryptOnly, .primary])
        try keyring.setMinimumVersion(4)
        #expect(keyring.keys.map(\.state) == [.disabled, .disabled, .disabled, .primary])
        for minimum in [Int.min, -1, 0, 5, Int.max] {
            let failure = #expect(throws: VaultFailure.self) { try keyring.setMinimumVersion(minimum) }
            #expect(failure?.code == "VLT209")
        }
        // A rotation leaves disabled what is disabled.
        try keyring.rotate(at: 9, by: Samples.root())
        #expect(keyring.keys.map(\.state) == [.disabled, .disabled, .disabled, .decryptOnly, .primary])
    }

    @Test("what is destroyed loses its bytes and keeps its record")
    func destroyed() throws {
        var keyring = try Self.keyring(versions: 3)
        let before = keyring.keys
        try keyring.setMinimumVersion(2)
        let gone = keyring.destroy(all: false)
        #expect(gone.map(\.identifier) == [before[0].identifier])
        #expect(keyring.keys.map(\.state) == [.destroyed, .decryptOnly, .primary])
        #expect(gone[0].bytes.count == before[0].bytes.count - 60)
        #expect(throws: CryptographyFailure.authentication) {
            try gone[0].unwrapped(of: Samples.tenant, by: Samples.root()).revealedText()
        }
        // It does not come back.
        try keyring.setMinimumVersion(1)
        #expect(keyring.keys.map(\.state) == [.destroyed, .decryptOnly, .primary])

        #expect(keyring.destroy(all: true).map(\.version) == [2, 3])
        #expect(keyring.primary == nil)
        #expect(keyring.destroy(all: true).isEmpty)
        #expect(throws: VaultFailure.minimumVersion(3, tenant: Samples.tenant, newest: 0)) {
            try keyring.setMinimumVersion(3)
        }
        try keyring.rotate(at: 9, by: Samples.root())
        #expect(keyring.keys.map(\.state) == [.destroyed, .destroyed, .destroyed, .primary])
        #expect(keyring.primary?.version == 4)
    }

    @Test("a key that a bad clock dated ahead keeps no other from coming after it")
    func clock() throws {
        var keyring = TenantKeyring(tenant: Samples.tenant)
        for moment in [1_700_000_000_000_000, 2_777_777_777_000_000, 1_700_000_001_000_000] {
            try keyring.rotate(at: Int64(moment), by: Samples.root())
        }
        #expect(keyring.primary?.version == 3 && keyring.primary?.createdAt == 1_700_000_001_000_000)
        #expect(try Self.parsed(keyring.bytes(sealedBy: Samples.storeRoot())) == keyring)
    }

    @Test("uses are counted for the primary, and a rotation counts from none again")
    func uses() throws {
        var keyring = try Self.keyring(versions: 1)
        #expect(keyring.reserve(1).uses == 1)
        #expect(keyring.reserve(500).uses == 501)
        let limit = Int(TenantKey.useLimit)
        #expect(limit == 3_865_470_566)
        #expect(keyring.primary?.hasLeft(limit - 501) == true)
        #expect(keyring.primary?.hasLeft(limit - 500) == false)
        try keyring.rotate(at: 9, by: Samples.root())
        #expect(keyring.keys.map(\.uses) == [501, 0])
        let read = try Self.parsed(keyring.bytes(sealedBy: Samples.storeRoot()))
        #expect(read.keys.map(\.uses) == [501, 0])
    }

    @Test("whatever is done to a tenant's keys in whichever order, their states stay in order, and the file says so")
    func anyOrder() throws {
        var generator = SystemRandomNumberGenerator()
        var steps = 0
        for _ in 0..<60 {
            var keyring = TenantKeyring(tenant: Samples.tenant)
            var highest: [KeyIdentifier: KeyState] = [:]
            for moment in 0..<20 {
                switch Int.random(in: 0..<10, using: &generator) {
                case 0..<4: try keyring.rotate(at: Int64(moment), by: Samples.root())
                case 4..<7:
                    let wanted = Int.random(in: -1...keyring.keys.count + 1, using: &generator)
                    do {
                        try keyring.setMinimumVersion(wanted)
                        #expect((1...keyring.keys.count).contains(wanted))
                    } catch let failure as VaultFailure {
                        #expect(failure.code == "VLT209")
                        #expect(wanted < 1 || wanted > keyring.keys.count || keyring.primary == nil)
                    }
                case 7..<9: _ = keyring.destroy(all: false)
                default: _ = keyring.destroy(all: true)
                }
                steps += 1
                let states = keyring.keys.map(\.state)
                #expect(states.map(\.rawValue) == states.map(\.rawValue).sorted(by: >))
                #expect(states.count { $0 == .primary } <= 1)
                #expect(keyring.primary == nil ? states.allSatisfy { $0 == .destroyed } : states.last == .primary)
                #expect(keyring.keys.map(\.version) == (0..<keyring.keys.count).map { UInt32($0 + 1) })
                // Destroyed is for ever, and no version becomes the primary a second time.
                for key in keyring.keys {
                    let before = highest[key.identifier] ?? .primary
                    #expect(before != .destroyed || key.state == .destroyed)
                    #expect(before == .primary || key.state != .primary)
                    highest[key.identifier] = key.state
                }
                #expect(try Self.parsed(keyring.bytes(sealedBy: Samples.storeRoot())) == keyring)
            }
        }
        print("states of tenant keys: \(steps) changes in random order")
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

    @Test("every one of all bits is found when it is flipped, and so is every cut and every byte too many")
    func flips() throws {
        let bytes = try Self.everyState().bytes(sealedBy: Samples.storeRoot())
        let flips = Samples.flips(of: bytes)
        for (bit, changed) in flips.enumerated() {
            let failure = #expect(throws: VaultFailure.self, "bit \(bit)") { try Self.parsed(changed) }
            // The name of the root key says whose file it is before any key is asked.
            let expected: FailureCode = (25..<41).contains(bit / 8) ? "VLT207" : "VLT203"
            #expect(failure?.code == expected, "bit \(bit)")
        }
        print("key file with records of every state: \(flips.count) flipped bits, all found")
        for changed in bytes.indices.map({ Array(bytes[..<$0]) }) + [bytes + [0]] {
            let failure = #expect(throws: VaultFailure.self) { try Self.parsed(changed) }
            #expect(failure?.code == "VLT203")
        }
    }

    @Test("a change of any record is found even by one who can write digests, but has no root key")
    func resealed() throws {
        // The seal is wrapped by the root key: another key's seal over the changed bytes is none.
        let keyring = try Self.everyState()
        let forged = try keyring.bytes(sealedBy: Samples.storeRoot(8))
        #expect(throws: VaultFailure.keyFile(tenant: Samples.tenant, .damaged)) { try Self.parsed(forged) }
    }

    @Test("states in an order that cannot be are refused, even under a good seal")
    func impossible() throws {
        let root = try Samples.storeRoot()
        let keys = try Self.keyring(versions: 2).keys.map(\.bytes)
        func file(_ records: [[UInt8]]) throws -> [UInt8] {
            var bytes = try Array(TenantKeyring(tenant: Samples.tenant).bytes(sealedBy: root)[..<41])
            bytes.append(bigEndian: UInt16(records.count))
            for record in records { bytes += record }
            var binding = AssociatedData(.keyFile)
            binding.append(Samples.tenant.bytes)
            try RootSeal.append(to: &bytes, binding: binding.bytes, by: root.provider)
            return bytes
        }
        func record(_ index: Int, state: UInt8, version: UInt8? = nil) -> [UInt8] {
            var record = keys[index]
            record[20] = state
            if let version { record[19] = version }
            return record
        }
        #expect(try Self.parsed(file(keys)).keys.count == 2)
        for records in [
            [record(0, state: 1), record(1, state: 1)], [record(0, state: 2), record(1, state: 2)],
            [record(0, state: 1), record(1, state: 2)], [record(0, state: 2), record(1, state: 3)],
            [record(0, state: 4), record(1, state: 1)], [record(0, state: 0), record(1, state: 1)],
            [record(0, state: 5), record(1, state: 1)], [record(1, state: 1), record(0, state: 2)],
            [keys[1]], [keys[0]], [keys[0], record(1, state: 1, version: 3)],
            [keys[0], record(0, state: 1, version: 2)],
        ] {
            let failure = #expect(throws: VaultFailure.self) { try Self.parsed(file(records)) }
            #expect(failure?.code == "VLT203")
        }
    }

    @Test("another tenant's file is refused, and so is one of another root key, whose keys are not tried")
    func foreign() throws {
        let bytes = try Self.keyring().bytes(sealedBy: Samples.storeRoot())
        #expect(throws: VaultFailure.keyFile(tenant: Samples.otherTenant, .damaged)) {
            try TenantKeyring(parsing: bytes, tenant: Samples.otherTenant, under: Samples.storeRoot())
        }
        #expect(throws: VaultFailure.otherRoot(.keyFile(tenant: Samples.tenant))) {
            try TenantKeyring(
                parsing: bytes, tenant: Samples.tenant, under: Samples.storeRoot(8, named: 0x5B))
        }
    }

    @Test("a newer format is named")
    func newer() throws {
        var bytes = try Self.keyring().bytes(sealedBy: Samples.storeRoot())
        bytes[8] = 2
        #expect(throws: VaultFailure.keyFile(tenant: Samples.tenant, .format(2))) { try Self.parsed(bytes) }
    }
}
