import Formats
import Tenancy
import Vocabulary
package import YAML

extension DeclaredSource {
    /// Reads a declaration; everything wrong is reported together, with its place.
    ///
    /// - Throws: ``YAMLFailure`` or a ``FailureList`` of them.
    package init(_ root: YAMLNode, name: SourceName) throws {
        let read = try YAMLDecoder().decode(WrittenSource.self, from: root)
        var rules = LoadRules()
        rules.mode = read.mode
        rules.key = read.key
        rules.deletesMissing = read.deleteMissing
        rules.evolution = read.evolution
        rules.budget = read.maxRejects
        rules.connections = read.connections
        rules.types = read.types ?? [:]
        rules.path = read.path
        rules.entry = read.entry
        let table = try read.table ?? TableName(name.text)
        self.init(name: name, place: read.from, theme: read.theme, table: table, rules: rules)
        choice = read.take ?? .newest
        schedule = read.schedule
        contract = read.contract
        try FailureList(inOrder: contradictions(in: root)).throwIfAny()
    }

    /// What one key says that another takes away.
    private func contradictions(in root: YAMLNode) -> [YAMLFailure] {
        var failures: [YAMLFailure] = []
        func refuse(_ key: String, unless isMeant: Bool, _ other: String) {
            guard !isMeant, let node = root[key] else { return }
            failures.append(node.rejected(by: SourceFailure.needs(key: key, other: other)))
        }
        let isKeyed = rules.mode == .merge || rules.mode == .history
        if isKeyed, rules.key ?? [] == [] {
            failures.append(.missingKey(path: "key", at: root["mode"]?.mark))
        }
        refuse("delete_missing", unless: isKeyed || rules.deletesMissing == false, "'mode' is merge or history")
        // Of several files each would replace what the one before brought.
        refuse("take", unless: choice == .newest || rules.mode == .append, "'mode' is append")
        if case .address = place { refuse("take", unless: choice == .newest, "'from' is a path") }
        return failures
    }
}

/// The keys that a declaration may have.
private struct WrittenSource: Decodable {
    let from: SourcePlace
    let take: DeclaredSource.Choice?
    let entry: String?
    let path: String?
    let theme: Theme?
    let table: TableName?
    let mode: LoadMode?
    let key: [String]?
    let deleteMissing: Bool?
    let evolution: EvolutionRule?
    let types: [String: ColumnType]?
    let maxRejects: RejectBudget?
    let connections: ConnectionCount?
    let schedule: CronExpression?
    let contract: DeclaredContract?

    private enum Keys: String, CodingKey, CaseIterable {
        case from, take, entry, path, theme, table, mode, key
        case deleteMissing = "delete_missing"
        case evolution, types
        case maxRejects = "max_rejects"
        case connections, schedule, contract
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        take = try container.decodeIfPresent(DeclaredSource.Choice.self, forKey: .take)
        entry = try container.decodeIfPresent(String.self, forKey: .entry)
        path = try container.decodeIfPresent(String.self, forKey: .path)
        theme = try container.decodeIfPresent(Theme.self, forKey: .theme)
        table = try container.decodeIfPresent(TableName.self, forKey: .table)
        mode = try container.decodeIfPresent(LoadMode.self, forKey: .mode)
        key = try container.decodeIfPresent([String].self, forKey: .key)
        deleteMissing = try container.decodeIfPresent(Bool.self, forKey: .deleteMissing)
        evolution = try container.decodeIfPresent(EvolutionRule.self, forKey: .evolution)
        types = try container.decodeIfPresent([String: ColumnType].self, forKey: .types)
        maxRejects = try container.decodeIfPresent(RejectBudget.self, forKey: .maxRejects)
        connections = try container.decodeIfPresent(ConnectionCount.self, forKey: .connections)
        schedule = try container.decodeIfPresent(CronExpression.self, forKey: .schedule)
        contract = try container.decodeIfPresent(DeclaredContract.self, forKey: .contract)
        // The last: without it there is no source, and nothing is read behind it.
        from = try container.decode(SourcePlace.self, forKey: .from)
    }
}
