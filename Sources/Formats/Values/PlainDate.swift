/// A day written with ten characters: `2024-12-31`, or `31/12/2024` with any of the usual marks.
///
/// Nearly all dates of nearly all files are written so; what is not goes the
/// long way of ``TemporalReading``.
enum PlainDate {
    /// The number of the day since 2000-01-01, or nil for anything else.
    ///
    /// - Parameters:
    ///   - start: eight bytes before the end may be read.
    ///   - isMonthFirst: which number leads where the year stands last.
    @inline(__always)
    static func read(_ start: UnsafePointer<UInt8>, isMonthFirst: Bool) -> Int32? {
        let raw = UnsafeRawPointer(start)
        let head = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        let tail = UInt64(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
        let year: UInt64
        let first: UInt64
        let second: UInt64
        let mark: UInt64
        let isYearFirst = head & 0xF0 << 32 == 0x20 << 32
        if isYearFirst {
            // yyyy-mm-dd
            mark = head >> 32 & 0xFF
            guard head >> 56 == mark, mark >= 0x2D, mark <= 0x2F,
                areDigits(head & 0x00FF_FF00_FFFF_FFFF | 0x3000_0030_0000_0000), areDigits(tail | 0x3030_3030_3030_0000)
            else { return nil }
            year = two(head) &* 100 &+ two(head >> 16)
            first = two(head >> 40)
            second = two(tail)
        } else {
            // dd/mm/yyyy
            mark = head >> 16 & 0xFF
            guard head >> 40 & 0xFF == mark, mark >= 0x2D, mark <= 0x2F,
                areDigits(head & 0xFFFF_00FF_FF00_FFFF | 0x0000_3000_0030_0000), areDigits(tail | 0x3030_3030_3030_0000)
            else { return nil }
            year = two(head >> 48) &* 100 &+ two(tail)
            first = isMonthFirst ? two(head) : two(head >> 24)
            second = isMonthFirst ? two(head >> 24) : two(head)
        }
        let (month, day) = (Int(first), Int(second))
        // The last days of months are the calendar's to judge.
        guard year > 0, month &- 1 < 12, month > 0, day > 0, day <= 28 || day <= length(of: month, in: Int(year))
        else { return nil }
        return Int32(truncatingIfNeeded: CalendarDay.number(year: Int(year), month: month, day: day))
    }

    /// The number that two digits are, the first in the lowest byte.
    @inline(__always)
    private static func two(_ digits: UInt64) -> UInt64 {
        (digits & 0x0F) &* 10 &+ (digits >> 8 & 0x0F)
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
