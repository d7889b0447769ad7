import Access
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Entitlements of other engines")
struct EntitlementTests {
    private func entitlement(_ tier: Tier, isEntitled: Bool?, place: String? = nil) throws -> Entitlement {
        let configuration = TenantConfiguration(
            identifier: try TenantIdentifier("rennes"), name: "Rennes", tier: tier, region: "france",
            contact: .init(name: "Zoé", email: "zoe@example.org"), placement: .schema, themes: [], channels: [],
            limits: .init(
                users: 1, storage: ByteCount(gigabytes: 1), apiCallsPerMonth: 1, databaseConnections: 4, channels: []),
            rotation: .init(keys: .never, logins: .never),
            engines: isEntitled.map { [.clickhouse: EngineEntitlement(isEntitled: $0, mode: .cluster)] } ?? [:])
        return Entitlement(of: .clickhouse, in: configuration, ownPlace: place)
    }

    @Test("the reason names the tier, the higher ones, and the tenant's own word")
    func reasons() throws {
        #expect(try entitlement(.premium, isEntitled: true).reason == "tier 'premium' gives it, cluster")
        let none = try entitlement(.free, isEntitled: nil)
        #expect(!none.isGiven)
        #expect(none.reason == "tier 'free' does not give it; a higher one may: standard, premium, enterprise")
        #expect(
            try entitlement(.enterprise, isEntitled: false).reason
                == "tier 'enterprise' and the tenant's file do not give it")
        let without = try entitlement(.premium, isEntitled: false, place: "rennes.yml:7:14")
        #expect(!without.isGiven && without.reason == "the tenant does without it, as rennes.yml:7:14 says")
    }
}
