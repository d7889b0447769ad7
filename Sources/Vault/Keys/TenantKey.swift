internal import Cryptography
internal import FoundationEssentials

/// One version of a tenant's key, wrapped by the root key.
struct TenantKey: Equatable, Sendable {
    /// How many data keys a version may wrap under random nonces before another takes its place.
    ///
    /// Nine tenths of 2^32, where NIST SP 800-38D, section 8.3, ends.
    static let useLimit: UInt64 = 3_865_470_566

    let identifier: KeyIdentifier

    /// Counted from 1 for each tenant.
    let version: UInt32

    private(set) var state: KeyState

    /// Microseconds since 1970 UTC.
    let createdAt: Int64

    /// How many data keys it may have wrapped by now.
    private(set) var uses: UInt64 = 0

    /// What the provider of the root key made; empty once it is destroyed.
    private var wrapped: [UInt8]

    /// Makes a new primary at random.
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
            let state = reader.read(UInt8.self).flatMap(KeyState.init),
            let createdAt = reader.read(Int64.self), let uses = reader.read(UInt64.self),
            let count = reader.read(UInt16.self), let wrapped = reader.read(Int(count)),
            wrapped.isEmpty == (state == .destroyed)
        else { return nil }
        self.identifier = identifier
        self.version = version
        self.state = state
        self.createdAt = createdAt
        self.uses = uses
        self.wrapped = wrapped
    }

    /// The record as it stands in the key file.
    var bytes: [UInt8] {
        var bytes = identifier.bytes
        bytes.append(bigEndian: version)
        bytes.append(state.rawValue)
        bytes.append(bigEndian: createdAt)
        bytes.append(bigEndian: uses)
        bytes.append(bigEndian: UInt16(wrapped.count))
        return bytes + wrapped
    }

    /// Whether it may wrap so many data keys more.
    func hasLeft(_ count: Int) -> Bool { uses + UInt64(count) <= Self.useLimit }

    /// Counts uses, before they happen.
    mutating func reserve(_ count: Int) {
        uses += UInt64(count)
    }

    /// Gives it a state that can still change: any but destroyed.
    mutating func become(_ state: KeyState) {
        precondition(self.state != .destroyed && state != .destroyed, "a destroyed key stays destroyed")
        self.state = state
    }

    /// Forgets the key and keeps its record.
    mutating func destroy() {
        state = .destroyed
        wrapped = []
    }

    /// Unwraps the key.
    ///
    /// - Throws: ``CryptographyFailure/authentication``.
    func unwrapped(of tenant: UUID, by root: any RootKeyProvider) throws -> SecretBytes {
        try root.unwrap(wrapped, binding: Self.associatedData(tenant, identifier, version))
    }

    /// Wraps the same key by another root key.
    ///
    /// - Throws: ``CryptographyFailure/authentication``.
    mutating func rewrap(of tenant: UUID, from old: any RootKeyProvider, to new: any RootKeyProvider) throws {
        if state == .destroyed { return }
        wrapped = try new.wrap(
            unwrapped(of: tenant, by: old), binding: Self.associatedData(tenant, identifier, version))
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
