internal import Cryptography
internal import FoundationEssentials

/// One version of a tenant's key, wrapped by the root key.
struct TenantKey: Equatable, Sendable {
    /// What a version still does.
    enum State: UInt8, Sendable {
        /// Seals and opens; one version of a tenant.
        case primary = 1
        /// Opens what it sealed.
        case decryptOnly = 2
    }

    let identifier: KeyIdentifier

    /// Counted from 1 for each tenant.
    let version: UInt32

    var state: State

    /// Microseconds since 1970 UTC.
    let createdAt: Int64

    private let wrapped: [UInt8]

    /// Makes a new key at random.
    init(version: UInt32, tenant: UUID, createdAt: Int64, by root: any RootKeyProvider) throws {
        identifier = try KeyIdentifier.random()
        self.version = version
        self.createdAt = createdAt
        state = .primary
        let key = try SecretBytes.random(count: AESGCM.keyByteCount)
        wrapped = try root.wrap(key, binding: Self.associatedData(tenant, identifier, version))
    }

    /// Reads a record, or returns nil when it is none.
    init?(_ reader: inout ByteReader) {
        guard let identifier = reader.read(KeyIdentifier.byteCount).flatMap(KeyIdentifier.init),
            let version = reader.read(UInt32.self),
            let state = reader.read(UInt8.self).flatMap(State.init),
            let createdAt = reader.read(Int64.self),
            let count = reader.read(UInt16.self), let wrapped = reader.read(Int(count))
        else { return nil }
        self.identifier = identifier
        self.version = version
        self.state = state
        self.createdAt = createdAt
        self.wrapped = wrapped
    }

    /// The record as it stands in the key file.
    var bytes: [UInt8] {
        var bytes = identifier.bytes
        bytes.append(bigEndian: version)
        bytes.append(state.rawValue)
        bytes.append(bigEndian: createdAt)
        bytes.append(bigEndian: UInt16(wrapped.count))
        return bytes + wrapped
    }

    /// Unwraps the key.
    ///
    /// - Throws: ``CryptographyFailure/authentication``.
    func unwrapped(of tenant: UUID, by root: any RootKeyProvider) throws -> SecretBytes {
        try root.unwrap(wrapped, binding: Self.associatedData(tenant, identifier, version))
    }

    private static func associatedData(
        _ tenant: UUID, _ identifier: KeyIdentifier, _ version: UInt32
    ) -> [UInt8] {
        var data = AssociatedData(.tenantKey)
        data.append(tenant.bytes)
        var number: [UInt8] = []
        number.append(bigEndian: version)
        data.append(number)
        data.append(identifier.bytes)
        return data.bytes
    }
}
