internal import Cryptography
internal import FoundationEssentials

/// All versions of one tenant's key, as its key file holds them.
///
/// **Order** of the states, from the oldest version to the newest: destroyed,
/// disabled, decrypt-only, one primary. A shredded tenant has destroyed ones only.
struct TenantKeyring: Equatable, Sendable {
    private static let magic = Array("SOCLKEYS".utf8)
    private static let format: UInt8 = 1

    let tenant: UUID

    /// From the oldest to the newest.
    private(set) var keys: [TenantKey] = []

    init(tenant: UUID) {
        self.tenant = tenant
    }

    /// Reads a key file.
    ///
    /// - Throws: VLT207 for a file of another root key, with which none of its
    ///   keys is tried; VLT203 for another tenant's file, a changed bit, or a newer format.
    init(parsing bytes: [UInt8], tenant: UUID, under root: KeyStoreRoot) throws {
        let damaged = VaultFailure.keyFile(tenant: tenant, .damaged)
        var reader = ByteReader(bytes)
        guard try Self.readRoot(&reader, tenant: tenant) == root.identifier else {
            throw VaultFailure.otherRoot(.keyFile(tenant: tenant))
        }
        guard let count = reader.read(UInt16.self) else { throw damaged }
        self.tenant = tenant
        for _ in 0..<count {
            guard let key = TenantKey(&reader) else { throw damaged }
            keys.append(key)
        }
        do {
            try RootSeal.check(&reader, binding: Self.associatedData(tenant), by: root.provider)
        } catch CryptographyFailure.authentication {
            throw damaged
        }
        guard isInOrder else { throw damaged }
    }

    /// Which root key a key file names, without asking any key.
    ///
    /// - Throws: VLT203.
    static func root(in bytes: [UInt8], tenant: UUID) throws -> KeyIdentifier {
        var reader = ByteReader(bytes)
        return try readRoot(&reader, tenant: tenant)
    }

    /// The key file's bytes.
    func bytes(sealedBy root: KeyStoreRoot) throws -> [UInt8] {
        var bytes = Self.magic + [Self.format] + tenant.bytes + root.identifier.bytes
        bytes.append(bigEndian: UInt16(keys.count))
        for key in keys { bytes += key.bytes }
        try RootSeal.append(to: &bytes, binding: Self.associatedData(tenant), by: root.provider)
        return bytes
    }

    /// The version that seals, or nil before the first and after a shredding.
    var primary: TenantKey? { keys.last { $0.state == .primary } }

    /// The version of an identifier, or nil.
    subscript(identifier: KeyIdentifier) -> TenantKey? {
        keys.first { $0.identifier == identifier }
    }

    /// Adds a new primary; the one before opens only from now on.
    ///
    /// Versions follow each other by number: one that a bad clock dated ahead keeps none from coming after it.
    ///
    /// - Parameter moment: microseconds since 1970 UTC
    mutating func rotate(at moment: Int64, by root: any RootKeyProvider) throws {
        let version = (keys.last?.version ?? 0) + 1
        let key = try TenantKey(version: version, tenant: tenant, createdAt: moment, by: root)
        for index in keys.indices where keys[index].state == .primary { keys[index].become(.decryptOnly) }
        keys.append(key)
    }

    /// Counts uses of the primary before they happen, and gives it.
    ///
    /// - Precondition: there is a primary.
    mutating func reserve(_ count: Int) -> TenantKey {
        keys[keys.count - 1].reserve(count)
        return keys[keys.count - 1]
    }

    /// Disables the versions below a number, and lets the others open.
    ///
    /// - Throws: VLT209 for a number below 1 or beyond the primary's.
    mutating func setMinimumVersion(_ minimum: Int) throws {
        let newest = primary.map { Int($0.version) } ?? 0
        guard (1...max(1, newest)).contains(minimum), newest > 0 else {
            throw VaultFailure.minimumVersion(minimum, tenant: tenant, newest: newest)
        }
        for index in keys.indices where keys[index].state == .decryptOnly || keys[index].state == .disabled {
            keys[index].become(keys[index].version < minimum ? .disabled : .decryptOnly)
        }
    }

    /// Destroys the disabled versions, or all, and gives back what they were made.
    mutating func destroy(all: Bool) -> [TenantKey] {
        var destroyed: [TenantKey] = []
        for index in keys.indices where keys[index].state == .disabled || (all && keys[index].state != .destroyed) {
            keys[index].destroy()
            destroyed.append(keys[index])
        }
        return destroyed
    }

    /// Wraps every key by another root key.
    ///
    /// - Throws: ``CryptographyFailure/authentication``.
    mutating func rewrap(from old: any RootKeyProvider, to new: any RootKeyProvider) throws {
        for index in keys.indices { try keys[index].rewrap(of: tenant, from: old, to: new) }
    }

    /// Makes sure that each key is there.
    ///
    /// - Throws: VLT203.
    func requireKeys(by root: any RootKeyProvider) throws {
        for key in keys where key.state != .destroyed {
            do {
                _ = try key.unwrapped(of: tenant, by: root)
            } catch CryptographyFailure.authentication {
                throw VaultFailure.keyFile(tenant: tenant, .damaged)
            }
        }
    }

    /// Whether versions are counted and states follow each other as they must.
    private var isInOrder: Bool {
        let states = keys.map(\.state)
        return keys.enumerated().allSatisfy { $1.version == UInt32($0 + 1) }
            && zip(states, states.dropFirst()).allSatisfy { $0.rawValue >= $1.rawValue && $0 != .primary }
            && (states.last == .primary || states.allSatisfy { $0 == .destroyed })
            && Set(keys.map(\.identifier)).count == keys.count
    }

    private static func readRoot(_ reader: inout ByteReader, tenant: UUID) throws -> KeyIdentifier {
        let damaged = VaultFailure.keyFile(tenant: tenant, .damaged)
        guard reader.read(magic.count) == magic, let format = reader.read(UInt8.self) else { throw damaged }
        guard format == Self.format else { throw VaultFailure.keyFile(tenant: tenant, .format(format)) }
        guard reader.read(16) == tenant.bytes,
            let root = reader.read(KeyIdentifier.byteCount).flatMap(KeyIdentifier.init)
        else { throw damaged }
        return root
    }

    private static func associatedData(_ tenant: UUID) -> [UInt8] {
        var data = AssociatedData(.keyFile)
        data.append(tenant.bytes)
        return data.bytes
    }
}
