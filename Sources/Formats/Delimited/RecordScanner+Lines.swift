extension RecordScanner {
    /// Ends the record at its line end, or at that of the text.
    @inline(__always)
    mutating func end(
        _ base: UnsafePointer<UInt8>, at place: Int, count: Int, isFinal: Bool
    ) -> Outcome {
        guard place < count else { return isFinal ? finish(body: count, length: count, base: base) : .incomplete }
        // A line end, or the carriage return that belongs to it.
        var last = place
        if base[place] == .carriageReturn {
            if place + 1 >= count, !isFinal { return .incomplete }
            if place + 1 < count, base[place + 1] == .lineFeed { last += 1 }
        }
        return finish(body: place, length: last + 1, base: base)
    }

    /// Takes the carriage return before a line feed from the last field.
    private mutating func finish(body: Int, length: Int, base: UnsafePointer<UInt8>) -> Outcome {
        bodyLength = body
        if dialect.lineEnd != .carriageReturn, body > 0, base[body - 1] == .carriageReturn {
            bodyLength = body - 1
            shortenLast(endingAt: body)
        }
        return .record(length: length)
    }

    /// Whether the record has no character but delimiters and blanks outside quotes.
    @inline(__always)
    func isBlank(_ record: ByteSlice) -> Bool {
        // Nearly every record begins with a character.
        if let first = record.first, first > .space, first != delimiter, bodyLength > 0 { return false }
        guard bodyLength < fieldCount * (2 + delimiterLength) + 64 else { return false }
        return record[..<bodyLength].allSatisfy {
            $0 == delimiter || $0.isBlank || dialect.delimiterTail.contains($0)
        }
    }

    /// Whether every line of a record over several has so many fields when quotes are characters.
    func isLines(of width: Int, _ record: ByteSlice) -> Bool {
        guard delimiterLength == 1 else {
            return record.part(0, bodyLength).split(separator: terminator, omittingEmptySubsequences: false)
                .allSatisfy { dialect.delimiterCount(in: ByteSlice(rebasing: $0)) + 1 == width }
        }
        var fields = 1
        var index = 0
        while index < bodyLength {
            let byte = record[index]
            if byte == delimiter {
                fields += 1
            } else if byte == terminator {
                if fields != width { return false }
                fields = 1
            } else if byte == dialect.escapeByte, index + 1 < bodyLength, record[index + 1] != terminator {
                index += 1
            }
            index += 1
        }
        return fields == width
    }
}
