/// What all dates and times of a column have in common.
struct TemporalStatistics {
    /// Cells that look like a date, whether there is such a day or not.
    private(set) var days = 0

    /// Days that exist when the day, or the month, stands first.
    private(set) var dayFirst = 0
    private(set) var monthFirst = 0

    /// Days that exist in both orders and are not the same.
    private(set) var openDays = 0

    /// Days whose year has two digits.
    private(set) var shortYears = 0

    /// Among the dates, those with a time of day, and with its offset from UTC.
    private(set) var withTime = 0
    private(set) var withZone = 0

    /// Times of day without a date, and those among them that exist.
    private(set) var times = 0
    private(set) var possibleTimes = 0
    /// Times behind midnight of a day that goes on, up to 47:59, as timetables write them.
    private(set) var lateTimes = 0

    /// The order that most days have, or nil when both have as many.
    var certainOrder: DateOrder? {
        if dayFirst == monthFirst { return nil }
        return dayFirst > monthFirst ? .dayMonthYear : .monthDayYear
    }

    /// Adds ten bytes when they are a day that exists, written with two digits or four each.
    @inline(__always)
    mutating func addUsual(_ base: UnsafePointer<UInt8>) -> Bool {
        guard let date = PlainDate(base) else { return false }
        let canBeDayFirst = date.exists(isMonthFirst: false)
        let canBeMonthFirst = date.exists(isMonthFirst: true)
        guard canBeDayFirst || canBeMonthFirst else { return false }
        days &+= 1
        if canBeDayFirst { dayFirst &+= 1 }
        if canBeMonthFirst { monthFirst &+= 1 }
        if canBeDayFirst, canBeMonthFirst, date.isOpen { openDays &+= 1 }
        return true
    }

    /// Adds a date or a time.
    ///
    /// - Returns: false when no type of PostgreSQL could hold all of its digits.
    mutating func add(_ reading: TemporalReading, _ cell: ByteSlice) -> Bool {
        if let time = reading.time, time.fraction.count > 6,
            cell[time.fraction].dropFirst(6).contains(where: { $0 != UInt8(ascii: "0") })
        {
            return false
        }
        guard let day = reading.day else {
            times += 1
            if reading.time?.isPossible == true { possibleTimes += 1 }
            if reading.time?.isLate == true { lateTimes += 1 }
            return true
        }
        days += 1
        let isPossible = reading.time?.isPossible ?? true
        let canBeDayFirst = isPossible && day.calendarDay(.dayMonthYear) != nil
        let canBeMonthFirst = isPossible && day.calendarDay(.monthDayYear) != nil
        if canBeDayFirst { dayFirst += 1 }
        if canBeMonthFirst { monthFirst += 1 }
        if canBeDayFirst, canBeMonthFirst, !day.isYearFirst, !day.hasMonthName, day.first != day.second {
            openDays += 1
        }
        if day.hasShortYear { shortYears += 1 }
        if let time = reading.time {
            withTime += 1
            if time.zone != .none { withZone += 1 }
        }
        return true
    }
}
