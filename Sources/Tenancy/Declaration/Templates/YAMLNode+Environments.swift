import Vocabulary
import YAML

extension YAMLNode {
    private static let overridesKey = "environment_overrides"

    /// The configuration with the overrides of an environment laid over it, and those of the others left out.
    func settled(for environment: DeploymentEnvironment?) -> YAMLNode {
        guard case .mapping(var mapping) = self, mapping[Self.overridesKey] != nil else { return self }
        mapping.entries.removeAll { $0.key == Self.overridesKey }
        let settled = YAMLNode.mapping(mapping)
        return environment.flatMap(overrides).map(settled.merged) ?? settled
    }

    /// What the configuration says for an environment alone.
    func overrides(for environment: DeploymentEnvironment) -> YAMLNode? {
        self[Self.overridesKey]?[environment.rawValue]
    }

    /// What is wrong with the names under which overrides stand.
    func unknownEnvironments() -> [YAMLFailure] {
        guard let overrides = self[Self.overridesKey] else { return [] }
        let known = DeploymentEnvironment.allCases.map(\.rawValue)
        do {
            return try overrides.entries(at: Self.overridesKey).filter { !known.contains($0.key) }.map {
                .unknownKey($0.key, nearest: nearestName(to: $0.key, in: known), known: known, at: $0.keyMark)
            }
        } catch {
            return [error as? YAMLFailure].compactMap { $0 }
        }
    }

    /// Variables of a file, and of what it lays over itself, whose names stand for something else already.
    func reservedVariables() -> [YAMLFailure] {
        let parts = [self] + DeploymentEnvironment.allCases.compactMap { overrides(for: $0) }
        return parts.flatMap { part -> [YAMLFailure] in
            guard case .mapping(let mapping) = part["variables"] else { return [] }
            return mapping.entries.filter { TenantIdentity.variableNames.contains($0.key) }.map {
                .rejected(DeclarationFailure.reservedVariable($0.key), at: $0.keyMark)
            }
        }
    }

    /// The variables that a configuration defines; what is no text is refused where it is read.
    func definedVariables() throws -> [String: String] {
        guard case .mapping(let mapping) = self["variables"] else { return [:] }
        return Dictionary(
            mapping.entries.compactMap { entry in
                guard case .scalar(let scalar) = entry.value else { return nil }
                return (entry.key, scalar.text)
            }, uniquingKeysWith: { first, _ in first })
    }
}
