extension RecordReader {
    /// Why the present record cannot become a row without losing something, or nil when it can.
    ///
    /// Cells that are missing at the end are nobody's loss, nor are empty
    /// ones beyond the last column. A record that a line break within a
    /// field broke in two is refused, both parts of it.
    mutating func refusalOfWidth() throws -> RejectReason? {
        if hasUnclosedQuote { return .unclosedQuote }
        guard let width, fieldCount != width else {
            brokenRest = nil
            return nil
        }
        let isRest = fieldCount == brokenRest
        brokenRest = nil
        if fieldCount > width {
            if fieldCount <= limits.columns, (width..<fieldCount).allSatisfy({ isEmpty($0) }) { return nil }
        } else if fieldCount > 1, fieldCount * 2 >= width, !isRest {
            guard let next = try nextLine(), next.width == width + 1 - fieldCount,
                next.beginning != Beginning(input.unread.first)
            else { return nil }
            // The two have one field more than the record had.
            brokenRest = next.width
        }
        return .width(expected: width, found: fieldCount)
    }

    /// What a line begins with: rows of a table begin alike, and the rest of a broken one does not.
    private enum Beginning {
        case digit, capital, other

        init(_ byte: UInt8?) {
            switch byte {
            case let byte? where byte.isDigit: self = .digit
            case let byte? where byte.isUppercaseLetter: self = .capital
            default: self = .other
            }
        }
    }

    /// The line behind the present record, its quotes being characters, or nil at the end.
    private mutating func nextLine() throws -> (width: Int, beginning: Beginning)? {
        while true {
            let rest = input.unread.part(length, input.unread.count)
            let end = rest.firstIndex(of: dialect.terminator)
            if end != nil || input.isExhausted || input.isFull {
                if rest.isEmpty { return nil }
                let line = rest.part(0, end ?? rest.count)
                return (dialect.delimiterCount(in: line) + 1, Beginning(rest.first))
            }
            _ = try input.more()
        }
    }
}
