internal import Formats
package import Vocabulary

/// Everything that an adoption makes: the plan, held against the source and the tenant.
package struct AdoptionDesign: Sendable {
    package let tables: [AdoptedTable]

    /// - Parameters:
    ///   - existing: names of relations that the tenant's schemas hold already, by schema.
    /// - Throws: ``AdoptionFailure``, up to eight of them together.
    package init(
        _ plan: AdoptionPlan, of catalog: SourceCatalog, facts: [Int: TableFacts], themes: ThemeMap,
        names: TenantNames, existing: [String: Set<String>]
    ) throws {
        var failures = FailureList()
        var relations = RelationNames(existing)
        var made: [AdoptedTable] = []
        let sources = Dictionary(
            catalog.ownTables.map { (PlaceName($0.schema, $0.name), $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<PlaceName> = []
        for (number, planned) in plan.taken {
            let place = PlaceName(planned.schema, planned.table)
            guard let source = sources[place] else {
                failures.append(AdoptionFailure.noSuchTable(planned.title))
                continue
            }
            guard seen.insert(place).inserted else {
                failures.append(AdoptionFailure.plannedTwice(planned.title))
                continue
            }
            try failures.collect {
                let schema = try Self.schema(planned, themes, names)
                let table = try AdoptedTable(
                    number, planned, of: source, facts[source.oid] ?? TableFacts(rows: 0), schema: schema)
                try relations.claim(table.name.text, in: schema.text, for: planned.title)
                made.append(table)
            }
        }
        try failures.throwIfAny()
        let places = Dictionary(uniqueKeysWithValues: made.enumerated().map { ($1.source.oid, $0) })
        for index in made.indices { made[index].designKeys(&relations) }
        // Foreign keys look at the keys of all tables, which are known by now.
        let keyed = made
        for index in made.indices {
            made[index].designForeignKeys(&relations) { oid in places[oid].map { keyed[$0] } }
        }
        tables = made
    }

    /// How many relations it makes: tables, keys, indexes, sequences.
    package var objectCount: Int {
        tables.reduce(0) { count, table in
            count + 1 + table.keys.count + table.indexes.count + table.columns.count { $0.sequence != nil }
        }
    }

    private static func schema(_ planned: PlannedTable, _ themes: ThemeMap, _ names: TenantNames) throws -> Identifier {
        guard let text = planned.theme else { return names.dataSchema }
        guard themes.isDeclared(text) else {
            throw AdoptionFailure.themeNotDeclared(text, declared: themes.themes)
        }
        return names.themeSchema(try Theme(text))
    }

    /// A schema and a name, which no separator between them could tell apart.
    private struct PlaceName: Hashable {
        let schema: String
        let name: String

        init(_ schema: String, _ name: String) {
            self.schema = schema
            self.name = name
        }
    }
}
