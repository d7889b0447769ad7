package import Formats
package import FoundationEssentials
package import Vocabulary

/// What a load did.
package struct LoadReport: Sendable {
    /// How a load can end that did not fail.
    package enum Outcome: String, Sendable {
        case loaded
        /// The content is the one that was loaded last.
        case unchanged
    }

    package let loadID: UUID
    package let outcome: Outcome
    package let schema: Identifier
    package let table: Identifier
    package let plan: TablePlan
    /// What became of the records; nil when nothing had to be read.
    package let tally: Tally?
    package let byteCount: Int
    package let duration: Duration
    /// The first records that were refused.
    package let firstRejects: [Reject]
    /// What a person should know of a load that did not fail, as sentences.
    package var notes: [String] = []
}
