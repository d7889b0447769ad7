package import FoundationEssentials
package import Vault
package import Vocabulary

/// What a shredding destroyed, and how that was seen.
package struct ShreddingCertificate: Sendable {
    package let tenant: TenantIdentifier
    package let tenantID: UUID
    package let shreddedAt: Date
    /// Every version of the tenant's key, all destroyed.
    package let keys: [KeyVersion]
    /// How many sealed secrets nothing opens any more, all versions of them.
    package let secretCount: Int
    /// How many of them were tried and refused, one at least for each key that any hangs on.
    package let triedCount: Int
    /// The place of the event in the tenant's audit chain.
    package let auditSequence: Int
    /// When backups of the key store were made before the keys were gone.
    package let keyStoreBackups: [Date]
}
