extension RecordScanner {
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
