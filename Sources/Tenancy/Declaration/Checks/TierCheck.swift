import Vocabulary
import YAML

extension TenantValues {
    /// What a tenant's file asks for beyond its tier, or lets go of its security.
    ///
    /// - Parameter loosened: keys that the file says for an environment in which security may be loosened.
    func departures(mayLoosen loosened: Set<Int>) -> [(key: Int, failure: YAMLFailure)] {
        own.compactMap { given in departure(given, mayLoosen: loosened).map { (given.key, $0) } }
    }

    private func departure(_ given: ReadValue, mayLoosen loosened: Set<Int>) -> YAMLFailure? {
        let tier = offer.tier
        let key = ConfigurationSchema.tenant.keys[given.key]
        // Members are laid over those of the template, and bind nothing.
        guard let offered = offer.values[given.key] else { return nil }
        switch key.rule {
        case .open: return nil
        case .most(let isReserve):
            // The figures of enterprise are what is set aside at least.
            if tier == .enterprise {
                guard isReserve, exceeds(offered, given.value, key.kind) else { return nil }
                return given.rejected(
                    .belowMinimum(
                        key: key.path, wanted: given.value.words, least: offered.words, tier))
            }
            guard exceeds(given.value, limit(given.key) ?? offered, key.kind) else { return nil }
            if key.index == Keys.placement, let placement = given.value.text.flatMap(Placement.init) {
                return given.rejected(.placementAboveTier(placement, tier))
            }
            return given.rejected(aboveTier(key, given, limit(given.key) ?? offered))
        case .least:
            guard tier != .enterprise, (given.value.number ?? 0) < (offered.number ?? 0) else { return nil }
            return given.rejected(aboveTier(key, given, offered))
        case .tightens(let tightening):
            guard tightening.loosens(given.value, offered), !loosened.contains(given.key) else { return nil }
            return given.rejected(
                .loosened(
                    key: key.path, wanted: words(given.value), least: words(offered), by: asker(given.key)))
        }
    }

    private func aboveTier(_ key: ConfigurationKey, _ given: ReadValue, _ offered: DeclaredValue) -> DeclarationFailure
    {
        .aboveTier(key: key.path, wanted: given.value.words, offered: offered.words, offer.tier)
    }

    /// The monitoring of production is all that the tier has, and so bounded by the tier itself.
    private func limit(_ key: Int) -> DeclaredValue? {
        key == Keys.monitoringLevel && offer.values[key]?.text == "full" ? offer.floor[key] : nil
    }

    /// Who asks for what a file loosened: the tier, or what the templates lay over it.
    private func asker(_ key: Int) -> String {
        offer.values[key] == offer.floor[key]
            ? "tier '\(offer.tier.rawValue)'" : "environment '\(offer.environment.rawValue)'"
    }

    private func words(_ value: DeclaredValue) -> String {
        value.elements?.isEmpty == true ? "none" : value.words
    }

    /// Whether a value is more than another one of its key.
    private func exceeds(_ wanted: DeclaredValue, _ offered: DeclaredValue, _ kind: ValueKind) -> Bool {
        switch (wanted, offered) {
        case (.flag(let wanted), .flag(let offered)): return wanted && !offered
        case (.list, .list): return !Set(wanted.texts ?? []).isSubset(of: offered.texts ?? [])
        case (.text(let wanted), .text(let offered)):
            if case .choice(let words) = kind {
                return (words.firstIndex(of: wanted) ?? 0) > (words.firstIndex(of: offered) ?? 0)
            }
            guard let wanted = MemorySize(wanted), let offered = MemorySize(offered) else { return false }
            return wanted > offered
        default: return (wanted.number ?? 0) > (offered.number ?? 0)
        }
    }
}

extension ReadValue {
    /// A failure about this value, shown at its place.
    func rejected(_ failure: DeclarationFailure) -> YAMLFailure { .rejected(failure, at: node.mark) }
}
