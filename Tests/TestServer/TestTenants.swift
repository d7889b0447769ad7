import Operations
package import Vocabulary

@testable package import Tenancy

extension TestDatabase {
    /// Makes a tenant of the free tier in this database.
    package func makeTenant(themes: [String] = ["economie"], channels: [Channel] = [.metabase]) throws
        -> TenantIdentifier
    {
        let tenant = try newTenant()
        _ = try installation.apply(.sample(tenant, themes: themes, channels: channels))
        return tenant
    }
}

extension TenantConfiguration {
    /// A tenant as its file would declare it.
    package static func sample(
        _ tenant: TenantIdentifier, tier: Tier = .free, placement: Placement = .schema, themes: [String] = ["economie"],
        channels: [Channel] = [.metabase], connections: Int = 8, limits: TenantLimits? = nil,
        server: ServerName? = nil, security: TenantSecurity = .init(), residency: Residency? = nil
    ) throws -> TenantConfiguration {
        TenantConfiguration(
            identifier: tenant, name: "Ville d'Œ \"x\"", tier: tier, region: "france",
            contact: .init(name: "Zoé", email: "zoe@example.org"), placement: placement,
            server: server, themes: try themes.map { try Theme($0) }, channels: channels,
            limits: limits
                ?? .init(
                    users: 10, storage: ByteCount(gigabytes: 1), apiCallsPerMonth: 10_000,
                    databaseConnections: connections, channels: Set(channels)),
            rotation: .init(keys: .never, logins: .never), security: security, residency: residency)
    }
}
