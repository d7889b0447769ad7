package import Vocabulary

/// What a run of the relay brought about.
package struct RelayedEvents {
    /// How many events of one database may fail before the rest of it waits for the next run.
    static let mostWaiting = 1000

    /// How many events the mesh took.
    package internal(set) var taken = 0

    /// A sentence for each event that the mesh will never take.
    package internal(set) var refused: [String] = []

    /// Why events, or whole databases, wait for the next run.
    package internal(set) var failures = FailureList()
}
