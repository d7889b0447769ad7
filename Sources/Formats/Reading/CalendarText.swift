/// Writes days and moments, which PostgreSQL counts from 2000-01-01, as ISO 8601.
enum CalendarText {
    static func day(_ days: Int) -> String {
        let (year, month, day) = CalendarDay.date(of: days)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    static func time(_ microseconds: Int) -> String {
        let seconds = microseconds / 1_000_000
        var text = padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2)
        var fraction = microseconds % 1_000_000
        if fraction > 0 {
            var digits = 6
            while fraction.isMultiple(of: 10) {
                fraction /= 10
                digits -= 1
            }
            text += "." + padded(fraction, digits)
        }
        return text
    }

    /// - Parameter zone: what follows the time of day.
    static func moment(_ microseconds: Int, zone: String = "") -> String {
        let perDay = CalendarDay.microseconds
        let days = microseconds >= 0 ? microseconds / perDay : -((perDay - 1 - microseconds) / perDay)
        let clock = time(microseconds - days * perDay) + zone
        // The first hours of the year 1 are, elsewhere, the last of the year before it.
        let (year, month, date) = CalendarDay.date(of: days)
        return year > 0
            ? day(days) + " " + clock
            : padded(1 - year, 4) + "-" + padded(month, 2) + "-" + padded(date, 2) + " " + clock + " BC"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
