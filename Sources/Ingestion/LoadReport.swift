package import Formats
package import FoundationEssentials
package import Vocabulary

/// What a load did.
package struct LoadReport: Sendable {
    /// How a load can end that did not fail.
    package enum Outcome: String, Sendable {
        case loaded
        /// The rows are there already, by an earlier load of the same content.
        case unchanged
    }

    package let loadID: UUID
    package internal(set) var outcome: Outcome
    package let schema: Identifier
    package let table: Identifier
    package let plan: SourcePlan
    /// What became of the records; nil when nothing had to be read.
    package internal(set) var tally: Tally?
    package let byteCount: Int
    package let duration: Duration
    /// The first records that were refused.
    package let firstRejects: [Reject]
    /// What a person should know of a load that did not fail, as sentences.
    package var notes: [String] = []
}
