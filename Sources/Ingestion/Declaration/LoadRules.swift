package import Formats

/// What can be said of a load beside its source and its table; what is nil is as usual.
///
/// A declaration says some of it, and the command line leads over that for one
/// run.
package struct LoadRules: Hashable, Sendable {
    package var mode: LoadMode?
    package var key: [String]?
    package var deletesMissing: Bool?
    package var evolution: EvolutionRule?
    package var budget: RejectBudget?
    package var connections: ConnectionCount?
    package var types: [String: ColumnType] = [:]
    /// Where the rows lie in a JSON text.
    package var path: String?
    /// The file that is meant in an archive of several.
    package var entry: String?

    package init() {}

    /// These rules, and those of others where these say nothing.
    package func leading(over other: LoadRules) -> LoadRules {
        var rules = self
        rules.mode = mode ?? other.mode
        rules.key = key ?? other.key
        rules.deletesMissing = deletesMissing ?? other.deletesMissing
        rules.evolution = evolution ?? other.evolution
        rules.budget = budget ?? other.budget
        rules.connections = connections ?? other.connections
        rules.types = types.merging(other.types) { own, _ in own }
        rules.path = path ?? other.path
        rules.entry = entry ?? other.entry
        return rules
    }
}

extension LoadRequest {
    /// Lays down what the rules say.
    package mutating func follow(_ rules: LoadRules) {
        mode = rules.mode ?? mode
        key = rules.key ?? key
        deletesMissing = rules.deletesMissing ?? deletesMissing
        evolution = rules.evolution ?? evolution
        budget = rules.budget ?? budget
        connections = rules.connections ?? connections
        types.merge(rules.types) { _, new in new }
        if let path = rules.path { options.path = JSONPath(text: path) }
        options.entry = rules.entry ?? options.entry
    }
}
