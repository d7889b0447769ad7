package import Formats
package import FoundationEssentials
package import Vocabulary

/// What a load did.
package struct LoadReport: Sendable {
    /// How a load can end that did not fail.
    package enum Outcome: String, Sendable {
        case loaded
        /// The rows are there already, by an earlier load.
        case unchanged
    }

    package let loadID: UUID
    package internal(set) var outcome = Outcome.loaded
    /// Whether content that is there already came anew: under another name, or after something else under its name.
    package internal(set) var isDeliveredAgain = false
    package let schema: Identifier
    package let table: Identifier
    package internal(set) var plan: SourcePlan
    /// What became of the records; nil when nothing had to be read.
    package internal(set) var tally: Tally?
    package let byteCount: Int
    package internal(set) var duration = Duration.zero
    /// The first records that were refused.
    package internal(set) var firstRejects: [Reject] = []
    /// How the source differs from the plan that was kept.
    package internal(set) var drift: [PlanDrift] = []
    /// What a person should know of a load that did not fail, as sentences.
    package var notes: [String] = []
    /// How many connections sent rows.
    package internal(set) var connections = 1
    /// Rows that an earlier load had staged, and that were not sent again.
    package internal(set) var resumedRows = 0
    /// How good the rows are; nil when none were loaded.
    package internal(set) var quality: QualityScore?
    /// What making the rows visible did; nil when there were none to make.
    var publication: Publication?
    /// What became of columns that source and table do not share.
    var changes = Evolution()

    init(_ loadID: UUID, _ request: LoadRequest, _ plan: SourcePlan, byteCount: Int) {
        self.loadID = loadID
        schema = request.schema
        table = request.table
        self.plan = plan
        self.byteCount = byteCount
    }

    /// How rows became visible, as `socle.loads.publication` has it.
    package var way: String? { publication?.way.rawValue }
    package var insertedRows: Int? { publication?.inserted }
    package var updatedRows: Int? { publication?.updated }
    package var deletedRows: Int? { publication?.deleted }
    /// Rows of the table that came of each second, from the opening of the source to the last commit.
    package var rowsPerSecond: Int? {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return tally.flatMap { seconds > 0 ? Int(Double($0.loaded) / seconds) : nil }
    }
    /// Columns that the table got, or whose type is wider now.
    package var changedColumns: [String] { changes.added.map(\.name) + changes.widened.map(\.name) }
}
