package import Vocabulary

/// Why points were lost, and where the rows are.
package struct QualityFinding: Hashable, Sendable {
    package let dimension: QualityDimension
    package let place: QualityPlace

    /// How many cells or rows it concerns.
    package let count: Int

    /// Points of its dimension that were lost by it; 0 for what is told and costs nothing.
    package let points: Double

    package init(_ dimension: QualityDimension, _ place: QualityPlace, count: Int, points: Double = 0) {
        self.dimension = dimension
        self.place = place
        self.count = count
        self.points = points
    }

    /// The column that it is about; nil for whole rows.
    package var column: String? { place.column }

    /// What is wrong, in a few words without a value of the data.
    package var words: String { place.words }

    /// What shows the rows: a statement over the table that was loaded, or a command.
    package func rows(of load: QualityPlace.Load) -> String { place.rows(of: load) }

    /// The finding as the history of loads keeps it: what it is of, so that it can be shown whatever the table is
    /// called by then.
    var json: JSON {
        .object(
            [
                JSON.Member("dimension", .string(dimension.rawValue)), JSON.Member("count", JSON(count)),
                JSON.Member("points", .number(String(points))),
            ] + place.members)
    }

    /// Reads a finding back.
    package init?(_ json: JSON) {
        guard let dimension = json["dimension"]?.text.flatMap(QualityDimension.init(rawValue:)),
            let count = json["count"]?.integer, let place = QualityPlace(json)
        else { return nil }
        self.init(dimension, place, count: count, points: json["points"]?.decimal ?? 0)
    }
}
