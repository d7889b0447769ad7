/// A length of time as people write it: `7 years`.
package struct CalendarSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
    package enum Unit: String, CaseIterable, Sendable {
        case day, week, month, year
    }

    package let count: Int
    package let unit: Unit

    package init(_ count: Int, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// Reads a whole number and a unit; nil where it is none, or over a thousand years.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), parts[0].utf8.first != UInt8(ascii: "+"), count >= 0,
            let unit = Unit(rawValue: String(parts[1].hasSuffix("s") ? parts[1].dropLast() : parts[1])),
            count <= 365_000, count * unit.days <= 366_000
        else { return nil }
        self.init(count, unit)
    }

    /// The length with calendars left aside: a month of 30 days, a year of 365.
    package var approximateDays: Int { count * unit.days }

    package var description: String { "\(count) \(unit.rawValue)\(count == 1 ? "" : "s")" }

    package static func < (left: CalendarSpan, right: CalendarSpan) -> Bool {
        left.approximateDays < right.approximateDays
    }
}

extension CalendarSpan.Unit {
    fileprivate var days: Int {
        switch self {
        case .day: 1
        case .week: 7
        case .month: 30
        case .year: 365
        }
    }
}
