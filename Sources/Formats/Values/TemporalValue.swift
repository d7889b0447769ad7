/// Writes dates and times as PostgreSQL holds them: days and microseconds since 2000-01-01.
enum TemporalValue {
    /// Writes a day; a time of day is refused unless it is midnight, as Excel writes it.
    static func appendDate(_ value: ByteSlice, _ order: DateOrder, _ output: inout OutputBuffer)
        -> RejectReason?
    {
        if order == .excelSerial { return appendSerial(value, .date, &output) }
        guard let reading = reading(value), let day = reading.day else { return .notOfType(.date) }
        guard let calendar = day.calendarDay(order) else { return .impossibleDate }
        if let time = reading.time {
            let isMidnight = time.hour == 0 && time.minute == 0 && time.second == 0 && time.zone == .none
            let hasFraction = value[time.fraction].contains { $0 != UInt8(ascii: "0") }
            guard isMidnight, !hasFraction else { return .notOfType(.date) }
        }
        output.appendCell(Int32(truncatingIfNeeded: number(of: calendar)))
        return nil
    }

    static func appendTime(_ value: ByteSlice, _ output: inout OutputBuffer) -> RejectReason? {
        guard let reading = TemporalReading(value), reading.day == nil, let time = reading.time else {
            return .notOfType(.time)
        }
        guard time.isPossible else { return .impossibleDate }
        guard let microseconds = microseconds(of: time, value) else { return .outOfRange(.time) }
        output.appendCell(Int64(microseconds))
        return nil
    }

    /// Writes a day and its time; midnight stands for a time that is not there.
    ///
    /// An offset from UTC belongs to a timestamp with time zone, and only to
    /// that: without it the moment would be guessed, and with it lost.
    static func appendTimestamp(
        _ value: ByteSlice, _ order: DateOrder, _ type: ColumnType, _ output: inout OutputBuffer
    ) -> RejectReason? {
        if order == .excelSerial, type == .timestamp { return appendSerial(value, type, &output) }
        guard let reading = reading(value), let day = reading.day else { return .notOfType(type) }
        let time = reading.time ?? TemporalReading.Time(hour: 0, minute: 0)
        guard let calendar = day.calendarDay(order), time.isPossible else { return .impossibleDate }
        guard (time.zone != .none) == (type == .timestampWithZone) else { return .notOfType(type) }
        guard let microseconds = microseconds(of: time, value) else { return .outOfRange(type) }
        output.appendCell(
            Int64(number(of: calendar) * CalendarDay.microseconds + microseconds - offset(of: time.zone)))
        return nil
    }

    /// Writes a number of Excel, which counts days from 1899-12-30 and their parts to the second.
    ///
    /// Excel has a 29 February 1900, day 60, and counts the days before it one less.
    private static func appendSerial(_ value: ByteSlice, _ type: ColumnType, _ output: inout OutputBuffer)
        -> RejectReason?
    {
        guard let number = value.withMargin({ PlainNumber($0, count: value.count) }), !number.isNegative,
            !number.hasLeadingZero
        else { return .notOfType(type) }
        let scale = (0..<number.scale).reduce(UInt64(1)) { scale, _ in scale * 10 }
        let serial = Int(number.magnitude / scale)
        guard serial >= 1, serial <= 2_958_465, serial != 60 else { return .impossibleDate }
        let day = serial - 36_526 + (serial < 60 ? 1 : 0)
        // A part of a day that is no whole second is one that was cut off.
        let seconds = (Double(number.magnitude % scale) / Double(scale) * 86_400).rounded()
        if type == .date {
            guard number.magnitude % scale == 0 else { return .notOfType(type) }
            output.appendCell(Int32(truncatingIfNeeded: day))
        } else {
            output.appendCell(Int64(day * CalendarDay.microseconds + Int(seconds) * 1_000_000))
        }
        return nil
    }

    /// Reads a date; digits alone are one where a date is asked for.
    private static func reading(_ value: ByteSlice) -> TemporalReading? {
        TemporalReading(digits: value) ?? TemporalReading(value)
    }

    /// Whether a cell has the digits of a date and all of them are 0, by which databases say that there is none.
    static func isNone(_ value: ByteSlice) -> Bool {
        [8, 12, 14].contains(value.count) && value.allSatisfy { $0 == UInt8(ascii: "0") }
    }

    private static func number(of day: (year: Int, month: Int, day: Int)) -> Int {
        CalendarDay.number(year: day.year, month: day.month, day: day.day)
    }

    /// Nil when the fraction has digits beyond the microsecond.
    private static func microseconds(of time: TemporalReading.Time, _ value: ByteSlice) -> Int? {
        let fraction = value[time.fraction]
        guard fraction.dropFirst(6).allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
        var microseconds = fraction.prefix(6).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        for _ in fraction.prefix(6).count..<6 { microseconds *= 10 }
        return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + microseconds
    }

    private static func offset(of zone: TemporalReading.Zone) -> Int {
        if case .offset(let minutes) = zone { minutes * 60_000_000 } else { 0 }
    }
}
