import Vocabulary
import YAML

/// What a tier gives and asks for in an environment: its templates, merged and read.
final class TierOffer: Sendable {
    let tier: Tier
    let environment: DeploymentEnvironment
    /// The values by key; where a tenant's name is part of one, with a stand-in for it.
    let values: [DeclaredValue?]
    /// The values without what is laid over them for the environment.
    let floor: [DeclaredValue?]
    /// Values that hold variables, as they were written.
    let patterns: [Int: YAMLNode]
    /// Keys whose value depends on who the tenant is.
    let personal: [Int]
    /// The variables that the templates define.
    let variables: [String: String]

    /// - Throws: ``YAMLFailure``, or several as a ``FailureList``.
    init(_ tier: Tier, _ environment: DeploymentEnvironment, template: YAMLNode) throws {
        let offered = template.settled(for: environment)
        let variables = try offered.definedVariables()
        func read(_ node: YAMLNode, as standIn: TenantIdentity) -> DeclarationReader {
            var reader = DeclarationReader(variables: standIn.variables(in: environment, beside: variables))
            reader.read(node)
            return reader
        }
        let first = read(offered, as: .standIn("aa", tier))
        var failures = first.failures
        for other in DeploymentEnvironment.allCases where other != environment {
            guard let overrides = template.overrides(for: other) else { continue }
            failures += read(overrides, as: .standIn("aa", tier)).failures
        }
        failures += template.unknownEnvironments()
        try FailureList(inOrder: failures).throwIfAny()
        let second = Self.table(read(offered, as: .standIn("bb", tier)).values)
        let bare = read(template.settled(for: nil), as: .standIn("aa", tier))

        self.tier = tier
        self.environment = environment
        self.variables = variables
        values = Self.table(first.values)
        floor = Self.table(bare.values)
        patterns = Dictionary(
            uniqueKeysWithValues: first.values.filter { !Keys.identity.contains($0.key) }.compactMap { value in
                value.pattern.map { (value.key, $0) }
            })
        personal = zip(values, second).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        if environment == .production { try requireTightened(first.values) }
    }

    /// Refuses templates of production that ask for less than their tier does.
    private func requireTightened(_ values: [ReadValue]) throws {
        let failures = values.compactMap { value -> YAMLFailure? in
            let key = ConfigurationSchema.tenant.keys[value.key]
            guard case .tightens(let tightening) = key.rule, let least = floor[value.key],
                tightening.loosens(value.value, least)
            else { return nil }
            return .rejected(
                DeclarationFailure.loosened(
                    key: key.path, wanted: value.value.words, least: least.words, by: "tier '\(tier.rawValue)'"),
                at: value.node.mark)
        }
        try FailureList(inOrder: failures).throwIfAny()
    }

    /// Reads what the templates give each tenant by its name.
    func personalReader(of identity: TenantIdentity, _ isWanted: (Int) -> Bool = { _ in true }) -> DeclarationReader {
        var reader = DeclarationReader(variables: identity.variables(in: environment, beside: variables))
        for key in personal where isWanted(key) {
            if let pattern = patterns[key] { reader.read(pattern, at: key) }
        }
        return reader
    }

    /// The same, once it is known that nothing of it is refused.
    func personalValues(of identity: TenantIdentity) -> [(key: Int, value: DeclaredValue)] {
        personalReader(of: identity).values.map { ($0.key, $0.value) }
    }

    private static func table(_ values: [ReadValue]) -> [DeclaredValue?] {
        var table = [DeclaredValue?](repeating: nil, count: ConfigurationSchema.tenant.keys.count)
        for value in values where !Keys.identity.contains(value.key) { table[value.key] = value.value }
        return table
    }
}
