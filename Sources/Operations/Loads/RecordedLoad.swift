package import FoundationEssentials
package import Ingestion
package import Vocabulary

/// A load with all that its history keeps of it.
package struct RecordedLoad {
    package let loadID: UUID
    package let schema: String
    package let table: String
    package let source: String
    package let state: String
    package let startedAt: Date
    package let finishedAt: Date?
    package let rowsLoaded: Int?
    package let byteCount: Int?
    package let failure: String?
    /// An object for each column that it brought; nil when it brought none.
    package let profile: JSON?
    package let quality: QualityScore?
    /// The columns of its table when it had ended, and what of the source each was made of.
    package let columns: [LineageColumn]

    /// Seconds from its beginning to its end.
    package var seconds: Double? { finishedAt.map { $0.timeIntervalSince(startedAt) } }

    package var rowsPerSecond: Int? {
        guard let rowsLoaded, let seconds, seconds > 0 else { return nil }
        return Int(Double(rowsLoaded) / seconds)
    }
}
