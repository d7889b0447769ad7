package import FoundationEssentials

/// What a list says of a secret, without its value.
package struct SecretEntry: Sendable, Equatable {
    package let tenant: UUID
    package let kind: String
    package let name: String

    /// The version in use, which is the highest.
    package let version: Int

    /// How many versions are kept.
    package let versionCount: Int

    /// When the version in use was sealed.
    package let createdAt: Date

    /// The version of the tenant's key under which the version in use is; nil when the tenant has no such key.
    package let keyVersion: Int?
}
