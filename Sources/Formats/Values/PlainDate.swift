/// A day written with ten characters: `2024-12-31`, or `31/12/2024` with any of the usual marks.
///
/// Nearly all dates of nearly all files are written so; what is not goes the
/// long way of ``TemporalReading``.
struct PlainDate {
    private let year: Int
    /// The two numbers beside the year, from left to right.
    private let lead: Int
    private let follow: Int
    /// Whether the year stands first, so that the month follows it.
    private let isYearFirst: Bool

    /// Reads ten bytes.
    ///
    /// - Returns: nil for what is not written so, whether there is such a day or not.
    @inline(__always)
    init?(_ start: UnsafePointer<UInt8>) {
        let raw = UnsafeRawPointer(start)
        let head = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        let tail = UInt64(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
        guard Self.areDigits(tail | 0x3030_3030_3030_0000) else { return nil }
        isYearFirst = head & 0xF0 << 32 == 0x20 << 32
        if isYearFirst {
            // yyyy-mm-dd
            let mark = head >> 32 & 0xFF
            guard head >> 56 == mark, mark >= 0x2D, mark <= 0x2F,
                Self.areDigits(head & 0x00FF_FF00_FFFF_FFFF | 0x3000_0030_0000_0000)
            else { return nil }
            year = Self.two(head) &* 100 &+ Self.two(head >> 16)
            lead = Self.two(head >> 40)
            follow = Self.two(tail)
        } else {
            // dd/mm/yyyy
            let mark = head >> 16 & 0xFF
            guard head >> 40 & 0xFF == mark, mark >= 0x2D, mark <= 0x2F,
                Self.areDigits(head & 0xFFFF_00FF_FF00_FFFF | 0x0000_3000_0030_0000)
            else { return nil }
            year = Self.two(head >> 48) &* 100 &+ Self.two(tail)
            lead = Self.two(head)
            follow = Self.two(head >> 24)
        }
    }

    /// Whether there is such a day.
    ///
    /// - Parameter isMonthFirst: which number leads where the year stands last.
    @inline(__always)
    func exists(isMonthFirst: Bool) -> Bool {
        let (month, day) = monthAndDay(isMonthFirst: isMonthFirst)
        // The last days of months are the calendar's to judge.
        return year > 0 && month &- 1 < 12 && month > 0 && day > 0
            && (day <= 28 || day <= Self.length(of: month, in: year))
    }

    /// The number of the day since 2000-01-01, or nil when there is none.
    @inline(__always)
    func number(isMonthFirst: Bool) -> Int32? {
        guard exists(isMonthFirst: isMonthFirst) else { return nil }
        let (month, day) = monthAndDay(isMonthFirst: isMonthFirst)
        return Int32(truncatingIfNeeded: CalendarDay.number(year: year, month: month, day: day))
    }

    /// Whether another order would make another date of it.
    @inline(__always)
    var isOpen: Bool { !isYearFirst && lead != follow }

    @inline(__always)
    private func monthAndDay(isMonthFirst: Bool) -> (month: Int, day: Int) {
        isMonthFirst || isYearFirst ? (lead, follow) : (follow, lead)
    }

    /// The number that two digits are, the first in the lowest byte.
    @inline(__always)
    private static func two(_ digits: UInt64) -> Int {
        Int(truncatingIfNeeded: (digits & 0x0F) &* 10 &+ (digits >> 8 & 0x0F))
    }

    @inline(__always)
    private static func areDigits(_ bytes: UInt64) -> Bool {
        (bytes & 0xF0F0_F0F0_F0F0_F0F0) | ((bytes &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4
            == 0x3333_3333_3333_3333
    }

    @inline(__always)
    private static func length(of month: Int, in year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        // April, June, September and November.
        return 0b1010_0101_0000 >> month & 1 == 1 ? 30 : 31
    }
}
