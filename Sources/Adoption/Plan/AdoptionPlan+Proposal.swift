internal import Formats

extension AdoptionPlan {
    /// Proposes a plan that takes every table that can be read, and cleans what the audit found.
    ///
    /// - Parameter facts: by number of the table in the catalog.
    package static func proposed(
        for catalog: SourceCatalog, facts: [Int: TableFacts], themes: ThemeMap, source: String
    ) -> AdoptionPlan {
        var names: [String: Set<String>] = [:]
        let tables = catalog.ownTables.map { table -> PlannedTable in
            let theme = themes.theme(of: table.schema)
            let name = ColumnName.names(for: [table.name], taken: names[theme ?? "", default: []])[0]
            names[theme ?? "", default: []].insert(name)
            return proposed(table, facts[table.oid] ?? TableFacts(rows: 0), theme: theme, name: name)
        }
        var plan = AdoptionPlan(source: source, tables: tables)
        plan.alignForeignKeys(catalog)
        return plan
    }

    private static func proposed(_ table: SourceTable, _ facts: TableFacts, theme: String?, name: String)
        -> PlannedTable
    {
        let names = ColumnName.names(for: table.columns.map(\.name))
        let columns = zip(table.columns, names).map { column, name in
            proposed(column, facts[column: column.name], rows: facts.rows, name: name)
        }
        var reason: String?
        if !table.isReadable {
            reason = "the login may not read it"
        } else if table.hidesRows {
            reason = "policies hide rows of it from the login"
        } else if columns.allSatisfy({ !$0.take }) {
            reason = "it has no column that the login may read"
        }
        let unsound = table.constraints.filter { $0.kind == .foreignKey && !$0.isValidated }.map(\.name)
        return PlannedTable(
            schema: table.schema, table: table.name, take: reason == nil, reason: reason, theme: theme, name: name,
            columns: columns, leave: unsound)
    }

    private static func proposed(_ column: SourceColumn, _ facts: ColumnFacts, rows: Int, name: String)
        -> PlannedColumn
    {
        var type = TargetType.kept(column.type, facts).type.sql
        var rules: Set<CleaningRule> = []
        let filled = rows - facts.nulls - facts.empty
        if column.type.isText {
            if facts.blankEdges > 0 { rules.insert(.trim) }
            if facts.mojibake > 0 { rules.insert(.mojibake) }
            if !column.isNotNull, facts.empty > 0 || facts.blankEdges > 0 { rules.insert(.emptyToNull) }
            if filled > 0, facts.frenchDates > 0, facts.frenchDates + facts.isoDates == filled, !column.isNotNull {
                type = "date"
                rules.formUnion([.trim, .frenchDate])
            } else if filled > 0, facts.commaNumbers > 0, facts.commaNumbers + facts.plainNumbers == filled {
                type = "numeric"
                rules.formUnion([.trim, .frenchNumber])
            }
        }
        if let zeros = lostZeros(column, facts, filled: filled) {
            type = "text"
            rules.insert(zeros)
        }
        return PlannedColumn(
            column: column.name, take: column.isReadable, name: name, type: type, rules: rules.sorted())
    }

    /// The rule that gives zeros back, when the column's name and all of its values speak of such codes.
    static func lostZeros(_ column: SourceColumn, _ facts: ColumnFacts, filled: Int) -> CleaningRule? {
        guard column.type.isText || column.type.isWholeNumber, facts.fourDigits > 0,
            facts.fourDigits + facts.fiveCodes == filled
        else { return nil }
        if PersonalData.namesCommune(column.name) { return .communeZeros }
        return PersonalData.namesPostalCode(column.name) ? .postalZeros : nil
    }

    /// Lets both ends of a foreign key have one type and the same rules, or it could not hold.
    private mutating func alignForeignKeys(_ catalog: SourceCatalog) {
        let numbers = Dictionary(
            uniqueKeysWithValues: catalog.ownTables.enumerated().map { ($1.oid, $0) })
        var isChanged = true
        while isChanged {
            isChanged = false
            for (number, table) in catalog.ownTables.enumerated() {
                for key in table.constraints where key.kind == .foreignKey {
                    guard let target = key.target.flatMap({ numbers[$0] }) else { continue }
                    for (own, other) in zip(key.columns, key.targetColumns) {
                        if align((number, own), (target, other)) { isChanged = true }
                    }
                }
            }
        }
    }

    private mutating func align(_ left: (table: Int, column: String), _ right: (table: Int, column: String)) -> Bool {
        guard let leftPlace = tables[left.table].columns.firstIndex(where: { $0.column == left.column }),
            let rightPlace = tables[right.table].columns.firstIndex(where: { $0.column == right.column })
        else { return false }
        var first = tables[left.table].columns[leftPlace]
        var second = tables[right.table].columns[rightPlace]
        let before = (first, second)
        let rules = Set(first.rules).union(second.rules).sorted()
        if !rules.isEmpty {
            first.rules = rules
            second.rules = rules
            // What zeros were given back to is a text at both ends.
            if first.type != second.type {
                let type = first.type == "text" || second.type == "text" ? "text" : first.type
                first.type = type
                second.type = type
            }
            if first.type == "text" {
                first.rules.removeAll { $0 == .frenchDate || $0 == .frenchNumber }
                second.rules = first.rules
            }
        }
        tables[left.table].columns[leftPlace] = first
        tables[right.table].columns[rightPlace] = second
        return before != (first, second)
    }
}
