package import Formats

/// How far a load is.
package struct LoadProgress: Sendable {
    package enum Phase: Equatable, Sendable {
        /// Another load holds the table.
        case waiting(TableHolder?)
        /// The source is fetched from its address.
        case fetching
        /// The source is gone through for its digest.
        case examining
        /// Tables, encoding and types are found out.
        case sniffing
        /// Rows are read and sent.
        case reading
        /// All rows are read; they become visible.
        case publishing(Step)
    }

    /// What is done on the way from the last row that is read to the moment when all are seen.
    package enum Step: String, Sendable {
        /// Rows are held against each other, and their quality is measured.
        case checking
        /// Transactions that see some of the rows and not others are waited for.
        case waiting
        /// The keys, indexes and settings of the table are built on the new rows.
        case indexing
        /// The new rows are written into the table that is there.
        case writing
        /// Statistics for the planner are gathered.
        case analyzing
        /// Readers give way for a moment, and what is kept of the load is written.
        case swapping
    }

    package internal(set) var phase: Phase
    /// Bytes of the stored source that this pass over it has read.
    package internal(set) var bytesRead = 0
    /// Bytes of the stored source; nil where it has no size.
    package internal(set) var byteCount: Int?
    package internal(set) var tally = Tally()

    package init(_ phase: Phase) {
        self.phase = phase
    }
}
