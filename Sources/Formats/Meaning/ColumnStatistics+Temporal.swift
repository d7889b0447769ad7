extension ColumnStatistics {
    /// The type of dates and times, where all values are such.
    func inferTemporal() -> (ColumnType, fact: String)? {
        if values == 0 { return nil }
        return temporals.times == values ? inferTime() : inferDate()
    }

    /// Times of day.
    ///
    /// The hours of a timetable that go on behind midnight are no time that a clock shows.
    private func inferTime() -> (ColumnType, fact: String)? {
        if temporals.lateTimes > 0 { return nil }
        guard temporals.possibleTimes * 20 >= values * 19 else { return nil }
        let wrong = values - temporals.possibleTimes
        return (.time, "\(values) times of day" + (wrong > 0 ? ", \(wrong) of which do not exist" : ""))
    }

    /// A date that does not exist does not make a column text, as long as nineteen in twenty do.
    private func inferDate() -> (ColumnType, fact: String)? {
        let possible = max(temporals.dayFirst, temporals.monthFirst)
        guard temporals.days == values, possible * 20 >= values * 19 else { return nil }
        var wrong = possible == values ? "" : ", \(values - possible) of which do not exist"
        if temporals.certainOrder == nil, temporals.openDays > 0 {
            wrong += ", \(temporals.openDays) of which could begin with the day or the month"
        }
        if temporals.shortYears > 0 {
            wrong += ", \(temporals.shortYears) with years of two digits, read as 1970 to 2069"
        }
        if temporals.withTime == 0 { return (.date, "\(values) dates\(wrong)") }
        if temporals.withZone == 0 { return (.timestamp, "\(values) dates with time\(wrong)") }
        guard temporals.withZone == values else { return nil }
        return (.timestampWithZone, "\(values) moments with their offset from UTC\(wrong)")
    }

    /// Days of eight digits, and moments of twelve or fourteen, when each of them exists.
    ///
    /// Where the label says nothing of a date, two of them must differ, and it may say nothing else.
    func inferCompactDate() -> (ColumnType, fact: String)? {
        let compact = numbers.compact
        guard values > 0, numbers.plainIntegers == values,
            label.isDate
                || numbers.isVaried && !label.isAmount && !label.isIdentifier && !label.isCode && hint == nil
        else { return nil }
        let none = compact.zeros > 0 ? ", and \(compact.zeros) of zeros alone, which are none" : ""
        let found: [(ColumnType, count: Int, digits: String)] = [
            (.date, compact.days, "eight"), (.timestamp, label.isDate ? compact.hours : 0, "ten"),
            (.timestamp, compact.minutes, "twelve"), (.timestamp, compact.seconds, "fourteen"),
        ]
        return found.first { $0.count > 0 && $0.count + compact.zeros == values }.map {
            ($0.0, "\($0.count) dates of \($0.digits) digits, the year first\(none)")
        }
    }
}
