extension SourcePlan {
    /// Takes what another plan that reads alike tells people about itself.
    package mutating func takeEvidence(of other: SourcePlan) {
        evidence = other.evidence
        warnings = other.warnings
        for (index, table) in other.tables.enumerated() where tables.indices.contains(index) {
            tables[index].evidence = table.evidence
            tables[index].bounds.lastFoundRow = table.bounds.lastFoundRow
            let columns = Dictionary(table.columns.map { ($0.name, $0) }) { first, _ in first }
            for place in tables[index].columns.indices {
                guard let column = columns[tables[index].columns[place].name],
                    column.type == tables[index].columns[place].type
                else { continue }
                tables[index].columns[place].evidence = column.evidence
            }
        }
    }

    /// Whether both read every row of a source to the same values.
    package func reads(like other: SourcePlan) -> Bool { withoutEvidence == other.withoutEvidence }

    /// The plan without what only people read; it depends on nothing but how rows are read.
    package var withoutEvidence: SourcePlan {
        var plan = self
        plan.evidence = []
        plan.warnings = []
        for table in plan.tables.indices {
            plan.tables[table].evidence = []
            plan.tables[table].bounds.lastFoundRow = nil
            for column in plan.tables[table].columns.indices { plan.tables[table].columns[column].evidence = [] }
        }
        return plan
    }
}
