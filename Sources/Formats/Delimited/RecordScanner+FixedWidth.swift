extension RecordScanner {
    /// Takes a line as a record whose fields begin at fixed places; blanks around a value are none of it.
    mutating func cut(
        _ base: UnsafePointer<UInt8>, count: Int, at starts: [Int], isFinal: Bool, _ bytes: ByteSlice
    ) -> Outcome {
        var marks = ByteMarks(in: bytes, base: base, terminator, terminator, terminator, fourth: nil)
        let end = marks.next()
        guard end < count || isFinal else { return .incomplete }
        var length = min(end + 1, count)
        if terminator == .carriageReturn, end < count {
            if length >= count, !isFinal { return .incomplete }
            if length < count, base[length] == .lineFeed { length += 1 }
        }
        let body = terminator == .lineFeed && end > 0 && base[end - 1] == .carriageReturn ? end - 1 : end
        var places = starts.dropFirst().makeIterator()
        var next = places.next()
        var character = 0
        var start = 0
        var index = 0
        // What stands before the first field belongs to none.
        while index < body, character < (starts.first ?? 1) - 1 {
            index += 1
            if index < body, isStart(base[index]) { character += 1 }
            start = index
        }
        while let place = next {
            while index < body, character < place - 1 {
                index += 1
                if index >= body || isStart(base[index]) { character += 1 }
            }
            keepTrimmed(base, start, min(index, body))
            start = min(index, body)
            next = places.next()
        }
        keepTrimmed(base, start, body)
        endRecord(body: body, marks)
        return .record(length: length)
    }

    /// Whether a character begins with a byte.
    private func isStart(_ byte: UInt8) -> Bool { !countsCharacters || byte & 0xC0 != 0x80 }

    private mutating func keepTrimmed(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
        var (start, end) = (start, end)
        while start < end, base[start].isBlank { start += 1 }
        while end > start, base[end - 1].isBlank { end -= 1 }
        keep(
            Field(
                start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end), isQuoted: false,
                hasEscapes: false))
    }
}
