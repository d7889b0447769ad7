package import FoundationEssentials

/// How often a key or a password is exchanged, from the laxest to the strictest.
package enum RotationSchedule: String, CaseIterable, Codable, Comparable, Sendable {
    case never, yearly, quarterly, monthly

    /// The months from one exchange to the next, or nil when there is none by itself.
    private var months: Int? {
        switch self {
        case .never: nil
        case .yearly: 12
        case .quarterly: 3
        case .monthly: 1
        }
    }

    /// The day on which something that was made at a moment is to be exchanged, in UTC; nil for never.
    ///
    /// Whole days count: a cron line that runs at the same hour each day must
    /// not find what it exchanged a month ago a few seconds too young.
    package func dueDay(after moment: Date) -> Date? {
        guard let months else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(byAdding: .month, value: months, to: calendar.startOfDay(for: moment))
    }

    /// Whether something that was made at a moment is to be exchanged.
    package func isDue(after moment: Date, now: Date) -> Bool {
        dueDay(after: moment).map { $0 <= now } ?? false
    }

    package static func < (left: RotationSchedule, right: RotationSchedule) -> Bool {
        left.strictness < right.strictness
    }

    private var strictness: Int { months.map { -$0 } ?? .min }
}
