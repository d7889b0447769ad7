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
        case publishing
    }

    package internal(set) var phase: Phase
    /// Bytes of the stored source that this pass over it has read.
    package internal(set) var bytesRead = 0
    /// Bytes of the stored source; nil where it has no size.
    package internal(set) var byteCount: Int?
    package internal(set) var tally = Tally()

    init(_ phase: Phase) {
        self.phase = phase
    }
}
