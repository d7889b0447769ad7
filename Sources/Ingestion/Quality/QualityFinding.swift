package import Vocabulary

/// Why points were lost, and where the rows are.
package struct QualityFinding: Hashable, Sendable {
    package let dimension: QualityDimension

    /// The column that it is about; nil for whole rows.
    package let column: String?

    /// How many cells or rows it concerns.
    package let count: Int

    /// The statement or the command that shows them.
    package let rows: String

    package init(_ dimension: QualityDimension, column: String? = nil, count: Int, rows: String) {
        self.dimension = dimension
        self.column = column
        self.count = count
        self.rows = rows
    }

    package var json: JSON {
        ["dimension": .string(dimension.rawValue), "column": JSON(column), "count": JSON(count), "rows": .string(rows)]
    }
}
