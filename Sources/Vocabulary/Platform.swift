package import FoundationEssentials

/// The platform itself, where it stands in the place of a tenant.
package enum Platform {
    /// Owner of the platform's own secrets and of its audit chain.
    ///
    /// A UUID of version 8 that spells `socle` at its end.
    package static let tenantID = UUID(uuid: (0, 0, 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0x73, 0x6F, 0x63, 0x6C, 0x65))
}
