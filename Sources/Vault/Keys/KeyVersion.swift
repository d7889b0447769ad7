internal import Cryptography
package import FoundationEssentials

/// What is told of one version of a tenant's key, without the key.
package struct KeyVersion: Sendable, Equatable {
    /// How many data keys a version wraps before another takes its place.
    package static let useLimit = TenantKey.useLimit

    /// The random name that stands in every envelope of this version, as 32 hexadecimal digits.
    package let identifier: String

    /// Counted from 1 for each tenant.
    package let version: Int
    package let state: KeyState
    package let createdAt: Date

    /// How many data keys it has wrapped at the most: reserved before they are wrapped.
    package let uses: UInt64

    init(_ key: TenantKey) {
        identifier = key.identifier.description
        version = Int(key.version)
        state = key.state
        createdAt = Date(timeIntervalSince1970: Double(key.createdAt) / 1e6)
        uses = key.uses
    }
}
