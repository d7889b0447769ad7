import Postgres
import Vocabulary

/// What making rows visible did to the table.
struct Publication: Sendable {
    /// How rows became visible; the words are those of `socle.loads.publication`.
    enum Way: String, Sendable {
        /// The staging table became the table.
        case new
        /// The staging table took the place of the table.
        case swap
        /// Rows were deleted and inserted.
        case inPlace = "in place"
        /// Only rows that differ were touched, since others refer to them.
        case difference
        /// Rows went straight into the table.
        case direct
        case merge, history
    }

    var way: Way
    var inserted = 0
    var updated = 0
    var deleted = 0

    var members: [JSON.Member] {
        [
            JSON.Member("publication", .string(way.rawValue)), JSON.Member("inserted", JSON(inserted)),
            JSON.Member("updated", JSON(updated)), JSON.Member("deleted", JSON(deleted)),
        ]
    }
}
