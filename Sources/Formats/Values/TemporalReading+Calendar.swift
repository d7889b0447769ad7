extension TemporalReading.Day {
    /// The day of the calendar that is meant when the numbers stand in an order.
    ///
    /// - Returns: nil when there is no such day between the years 1 and 9999.
    func calendarDay(_ order: DateOrder) -> (year: Int, month: Int, day: Int)? {
        let monthFirst = isYearFirst || order == .monthDayYear && !hasMonthName
        let (month, day) = monthFirst ? (first, second) : (second, first)
        guard !hasLongYear, (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(of: month, in: year)
        else { return nil }
        return (year, month, day)
    }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension TemporalReading.Time {
    /// Whether a clock shows this time.
    var isPossible: Bool { hour < 24 && minute < 60 && second < 60 }
}
