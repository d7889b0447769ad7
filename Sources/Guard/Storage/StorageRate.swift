/// How fast a tenant's storage grows, from which follows when to look again.
package struct StorageRate: Sendable {
    /// Bytes a second, the highest of late.
    package private(set) var bytesPerSecond: Double = 0
    private var last: (used: Int64, at: Double)?

    package init() {}

    /// The longest and the shortest time between two looks at a tenant that is watched, in seconds.
    package static let longest = 1.0
    package static let shortest = 0.1

    /// Takes in a measurement; `at` in seconds of any steady clock.
    package mutating func measured(_ used: Int64, at: Double) {
        if let last, at > last.at {
            let rate = max(0, Double(used - last.used)) / (at - last.at)
            // A writer that paused for a moment goes on as fast as before.
            bytesPerSecond = max(rate, bytesPerSecond * 0.8)
        }
        last = (used, at)
    }

    /// Seconds until the next look: half of the time in which the rest could be used up.
    package func pause(used: Int64, permitted: Int64) -> Double {
        guard bytesPerSecond > 0, used < permitted else { return Self.longest }
        return min(Self.longest, max(Self.shortest, Double(permitted - used) / bytesPerSecond / 2))
    }

}
