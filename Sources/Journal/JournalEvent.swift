package import Vocabulary

/// What a run of an operation tells whoever waits for it.
package enum JournalEvent: Sendable {
    /// The operation has its number; `isResumed` when an earlier run had begun it.
    case opened(operation: Int, kind: String, isResumed: Bool)
    case began(step: String, description: String)
    case reported(step: String, JSON)
    case done(step: String)
    case undone(step: String)
    /// How to go on from here if the run were ended now; nil when it is over, waits, or is about to say so itself.
    case open(WayOn?)
    /// A step failed.
    case stopped(WayOn)
    /// It waits until somebody confirms it.
    case waiting(before: String, description: String)
}
