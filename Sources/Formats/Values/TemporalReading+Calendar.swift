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

    /// Whether it is one of the day before, counted on behind midnight.
    var isLate: Bool { (24..<48).contains(hour) && minute < 60 && second < 60 }
}

extension TemporalReading {
    /// Reads eight digits as a day, and ten, twelve and fourteen as one with its hour, minute and second.
    init?(digits cell: ByteSlice) {
        guard [8, 10, 12, 14].contains(cell.count), cell.allSatisfy(\.isDigit) else { return nil }
        func number(_ range: Range<Int>) -> Int { cell[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        day = Day(
            year: number(0..<4), first: number(4..<6), second: number(6..<8), isYearFirst: true, hasLongYear: false)
        if cell.count > 8 {
            time = Time(
                hour: number(8..<10), minute: cell.count > 10 ? number(10..<12) : 0,
                second: cell.count > 12 ? number(12..<14) : 0)
        }
    }
}
