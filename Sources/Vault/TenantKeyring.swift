internal import Cryptography
internal import FoundationEssentials

/// All versions of one tenant's key, as its key file holds them.
struct TenantKeyring: Equatable, Sendable {
    private static let magic = Array("SOCLKEYS".utf8)
    private static let format: UInt8 = 1

    let tenant: UUID

    /// From the oldest to the newest, which is the primary.
    private(set) var keys: [TenantKey] = []

    init(tenant: UUID) {
        self.tenant = tenant
    }

    /// Reads a key file.
    ///
    /// - Throws: VLT203 for another tenant's file, a changed bit, or a newer format.
    init(parsing bytes: [UInt8], tenant: UUID, by root: any RootKeyProvider) throws {
        let damaged = VaultFailure.keyFile(tenant: tenant, .damaged)
        var reader = ByteReader(bytes)
        guard reader.read(Self.magic.count) == Self.magic, let format = reader.read(UInt8.self) else {
            throw damaged
        }
        guard format == Self.format else { throw VaultFailure.keyFile(tenant: tenant, .format(format)) }
        guard reader.read(16) == tenant.bytes, let count = reader.read(UInt16.self) else { throw damaged }
        self.tenant = tenant
        for _ in 0..<count {
            guard let key = TenantKey(&reader) else { throw damaged }
            keys.append(key)
        }
        do {
            try RootSeal.check(&reader, binding: Self.associatedData(tenant), by: root)
        } catch CryptographyFailure.authentication {
            throw damaged
        }
    }

    /// The key file's bytes.
    func bytes(sealedBy root: any RootKeyProvider) throws -> [UInt8] {
        var bytes = Self.magic + [Self.format] + tenant.bytes
        bytes.append(bigEndian: UInt16(keys.count))
        for key in keys { bytes += key.bytes }
        try RootSeal.append(to: &bytes, binding: Self.associatedData(tenant), by: root)
        return bytes
    }

    /// The version that seals, or nil before the first.
    var primary: TenantKey? { keys.last { $0.state == .primary } }

    /// The version of an identifier, or nil.
    subscript(identifier: KeyIdentifier) -> TenantKey? {
        keys.first { $0.identifier == identifier }
    }

    /// Adds a new primary; the one before opens only from now on.
    ///
    /// - Parameter moment: microseconds since 1970 UTC
    mutating func rotate(at moment: Int64, by root: any RootKeyProvider) throws {
        let version = (keys.last?.version ?? 0) + 1
        let key = try TenantKey(version: version, tenant: tenant, createdAt: moment, by: root)
        for index in keys.indices { keys[index].state = .decryptOnly }
        keys.append(key)
    }

    private static func associatedData(_ tenant: UUID) -> [UInt8] {
        var data = AssociatedData(.keyFile)
        data.append(tenant.bytes)
        return data.bytes
    }
}
