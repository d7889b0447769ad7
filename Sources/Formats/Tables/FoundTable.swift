/// A table that was found in a grid.
struct FoundTable: Equatable {
    /// The title above it, if there is one.
    var name: String?
    var bounds: TableBounds
    var width: Int
    /// The columns that are its own, from 0: others on the same rows belong to a table beside it.
    var fields: Range<Int>
    /// The label of every column, empty where there is none.
    var labels: [String]
    /// What the names of the columns are made from.
    var nameLabels: [String]
    var evidence: [String] = []
    /// What a person should look at.
    var warnings: [String] = []
}
