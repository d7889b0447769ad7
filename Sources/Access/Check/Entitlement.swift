package import Tenancy
import Vocabulary

/// Whether a tenant's tier gives it an engine that the platform does not run itself.
package struct Entitlement: Hashable, Sendable {
    package let engine: Engine
    package let isGiven: Bool
    /// Why, in words.
    package let reason: String

    /// Decides by the merged configuration; reaches no server.
    ///
    /// - Parameter ownPlace: file and line of the tenant's own word on the engine, if it has one.
    package init(of engine: Engine, in configuration: TenantConfiguration, ownPlace: String? = nil) {
        self.engine = engine
        let entitlement = configuration.engines[engine]
        isGiven = entitlement?.isEntitled ?? false
        let tier = "tier '\(configuration.tier.rawValue)'"
        let others = Tier.allCases.drop { $0 != configuration.tier }.dropFirst().map(\.rawValue)
        reason =
            if let entitlement, entitlement.isEntitled {
                "\(tier) gives it, \(entitlement.mode.rawValue)" + (ownPlace.map { "; \($0) says how" } ?? "")
            } else if let ownPlace {
                "the tenant does without it, as \(ownPlace) says"
            } else if others.isEmpty {
                "\(tier) and the tenant's file do not give it"
            } else {
                "\(tier) does not give it; a higher one may: \(others.joined(separator: ", "))"
            }
    }
}
