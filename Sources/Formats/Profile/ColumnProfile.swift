package import Vocabulary

/// What the cells of a column have in common.
package struct ColumnProfile: Hashable, Sendable {
    /// The name of the column.
    package var name: String

    /// The type of the values.
    package var type: ColumnType

    /// Cells, with and without a value.
    package var rows: Int

    /// Cells without a value.
    package var nulls: Int

    /// Values that differ from each other.
    package var distinct: DistinctCount

    /// The least and the greatest value, as PostgreSQL writes them; nil for a column whose values have no order, for
    /// free text, where a value could be about a person, and where one is longer than is looked at.
    package var range: ClosedValues?

    /// The characters of the values of a column of texts; nil for others.
    package var lengths: Lengths?

    /// Bytes of an extreme that is kept.
    static let mostBytes = 200

    /// Two values that enclose all others.
    package struct ClosedValues: Hashable, Sendable {
        package var least: String
        package var greatest: String
    }

    /// How long texts are, in characters.
    package struct Lengths: Hashable, Sendable {
        package var least: Int
        package var greatest: Int
        package var mean: Double
    }

    /// How many values differ, and how far that may be wrong.
    package struct DistinctCount: Hashable, Sendable {
        package var count: Int

        /// The standard error as a share of the count; 0 where every value was kept.
        package var error: Double
    }
}

extension ColumnProfile {
    /// The profile as it is kept and shown.
    package var json: JSON {
        var members = [
            JSON.Member("name", .string(name)), JSON.Member("type", .string(type.sql)), JSON.Member("rows", JSON(rows)),
            JSON.Member("nulls", JSON(nulls)), JSON.Member("distinct", JSON(distinct.count)),
            JSON.Member("distinct_error", .number(String(distinct.error))),
        ]
        if let range {
            members += [JSON.Member("min", .string(range.least)), JSON.Member("max", .string(range.greatest))]
        }
        if let lengths {
            members += [
                JSON.Member("min_length", JSON(lengths.least)), JSON.Member("max_length", JSON(lengths.greatest)),
                JSON.Member("mean_length", .number(String((lengths.mean * 100).rounded() / 100))),
            ]
        }
        return .object(members)
    }
}
