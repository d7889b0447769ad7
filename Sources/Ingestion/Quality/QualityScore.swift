package import Formats
package import Vocabulary

/// How good the data of a load is: points from 0 to 100 for each dimension that could be measured.
///
/// A dimension that nothing was declared for is not measured, rather than
/// counted as perfect.
package struct QualityScore: Hashable, Sendable {
    /// Points from 0 to 100.
    package private(set) var points: [QualityDimension: Double] = [:]

    /// Where points were lost, the most important first within each dimension.
    package private(set) var findings: [QualityFinding] = []

    package init() {}

    /// The mean of what was measured; nil when nothing was.
    package var total: Double? {
        points.isEmpty ? nil : points.values.reduce(0, +) / Double(points.count)
    }

    /// Measures a dimension: of so many things, some are wrong.
    ///
    /// - Parameter findings: where the wrong ones are; those without any are left out.
    package mutating func measure(_ dimension: QualityDimension, of count: Int, findings: [QualityFinding]) {
        let wrong = findings.reduce(0) { $0 + $1.count }
        points[dimension] = count == 0 ? 100 : 100 * Double(max(0, count - wrong)) / Double(count)
        self.findings += findings.filter { $0.count > 0 }.sorted { $0.count > $1.count }
    }

    /// Measures how complete the columns of a table are.
    ///
    /// - Parameter table: as a statement names it, quoted where needed.
    package mutating func measureCompleteness(_ columns: [ColumnProfile], of table: String) {
        let findings = columns.map { column in
            QualityFinding(
                .completeness, column: column.name, count: column.nulls,
                rows: "select * from \(table) where \(quotedName(column.name)) is null")
        }
        measure(.completeness, of: columns.reduce(0) { $0 + $1.rows }, findings: findings)
    }

    /// The score as it is kept and shown.
    package var json: JSON {
        let dimensions = QualityDimension.allCases.map { dimension in
            JSON.Member(dimension.rawValue, points[dimension].map(Self.rounded) ?? .null)
        }
        return [
            "total": total.map(Self.rounded) ?? .null, "dimensions": .object(dimensions),
            "findings": .array(findings.map(\.json)),
        ]
    }

    private static func rounded(_ points: Double) -> JSON { .number(String((points * 10).rounded() / 10)) }
}

/// A name as a statement takes it whatever its characters are.
private func quotedName(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
}
