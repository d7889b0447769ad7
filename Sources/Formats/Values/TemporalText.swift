/// Writes dates and times as ISO 8601, which PostgreSQL reads under every `DateStyle`.
enum TemporalText {
    /// Writes a day; a time of day is refused unless it is midnight, as Excel writes it.
    static func appendDate(_ value: ByteSlice, _ order: DateOrder, _ output: inout OutputBuffer)
        -> RejectReason?
    {
        guard let reading = reading(value), let day = reading.day else { return .notOfType(.date) }
        guard let calendar = day.calendarDay(order) else { return .impossibleDate }
        if let time = reading.time {
            let isMidnight = time.hour == 0 && time.minute == 0 && time.second == 0 && time.zone == .none
            let hasFraction = value[time.fraction].contains { $0 != UInt8(ascii: "0") }
            guard isMidnight, !hasFraction else { return .notOfType(.date) }
        }
        append(calendar, &output)
        return nil
    }

    static func appendTime(_ value: ByteSlice, _ output: inout OutputBuffer) -> RejectReason? {
        guard let reading = TemporalReading(value), reading.day == nil, let time = reading.time else {
            return .notOfType(.time)
        }
        guard time.isPossible else { return .impossibleDate }
        return append(time, value, &output) ? nil : .outOfRange(.time)
    }

    /// Writes a day and its time; midnight stands for a time that is not there.
    ///
    /// An offset from UTC belongs to a timestamp with time zone, and only to
    /// that: without it the moment would be guessed, and with it lost.
    static func appendTimestamp(
        _ value: ByteSlice, _ order: DateOrder, _ type: ColumnType, _ output: inout OutputBuffer
    ) -> RejectReason? {
        guard let reading = reading(value), let day = reading.day else { return .notOfType(type) }
        let time = reading.time ?? TemporalReading.Time(hour: 0, minute: 0)
        guard let calendar = day.calendarDay(order), time.isPossible else { return .impossibleDate }
        guard (time.zone != .none) == (type == .timestampWithZone) else { return .notOfType(type) }
        append(calendar, &output)
        output.append(.space)
        guard append(time, value, &output) else { return .outOfRange(type) }
        append(time.zone, &output)
        return nil
    }

    /// Reads a date; eight digits alone are one where a date is asked for.
    private static func reading(_ value: ByteSlice) -> TemporalReading? {
        guard value.count == 8, value.allSatisfy(\.isDigit) else { return TemporalReading(value) }
        let hyphen = [UInt8(ascii: "-")]
        let text = Array(value[..<4]) + hyphen + value[4..<6] + hyphen + value[6...]
        return text.withUnsafeBufferPointer { TemporalReading($0) }
    }

    private static func append(_ day: (year: Int, month: Int, day: Int), _ output: inout OutputBuffer) {
        output.reserve(10)
        appendTwo(day.year / 100, &output)
        appendTwo(day.year % 100, &output)
        output.appendReserved(UInt8(ascii: "-"))
        appendTwo(day.month, &output)
        output.appendReserved(UInt8(ascii: "-"))
        appendTwo(day.day, &output)
    }

    /// - Returns: false when the fraction has digits beyond the microsecond.
    private static func append(
        _ time: TemporalReading.Time, _ value: ByteSlice, _ output: inout OutputBuffer
    ) -> Bool {
        output.reserve(16)
        appendTwo(time.hour, &output)
        output.appendReserved(UInt8(ascii: ":"))
        appendTwo(time.minute, &output)
        output.appendReserved(UInt8(ascii: ":"))
        appendTwo(time.second, &output)
        if time.fraction.isEmpty { return true }
        output.appendReserved(UInt8(ascii: "."))
        for byte in value[time.fraction].prefix(6) { output.appendReserved(byte) }
        return value[time.fraction].dropFirst(6).allSatisfy { $0 == UInt8(ascii: "0") }
    }

    private static func append(_ zone: TemporalReading.Zone, _ output: inout OutputBuffer) {
        switch zone {
        case .none: return
        case .utc: output.append("+00")
        case .offset(let minutes):
            output.append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            output.reserve(5)
            appendTwo(abs(minutes) / 60, &output)
            output.appendReserved(UInt8(ascii: ":"))
            appendTwo(abs(minutes) % 60, &output)
        }
    }

    @inline(__always)
    private static func appendTwo(_ number: Int, _ output: inout OutputBuffer) {
        output.appendReserved(UInt8(truncatingIfNeeded: 0x30 + number / 10))
        output.appendReserved(UInt8(truncatingIfNeeded: 0x30 + number % 10))
    }
}
