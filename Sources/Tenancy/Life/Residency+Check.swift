package import Vocabulary

extension Residency {
    /// Refuses a place in which data of a tenant may not lie.
    ///
    /// A place whose region nobody declared is refused too, but for development: where it stands is not known.
    ///
    /// - Parameters:
    ///   - what: the place in words: `server 'lyon'`, `the place of backups`.
    ///   - region: where it stands, as it was declared.
    /// - Returns: what is to be said where it is let pass although nobody can tell.
    /// - Throws: ``LifeFailure/outsideResidency(_:what:region:allowed:)``.
    @discardableResult
    package func require(
        _ what: String, in region: String?, for tenant: TenantIdentifier, environment: DeploymentEnvironment
    ) throws -> String? {
        if let region, allows(region) { return nil }
        guard region == nil, environment == .development else {
            throw LifeFailure.outsideResidency(tenant, what: what, region: region, allowed: regions)
        }
        return "residency cannot be told: \(what) has no region"
    }
}
