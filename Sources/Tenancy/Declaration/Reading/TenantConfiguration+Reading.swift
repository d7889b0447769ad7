import Vocabulary
package import YAML

extension TenantConfiguration {
    /// Reads a tenant's file over its templates and checks the result against the tier.
    ///
    /// - Parameters:
    ///   - own: the root of the tenant's file.
    ///   - faults: what was found wrong while the file was read, and is told with the rest.
    /// - Throws: what is wrong, up to eight failures together.
    package init(own: YAMLNode, templates: TenantTemplates, faults: [YAMLFailure] = []) throws {
        let environment = templates.environment
        let settled = own.settled(for: environment)
        // The tier decides which templates are read, so it is settled first.
        guard let node = settled.node(at: ["tenant_info", "tenant_type"]) else {
            throw Self.withoutTier(own, environment, faults)
        }
        let tier: Tier
        do {
            tier = try YAMLDecoder().decode(Tier.self, from: node)
        } catch {
            try Self.withoutTier(own, environment, faults).throwIfAny()
            throw error
        }
        let offer = try templates.offer(of: tier)
        let identity = TenantIdentity(of: settled, orRegion: offer.values[Keys.region]?.text)
        let variables = try settled.definedVariables()
        // Most files hold none.
        let all =
            own.mayHoldVariables
            ? identity.variables(in: environment, beside: offer.variables.merging(variables) { $1 }) : [:]
        var reader = DeclarationReader(variables: all)
        reader.read(settled)
        let values = TenantValues(
            offer: offer, identity: identity.named(by: reader.values), own: reader.values, variables: variables,
            root: settled)
        var failures = faults + reader.failures + own.unknownEnvironments() + own.reservedVariables() + values.failures
        var loosened: Set<Int> = []
        for other in DeploymentEnvironment.allCases {
            guard let overrides = own.overrides(for: other) else { continue }
            var reader = DeclarationReader(variables: all)
            reader.read(overrides)
            // What is laid over the file here was read with it.
            if other != environment { failures += reader.failures }
            if other == environment { loosened = Set(reader.values.map(\.key)) }
        }
        let isStrict = [offer.values[Keys.allFeatures], values[Keys.allFeatures]].contains(.flag(true))
        if environment == .production || isStrict { loosened = [] }
        let departures = values.departures(mayLoosen: loosened)
        if failures.isEmpty {
            failures += values.contradictions(beside: Set(departures.map(\.key)))
        } else {
            // What is not read yet contradicts much that is right.
            failures += values.requirements().filter { !reader.hasProposed($0) }
        }
        failures += departures.map(\.failure)
        try FailureList(inOrder: failures).throwIfAny()
        try self.init(values)
    }

    /// What is wrong with a file that names no tier, the missing tier among it.
    private static func withoutTier(
        _ own: YAMLNode, _ environment: DeploymentEnvironment, _ faults: [YAMLFailure]
    ) -> FailureList {
        var reader = DeclarationReader(variables: [:])
        reader.read(own.settled(for: environment))
        let info = own["tenant_info"]
        let missing = ["tenant_id", "tenant_name", "tenant_type"].filter { info?[$0] == nil }.map {
            YAMLFailure.missingKey(path: "tenant_info.\($0)", at: info?.mark ?? own.mark)
        }
        return FailureList(inOrder: faults + reader.failures + missing.filter { !reader.hasProposed($0) })
    }
}

extension DeclarationReader {
    /// Whether a missing key was probably meant by an unknown one, which then stands for both.
    fileprivate func hasProposed(_ failure: YAMLFailure) -> Bool {
        if case .missingKey(let path, _) = failure { proposed.contains(path) } else { false }
    }
}
