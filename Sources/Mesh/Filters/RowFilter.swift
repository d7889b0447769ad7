package import Vocabulary
import YAML

/// A condition that a row must meet, in the shape and words of DataZone.
///
///     {"and": [{"expression": {"equalTo": {"columnName": "departement", "value": "35"}}},
///              {"expression": {"isNotNull": {"columnName": "nom"}}}]}
///
/// In a document `expression` may be left out. Every value is a text and is
/// cast to its column's type.
package indirect enum RowFilter: Hashable, Sendable {
    case and([RowFilter])
    case or([RowFilter])
    case comparison(Comparison)

    /// One test of one column.
    package struct Comparison: Hashable, Sendable {
        package var `operator`: Operator
        package var columnName: String
        /// One value, several for `in` and `notIn`, none for `isNull` and `isNotNull`.
        package var values: [String]

        package init(_ operator: Operator, _ columnName: String, _ values: [String] = []) {
            self.operator = `operator`
            self.columnName = columnName
            self.values = values
        }
    }

    /// DataZone's twelve operators.
    package enum Operator: String, CaseIterable, Sendable {
        case equalTo, notEqualTo, greaterThan, lessThan, greaterThanOrEqualTo, lessThanOrEqualTo
        case isNull, isNotNull, `in`, notIn, like, notLike
    }
}

extension RowFilter {
    /// The condition in DataZone's shape.
    package var json: JSON {
        switch self {
        case .and(let parts): .object([JSON.Member("and", .array(parts.map(\.json)))])
        case .or(let parts): .object([JSON.Member("or", .array(parts.map(\.json)))])
        case .comparison: .object([JSON.Member("expression", shortForm)])
        }
    }

    /// The condition as a document writes it, without `expression`.
    var shortForm: JSON {
        switch self {
        case .and(let parts): .object([JSON.Member("and", .array(parts.map(\.shortForm)))])
        case .or(let parts): .object([JSON.Member("or", .array(parts.map(\.shortForm)))])
        case .comparison(let test): .object([JSON.Member(test.operator.rawValue, test.operands)])
        }
    }
}

extension RowFilter.Comparison {
    fileprivate var operands: JSON {
        let column = JSON.Member("columnName", .string(columnName))
        switch `operator` {
        case .isNull, .isNotNull: return .object([column])
        case .in, .notIn: return .object([column, JSON.Member("values", .array(values.map(JSON.string)))])
        default: return .object([column, JSON.Member("value", JSON(values.first))])
        }
    }
}

extension RowFilter: Decodable {
    /// `and`, `or`, `expression` and the operators, all of which share one place in a document.
    private enum Keys: String, CodingKey, CaseIterable {
        case and, or, expression
        case equalTo, notEqualTo, greaterThan, lessThan, greaterThanOrEqualTo, lessThanOrEqualTo
        case isNull, isNotNull, `in`, notIn, like, notLike
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let keys = container.allKeys
        // A mapping with unknown keys alone has failed already, and its value is never seen.
        if keys.isEmpty, case .mapping(let mapping) = try YAMLNode(from: decoder), !mapping.entries.isEmpty {
            self = .and([])
            return
        }
        guard let key = keys.first, keys.count == 1 else {
            throw MeshFailure.filterNodeOfManyKinds(keys.map(\.rawValue))
        }
        switch key {
        case .and: self = .and(try container.decode([RowFilter].self, forKey: key))
        case .or: self = .or(try container.decode([RowFilter].self, forKey: key))
        case .expression: self = try container.decode(RowFilter.self, forKey: key)
        default:
            guard let found = Operator(rawValue: key.rawValue) else {
                throw MeshFailure.filterNodeOfManyKinds([key.rawValue])
            }
            switch found {
            case .isNull, .isNotNull:
                let operands = try container.decode(ColumnAlone.self, forKey: key)
                self = .comparison(Comparison(found, operands.columnName))
            case .in, .notIn:
                let operands = try container.decode(ColumnAndValues.self, forKey: key)
                self = .comparison(Comparison(found, operands.columnName, operands.values))
            default:
                let operands = try container.decode(ColumnAndValue.self, forKey: key)
                self = .comparison(Comparison(found, operands.columnName, [operands.value]))
            }
        }
    }

    private struct ColumnAlone: Decodable {
        let columnName: String
    }

    private struct ColumnAndValue: Decodable {
        let columnName: String
        let value: String
    }

    private struct ColumnAndValues: Decodable {
        let columnName: String
        let values: [String]
    }
}
