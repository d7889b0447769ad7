/// A date, a time of day, or both, as they are written.
///
/// It says what stands where. Which of two short numbers is the month, and
/// whether such a day exists, is asked of it afterwards, because
/// `31/02/2024` is a wrong date and `2024/foo` is none.
struct TemporalReading: Equatable {
    /// The year and the two short numbers of a date.
    struct Day: Equatable {
        var year: Int
        /// The two numbers beside the year, from left to right.
        var first: Int
        var second: Int
        /// Whether the year stands first, so that the month follows it.
        var isYearFirst: Bool
        /// Whether the year has more than four digits.
        var hasLongYear: Bool
        /// Whether the year has two digits, and its century is the usual one.
        var hasShortYear = false
        /// Whether the month is a word, so that no other number can be meant.
        var hasMonthName = false
    }

    /// A time of day; the fraction of its seconds is a range of the cell.
    struct Time: Equatable {
        var hour: Int
        var minute: Int
        var second = 0
        var fraction: Range<Int> = 0..<0
        var zone: Zone = .none
    }

    /// What follows a time of day.
    enum Zone: Equatable {
        case none
        case utc
        case offset(minutes: Int)
    }

    var day: Day?
    var time: Time?

    /// Reads a cell from which blanks have been trimmed.
    ///
    /// - Returns: nil for what is neither date nor time, in any order.
    init?(_ cell: ByteSlice) {
        guard let first = cell.first, cell.count >= 4, cell.count <= 48,
            let begin = first.isDigit ? 0 : MonthName.lengthOfWeekday(cell)
        else { return nil }
        var index = begin
        guard let lead = Self.number(cell, &index, digits: 1...6), index < cell.count else { return nil }
        if begin == 0, cell[index] == UInt8(ascii: ":") || cell[index] | 0x20 == UInt8(ascii: "h") {
            index = 0
            guard let time = Self.time(cell, &index), index == cell.count, time.zone == .none else {
                return nil
            }
            self.time = time
            return
        }
        let leadDigits = index - begin
        let named = Self.namedDay(cell, index, lead: lead, leadDigits: leadDigits)
        if let named {
            (day, index) = named
        } else {
            let separator = cell[index]
            guard "/-.".utf8.contains(separator),
                let day = Self.day(cell, &index, lead: lead, leadDigits: leadDigits, separator: separator)
            else { return nil }
            self.day = day
        }
        if index == cell.count { return }
        guard cell[index] == .space || cell[index] | 0x20 == UInt8(ascii: "t") else { return nil }
        index += 1
        while index < cell.count, cell[index] == .space { index += 1 }
        // «03/02/2021 à 10h30»
        if cell.part(index, cell.count).starts(with: "à ".utf8) { index += 3 }
        guard let time = Self.time(cell, &index), index == cell.count else { return nil }
        self.time = time
    }

    private static func day(
        _ cell: ByteSlice, _ index: inout Int, lead: Int, leadDigits: Int, separator: UInt8
    ) -> Day? {
        index += 1
        let middleStart = index
        guard leadDigits <= 2 || leadDigits >= 4, let middle = number(cell, &index, digits: 1...2),
            index < cell.count, cell[index] == separator
        else { return nil }
        let middleDigits = index - middleStart
        index += 1
        let start = index
        guard let last = number(cell, &index, digits: 1...6) else { return nil }
        let lastDigits = index - start
        if leadDigits >= 4 {
            guard lastDigits <= 2 else { return nil }
            return Day(
                year: lead, first: middle, second: last, isYearFirst: true, hasLongYear: leadDigits > 4)
        }
        if lastDigits == 2, leadDigits == 2, middleDigits == 2, separator != UInt8(ascii: ".") {
            return Day(
                year: century(of: last), first: lead, second: middle, isYearFirst: false,
                hasLongYear: false, hasShortYear: true)
        }
        guard lastDigits >= 4 else { return nil }
        return Day(year: last, first: lead, second: middle, isYearFirst: false, hasLongYear: lastDigits > 4)
    }

