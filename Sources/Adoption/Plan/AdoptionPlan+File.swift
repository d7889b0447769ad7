package import Vocabulary
internal import YAML

extension AdoptionPlan {
    /// Reads a plan that somebody may have edited; JSON is read as the YAML that it is.
    ///
    /// - Throws: ``YAMLFailure``, ``AdoptionFailure`` with its place, or several of them.
    package init(parsing bytes: [UInt8], file: String) throws {
        let limits = YAMLLimits(bytes: 64 << 20, nodes: 2_000_000)
        let document = try YAMLDocument(parsing: bytes, file: file, limits: limits)
        self = try YAMLDecoder().decode(AdoptionPlan.self, from: document)
    }

    /// The plan as people read and edit it.
    package func yaml() throws -> String {
        try YAMLWriter().text(of: json, comment: Self.comment)
    }

    private static var comment: String {
        let rules = CleaningRule.allCases.map { "  \($0.rawValue): \($0.explanation)" }.joined(separator: "\n")
        return """
            What is taken over, under which names and types, and how it is made clean.
            'take: false' leaves a table or a column where it is; 'leave' lists keys, foreign keys
            and indexes of the source that are not made again. Rules, in the order in which they work:
            \(rules)
            """
    }

    /// The plan with its keys in the order of reading.
    package var json: JSON {
        ["version": JSON(version), "source": .string(source), "tables": .array(tables.map(\.json))]
    }

    private enum Keys: String, CodingKey, CaseIterable {
        case version, source, tables
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        version = try container.decode(Int.self, forKey: .version)
        guard version == 1 else { throw AdoptionFailure.planVersion(version) }
        source = try container.decodeIfPresent(String.self, forKey: .source) ?? ""
        tables = try container.decode([PlannedTable].self, forKey: .tables)
    }
}

extension PlannedTable {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("schema", .string(schema)), .init("table", .string(table)), .init("take", .bool(take)),
        ]
        if let reason { members.append(.init("reason", .string(reason))) }
        if take {
            members.append(.init("theme", JSON(theme)))
            members.append(.init("name", .string(name)))
            members.append(.init("columns", .array(columns.map(\.json))))
            if !leave.isEmpty { members.append(.init("leave", .array(leave.map(JSON.string)))) }
        }
        return .object(members)
    }

    private enum Keys: String, CodingKey, CaseIterable {
        case schema, table, take, reason, theme, name, columns, leave
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        schema = try container.decode(String.self, forKey: .schema)
        table = try container.decode(String.self, forKey: .table)
        take = try container.decodeIfPresent(Bool.self, forKey: .take) ?? true
        reason = try container.decodeIfPresent(String.self, forKey: .reason)
        theme = try container.decodeIfPresent(String.self, forKey: .theme)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        columns = try container.decodeIfPresent([PlannedColumn].self, forKey: .columns) ?? []
        leave = try container.decodeIfPresent([String].self, forKey: .leave) ?? []
    }
}

extension PlannedColumn {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [.init("column", .string(column))]
        guard take else { return .object(members + [.init("take", false)]) }
        members.append(.init("name", .string(name)))
        members.append(.init("type", .string(type)))
        if !rules.isEmpty { members.append(.init("rules", .array(rules.map { .string($0.rawValue) }))) }
        return .object(members)
    }

    private enum Keys: String, CodingKey, CaseIterable {
        case column, take, name, type, rules
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        column = try container.decode(String.self, forKey: .column)
        take = try container.decodeIfPresent(Bool.self, forKey: .take) ?? true
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        type = try container.decodeIfPresent(String.self, forKey: .type) ?? ""
        rules = try container.decodeIfPresent([CleaningRule].self, forKey: .rules) ?? []
    }
}
