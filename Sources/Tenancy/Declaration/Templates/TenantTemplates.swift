import Synchronization
package import Vocabulary
package import YAML

/// The templates of an environment, each read and merged once, however many tenants stand on it.
package final class TenantTemplates: Sendable {
    package let environment: DeploymentEnvironment
    private let load: @Sendable (TenantTemplate) throws -> YAMLNode
    private let offers = Mutex<[Tier: Result<TierOffer, any Error>]>([:])

    /// - Parameter load: gives the root of a template.
    package init(
        environment: DeploymentEnvironment, load: @escaping @Sendable (TenantTemplate) throws -> YAMLNode
    ) {
        self.environment = environment
        self.load = load
    }

    /// What a tier gives and asks for in the environment.
    ///
    /// - Throws: what is wrong with the templates.
    func offer(of tier: Tier) throws -> TierOffer {
        try offers.withLock { offers in
            if let known = offers[tier] { return try known.get() }
            let made = Result {
                try TierOffer(tier, environment, template: load(.generic).merged(with: load(.tier(tier))))
            }
            offers[tier] = made
            return try made.get()
        }
    }
}

/// A template of `tenants/`.
package enum TenantTemplate: Hashable, Sendable {
    /// What every tenant has.
    case generic
    /// What a tier adds.
    case tier(Tier)

    /// The file's name, as the field names it.
    package var fileName: String {
        switch self {
        case .generic: "tenant_template.yml"
        case .tier(.free): "free_tier_template.yml"
        case .tier(.standard): "standard_tier_template.yml"
        case .tier(.premium): "premium_tier_template.yml"
        case .tier(.enterprise): "enterprise_template.yml"
        }
    }
}
