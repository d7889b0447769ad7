/// Writes an instant as PostgreSQL reads it in any setting: `2024-12-31 23:59:59.000001+00`.
///
/// **Units** microseconds since 1970-01-01 00:00 UTC.
func timestampText(microseconds: Int64) -> String {
    let day = floorDivision(microseconds, 86_400_000_000)
    let inDay = microseconds - day * 86_400_000_000
    let civil = civilDate(daysSince1970: day)
    let year = civil.year > 0 ? civil.year : 1 - civil.year
    let seconds = inDay / 1_000_000
    var text = "\(padded(year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
    text += " \(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    if inDay % 1_000_000 != 0 { text += ".\(padded(inDay % 1_000_000, 6))" }
    return text + "+00" + (civil.year > 0 ? "" : " BC")
}

/// Reads a `timestamptz`, a `timestamp` (as UTC) or a `date` (its midnight) in ISO style.
///
/// **Units** microseconds since 1970-01-01 00:00 UTC.
///
/// - Returns: nil for anything else, `infinity` included.
func timestampMicroseconds(from text: String) -> Int64? {
    var rest = text.utf8[...]
    let isBeforeChrist = text.hasSuffix(" BC")
    if isBeforeChrist { rest = rest.dropLast(3) }
    guard let year = number(&rest, digits: 4...6), take(&rest, "-"), let month = number(&rest, digits: 2...2),
        take(&rest, "-"), let day = number(&rest, digits: 2...2), (1...12).contains(month),
        (1...31).contains(day)
    else { return nil }
    let days = daysSince1970(year: isBeforeChrist ? 1 - year : year, month: month, day: day)
    var microseconds = days * 86_400_000_000
    if rest.isEmpty { return microseconds }
    guard take(&rest, " "), let hour = number(&rest, digits: 2...2), take(&rest, ":"),
        let minute = number(&rest, digits: 2...2), take(&rest, ":"), let second = number(&rest, digits: 2...2)
    else { return nil }
    microseconds += (hour * 3600 + minute * 60 + second) * 1_000_000
    if take(&rest, ".") {
        let width = rest.count
        guard let fraction = number(&rest, digits: 1...6) else { return nil }
        microseconds += (width - rest.count..<6).reduce(fraction) { scaled, _ in scaled * 10 }
    }
    if rest.isEmpty { return microseconds }
    guard let sign = rest.popFirst(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
        var offset = number(&rest, digits: 2...2)
    else { return nil }
    offset *= 3600
    for unit in [Int64(60), 1] where take(&rest, ":") {
        guard let part = number(&rest, digits: 2...2) else { return nil }
        offset += part * unit
    }
    guard rest.isEmpty else { return nil }
    return microseconds - (sign == UInt8(ascii: "+") ? offset : -offset) * 1_000_000
}

// The two functions below are Howard Hinnant's `civil_from_days` and its
// inverse, https://howardhinnant.github.io/date_algorithms.html, in which a
// year begins in March so that the leap day is its last.

/// The date in the Gregorian calendar, its year 0 being 1 BC.
func civilDate(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = daysSince1970 + 719_468
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
        year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
        day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
}

/// The days from 1970-01-01 to a date in the Gregorian calendar.
func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floorDivision(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

private func floorDivision(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    dividend / divisor - (dividend % divisor < 0 ? 1 : 0)
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

private func number(_ rest: inout Substring.UTF8View, digits: ClosedRange<Int>) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while count < digits.upperBound, let byte = rest.first, (0x30...0x39).contains(byte) {
        value = value * 10 + Int64(byte - 0x30)
        count += 1
        rest.removeFirst()
    }
    return count >= digits.lowerBound ? value : nil
}

private func take(_ rest: inout Substring.UTF8View, _ mark: Unicode.Scalar) -> Bool {
    guard let byte = rest.first, UInt32(byte) == mark.value else { return false }
    rest.removeFirst()
    return true
}
