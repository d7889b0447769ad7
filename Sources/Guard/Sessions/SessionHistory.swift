/// What the guard did to sessions, and saw of them, a moment ago.
///
/// It is bounded by the sessions that are there: what is gone is forgotten.
package struct SessionHistory: Hashable, Sendable {
    /// When the last statement of a session was cancelled, by the server's clock.
    package var cancelledAt: [WatchedSession.Identity: Double] = [:]
    /// Since when a session was seen to hold an audit chain.
    package var holdingSince: [WatchedSession.Identity: Double] = [:]

    package init() {}

    /// Forgets sessions that are gone and offences that are old.
    mutating func keep(_ present: Set<WatchedSession.Identity>, now: Double) {
        cancelledAt = cancelledAt.filter { present.contains($0.key) && now - $0.value < SessionRules.offenceSeconds }
        holdingSince = holdingSince.filter { present.contains($0.key) }
    }
}
