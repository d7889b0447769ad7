/// Days and moments written with digits alone, the year first: `20240131`, `202401311530`.
struct CompactDates: Equatable {
    /// Eight digits that are a day, and ten, twelve and fourteen that are one with its hour, minute or second.
    private(set) var days = 0
    private(set) var hours = 0
    private(set) var minutes = 0
    private(set) var seconds = 0

    /// As many digits, all of them 0, by which databases say that there is no day.
    private(set) var zeros = 0

    /// Adds a whole number of eight digits or more.
    mutating func add(_ value: Int64, digits: Int) {
        switch digits {
        case 8: if Self.isDay(value) { days += 1 }
        case 10: if Self.isDay(value / 100), value % 100 < 24 { hours += 1 }
        case 12: if Self.isMinute(value) { minutes += 1 }
        case 14: if Self.isMinute(value / 100), value % 100 < 60 { seconds += 1 }
        default: return
        }
        if value == 0 { zeros += 1 }
    }

    private static func isMinute(_ value: Int64) -> Bool {
        isDay(value / 10_000) && value / 100 % 100 < 24 && value % 100 < 60
    }

    /// Whether there is such a day in the years that people keep records of; the last day of all means no end.
    private static func isDay(_ value: Int64) -> Bool {
        let year = Int(value / 10_000)
        let day = TemporalReading.Day(
            year: year, first: Int(value / 100 % 100), second: Int(value % 100), isYearFirst: true, hasLongYear: false)
        return (1800...2100).contains(year) && day.calendarDay(.dayMonthYear) != nil || value == 99_991_231
    }
}
