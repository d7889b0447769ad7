/// What is kept of who did what, and how long.
package struct Auditing: Hashable, Sendable {
    package enum Level: String, CaseIterable, Codable, Sendable {
        case basic, standard, comprehensive
    }

    package let level: Level
    package let retention: CalendarSpan
    package let immutableLogs: Bool

    package init(
        level: Level = .basic, retention: CalendarSpan = CalendarSpan(1, .year), immutableLogs: Bool = true
    ) {
        self.level = level
        self.retention = retention
        self.immutableLogs = immutableLogs
    }
}
