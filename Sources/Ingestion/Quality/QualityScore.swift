package import Vocabulary

/// How good the data of a load is: points from 0 to 100 for each dimension that could be measured.
///
/// A dimension of which nothing was promised is not measured, rather than
/// counted as perfect.
package struct QualityScore: Hashable, Sendable {
    /// Points from 0 to 100.
    package private(set) var points: [QualityDimension: Double] = [:]

    /// Where points were lost, the most important first within each dimension.
    package private(set) var findings: [QualityFinding] = []

    /// What was promised and could not be measured, as sentences.
    package var unmeasured: [String] = []

    package init() {}

    /// The mean of what was measured; nil when nothing was.
    package var total: Double? {
        points.isEmpty ? nil : points.values.reduce(0, +) / Double(points.count)
    }

    /// Measures a dimension: of so many things, some are wrong.
    ///
    /// - Parameter places: where the wrong ones are and how many; those without any are left out.
    package mutating func measure(
        _ dimension: QualityDimension, of count: Int, _ places: [(place: QualityPlace, count: Int)]
    ) {
        let wrong = places.reduce(0) { $0 + $1.count }
        // One row may be wrong in several ways: together they take what there is, and no more.
        let lost = count == 0 ? 0 : 100 * min(1, Double(wrong) / Double(count))
        points[dimension] = 100 - lost
        findings += places.filter { $0.count > 0 }.sorted { $0.count > $1.count }.map { place, count in
            QualityFinding(dimension, place, count: count, points: lost * Double(count) / Double(wrong))
        }
    }

    /// Measures how old data is against what is promised.
    package mutating func measureAge(_ days: Int, atMost mostDays: Int, _ place: QualityPlace, rows: Int) {
        let lost = days <= mostDays ? 0 : 100 - 100 * Double(max(0, mostDays)) / Double(days)
        points[.freshness] = 100 - lost
        if lost > 0 { findings.append(QualityFinding(.freshness, place, count: rows, points: lost)) }
    }

    /// Tells of what costs no points.
    package mutating func mention(_ dimension: QualityDimension, _ place: QualityPlace, count: Int) {
        if count > 0 { findings.append(QualityFinding(dimension, place, count: count)) }
    }

    /// The score as it is kept.
    package var json: JSON {
        let dimensions = QualityDimension.allCases.map { dimension in
            JSON.Member(dimension.rawValue, points[dimension].map { .number(String($0)) } ?? .null)
        }
        return [
            "total": total.map { .number(String($0)) } ?? .null, "dimensions": .object(dimensions),
            "findings": .array(findings.map(\.json)), "unmeasured": .array(unmeasured.map(JSON.string)),
        ]
    }

    /// Reads a score that was kept.
    package init(_ json: JSON) {
        for dimension in QualityDimension.allCases {
            points[dimension] = json["dimensions"]?[dimension.rawValue]?.decimal
        }
        findings = json["findings"]?.elements.compactMap(QualityFinding.init) ?? []
        unmeasured = json["unmeasured"]?.elements.compactMap(\.text) ?? []
    }
}
