package import Vocabulary

extension Residency {
    /// Refuses a place in which data of a tenant may not lie.
    ///
    /// A place whose region nobody declared is refused too: where it stands is not known.
    ///
    /// - Parameters:
    ///   - what: the place in words: `server 'lyon'`, `the backup folder`.
    ///   - region: where it stands, as it was declared.
    /// - Throws: ``LifeFailure/outsideResidency(_:what:region:allowed:)``.
    package func require(_ what: String, in region: String?, for tenant: TenantIdentifier) throws {
        if let region, allows(region) { return }
        throw LifeFailure.outsideResidency(tenant, what: what, region: region, allowed: regions)
    }
}
