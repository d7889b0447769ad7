/// Days of the Gregorian calendar, counted as PostgreSQL counts them: from 2000-01-01.
enum CalendarDay {
    /// Microseconds of a day.
    static let microseconds = 86_400_000_000

    /// The number of a day that exists, between the years 1 and 9999.
    @inline(__always)
    static func number(year: Int, month: Int, day: Int) -> Int {
        // Years begin in March here, so that a leap day is the last of its year.
        let shifted = month > 2 ? year : year &- 1
        let century = shifted / 100
        let dayOfYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
        return 365 &* shifted &+ shifted / 4 &- century &+ century / 4 &+ dayOfYear &- 730_425
    }

    /// The date of a day.
    static func date(of number: Int) -> (year: Int, month: Int, day: Int) {
        let days = number + 730_425
        // Four centuries have 146,097 days, of which the last is a leap day.
        let (cycle, day) = (days / 146_097, days % 146_097)
        let yearOfCycle = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isNextYear = month >= 10
        return (
            cycle * 400 + yearOfCycle + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }
}
