import Postgres

extension RowFilter {
    /// How deep conditions may nest.
    static let depthLimit = 16

    /// How many values a filter may compare with, in all.
    static let valueLimit = 1000

    /// The condition as SQL over the columns of `source`.
    ///
    /// A view takes no parameters, so that values are quoted constants, each
    /// cast to its column's type. A row for which a test is unknown, because the
    /// column is null, does not pass.
    ///
    /// - Throws: ``FilterProblem``.
    func condition(on columns: [TableColumn]) throws -> SQL {
        var valuesLeft = Self.valueLimit
        return try condition(on: columns, depth: 1, &valuesLeft)
    }

    private func condition(on columns: [TableColumn], depth: Int, _ valuesLeft: inout Int) throws -> SQL {
        guard depth <= Self.depthLimit else { throw FilterProblem.tooDeep(limit: Self.depthLimit) }
        switch self {
        case .and(let parts), .or(let parts):
            let isAnd = if case .and = self { true } else { false }
            guard !parts.isEmpty else { throw FilterProblem.emptyList(isAnd ? "and" : "or") }
            var conditions: [SQL] = []
            for part in parts {
                conditions.append(try part.condition(on: columns, depth: depth + 1, &valuesLeft))
            }
            return "(\(sql: conditions.joined(separator: isAnd ? " and " : " or ")))"
        case .comparison(let test):
            valuesLeft -= max(1, test.values.count)
            guard valuesLeft >= 0 else { throw FilterProblem.tooLarge(limit: Self.valueLimit) }
            return "(\(sql: try test.condition(on: columns)))"
        }
    }
}

extension RowFilter.Comparison {
    fileprivate func condition(on columns: [TableColumn]) throws -> SQL {
        let column = try columns.column(columnName)
        let name: SQL = "source.\(identifier: column.name)"
        switch `operator` {
        case .isNull: return "\(sql: name) is null"
        case .isNotNull: return "\(sql: name) is not null"
        case .in, .notIn:
            guard !values.isEmpty else { throw FilterProblem.emptyList(`operator`.rawValue) }
            let constants = try values.map { try constant($0, column) }.joined()
            return "\(sql: name) \(sql: `operator` == .in ? "in" : "not in") (\(sql: constants))"
        case .like, .notLike:
            guard column.type.isText else { throw unsuitable(column) }
            let pattern = values.first ?? ""
            guard pattern.reversed().prefix(while: { $0 == "\\" }).count.isMultiple(of: 2) else {
                throw FilterProblem.unfinishedPattern(pattern, column: columnName)
            }
            let verb: SQL = `operator` == .like ? "like" : "not like"
            return "\(sql: name) \(sql: verb) \(sql: try constant(pattern, column))"
        case .equalTo: return "\(sql: name) = \(sql: try constant(column))"
        case .notEqualTo: return "\(sql: name) <> \(sql: try constant(column))"
        case .greaterThan: return "\(sql: name) > \(sql: try orderedConstant(column))"
        case .lessThan: return "\(sql: name) < \(sql: try orderedConstant(column))"
        case .greaterThanOrEqualTo: return "\(sql: name) >= \(sql: try orderedConstant(column))"
        case .lessThanOrEqualTo: return "\(sql: name) <= \(sql: try orderedConstant(column))"
        }
    }

    private func orderedConstant(_ column: TableColumn) throws -> SQL {
        if column.type.family == .boolean { throw unsuitable(column) }
        return try constant(column)
    }

    private func constant(_ column: TableColumn) throws -> SQL {
        try constant(values.first ?? "", column)
    }

    private func constant(_ value: String, _ column: TableColumn) throws -> SQL {
        guard let castName = column.type.castName else { throw unsuitable(column) }
        guard column.type.accepts(value) else {
            throw FilterProblem.unsuitableValue(
                value, column: columnName, type: column.type.name, spelling: column.type.spelling)
        }
        return "\(literal: value)::\(raw: castName)"
    }

    private func unsuitable(_ column: TableColumn) -> FilterProblem {
        .unsuitableOperator(`operator`.rawValue, column: columnName, type: column.type.name)
    }
}