    /// A day whose month is a word: `3 mars 2024`, `1er août 2024`, `03-déc.-24`, `03DEC2024`; and where it ends.
    private static func namedDay(_ cell: ByteSlice, _ start: Int, lead: Int, leadDigits: Int) -> (Day, end: Int)? {
        guard leadDigits <= 2, cell[start] != UInt8(ascii: "/"), cell[start] != UInt8(ascii: ".") else { return nil }
        var index = start
        if lead == 1, index + 2 < cell.count, cell[index].lowercased == UInt8(ascii: "e"),
            cell[index + 1].lowercased == UInt8(ascii: "r")
        {
            index += 2
        }
        func skipGap() -> Bool {
            let before = index
            if index < cell.count, cell[index] == UInt8(ascii: "-") { index += 1 }
            while index == before || cell[index - 1] != UInt8(ascii: "-"), index < cell.count,
                let length = Blank.length(in: cell, at: index)
            {
                index += length
            }
            return index > before
        }
        // SAS leaves no gap.
        let isDense = leadDigits == 2 && cell[index].isLetter
        guard skipGap() || isDense else { return nil }
        let word = index
        while index < cell.count, cell[index].isLetter || cell[index] >= 0x80 || cell[index] == UInt8(ascii: ".") {
            if Blank.length(in: cell, at: index) != nil { break }
            index += 1
        }
        guard index > word, let month = MonthName.number(cell.part(word, index)), skipGap() != isDense else {
            return nil
        }
        let digits = index
        guard let year = number(cell, &index, digits: 2...4), index - digits == 4 || index - digits == 2 && !isDense
        else { return nil }
        let isShort = index - digits == 2
        let day = Day(
            year: isShort ? century(of: year) : year, first: lead, second: month, isYearFirst: false,
            hasLongYear: false, hasShortYear: isShort, hasMonthName: true)
        return (day, index)
    }

    /// A year of two digits as PostgreSQL reads it: from 1970 to 2069.
    private static func century(of year: Int) -> Int { year < 70 ? 2000 + year : 1900 + year }

    private static func time(_ cell: ByteSlice, _ index: inout Int) -> Time? {
        guard let hour = number(cell, &index, digits: 1...2),
            skip(cell, &index, UInt8(ascii: ":")) || skip(cell, &index, UInt8(ascii: "h"))
                || skip(cell, &index, UInt8(ascii: "H")),
            let minute = number(cell, &index, digits: 2...2)
        else { return nil }
        var time = Time(hour: hour, minute: minute)
        if skip(cell, &index, UInt8(ascii: ":")) {
            guard let second = number(cell, &index, digits: 2...2) else { return nil }
            time.second = second
            if skip(cell, &index, UInt8(ascii: ".")) || skip(cell, &index, UInt8(ascii: ",")) {
                let start = index
                while index < cell.count, cell[index].isDigit { index += 1 }
                guard index > start else { return nil }
                time.fraction = start..<index
            }
        }
        guard index < cell.count else { return time }
        let blank = index
        _ = skip(cell, &index, .space)
        guard let zone = zone(cell, &index) else {
            index = blank
            return time
        }
        time.zone = zone
        return time
    }

    private static func zone(_ cell: ByteSlice, _ index: inout Int) -> Zone? {
        guard index < cell.count else { return nil }
        let sign = cell[index]
        index += 1
        if sign | 0x20 == UInt8(ascii: "z") { return .utc }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let start = index
        guard var hours = number(cell, &index, digits: 2...4), index - start != 3 else { return nil }
        var minutes = 0
        if index - start == 4 {
            (hours, minutes) = (hours / 100, hours % 100)
        } else if skip(cell, &index, UInt8(ascii: ":")) {
            guard let number = number(cell, &index, digits: 2...2) else { return nil }
            minutes = number
        }
        guard hours <= 15, minutes <= 59 else { return nil }
        let offset = hours * 60 + minutes
        return .offset(minutes: sign == UInt8(ascii: "-") ? -offset : offset)
    }

    private static func skip(_ cell: ByteSlice, _ index: inout Int, _ byte: UInt8) -> Bool {
        guard index < cell.count, cell[index] == byte else { return false }
        index += 1
        return true
    }

    private static func number(_ cell: ByteSlice, _ index: inout Int, digits: ClosedRange<Int>) -> Int? {
        let start = index
        var value = 0
        while index < cell.count, cell[index].isDigit, index - start < digits.upperBound {
            value = value * 10 + Int(cell[index] - 0x30)
            index += 1
        }
        if index < cell.count, cell[index].isDigit { return nil }
        return digits.contains(index - start) ? value : nil
    }
}
