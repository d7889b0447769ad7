extension RecordScanner {
    /// Finds the fields of a record that several bytes part, byte by byte; few texts are written so.
    mutating func split(
        _ base: UnsafePointer<UInt8>, count: Int, by delimiter: [UInt8], quote: UInt8?, isFinal: Bool
    ) -> Outcome {
        var index = 0
        while true {
            var opening = index
            if dialect.skipsBlanksBeforeQuote {
                while opening < count, base[opening] == .space { opening += 1 }
            }
            var end: Int?
            if let quote, opening < count, base[opening] == quote, !isEmptyPair(base, opening, count, quote) {
                end = keepQuoted(base, from: opening + 1, count: count, by: delimiter, quote: quote, isFinal: isFinal)
                guard end != nil else { return isFinal ? .unclosed : .incomplete }
            }
            index = end ?? keepPlain(base, from: index, count: count, by: delimiter)
            if index >= count {
                guard isFinal else { return .incomplete }
                return endSplit(base, body: count, length: count)
            }
            if base[index] != terminator, base[index] != .carriageReturn {
                index += delimiter.count
                continue
            }
            let body = index
            if base[index] == .carriageReturn {
                if index + 1 >= count, !isFinal { return .incomplete }
                if index + 1 < count, base[index + 1] == .lineFeed { index += 1 }
            }
            return endSplit(base, body: body, length: index + 1)
        }
    }

    /// Keeps a field without quotes and gives the place behind it.
    private mutating func keepPlain(
        _ base: UnsafePointer<UInt8>, from start: Int, count: Int, by delimiter: [UInt8]
    ) -> Int {
        var index = start
        var hasEscapes = false
        while index < count, base[index] != terminator, !isDelimiter(delimiter, base, at: index, count) {
            let isEscape = base[index] == dialect.escapeByte
            if isEscape { hasEscapes = true }
            index += isEscape && index + 1 < count && base[index + 1] != terminator ? 2 : 1
        }
        keep(start, min(index, count), isQuoted: false, hasEscapes: hasEscapes)
        return index
    }

    /// Keeps a field behind its opening quote and gives the place behind its closing one; nil where it never closes.
    private mutating func keepQuoted(
        _ base: UnsafePointer<UInt8>, from start: Int, count: Int, by delimiter: [UInt8], quote: UInt8, isFinal: Bool
    ) -> Int? {
        var index = start
        var hasEscapes = false
        while index < count {
            let byte = base[index]
            if byte == quote {
                if dialect.escape == .doubled, index + 1 < count, base[index + 1] == quote {
                    hasEscapes = true
                    index += 2
                    continue
                }
                var end = index + 1
                while end < count, base[end].isBlank, base[end] != delimiter[0] { end += 1 }
                // What follows decides, as soon as all of it is there.
                if !isFinal, end + max(2, delimiter.count) > count { return nil }
                let isEnd =
                    end >= count || base[end] == terminator || isDelimiter(delimiter, base, at: end, count)
                    || base[end] == .carriageReturn && (end + 1 >= count || base[end + 1] == .lineFeed)
                if isEnd {
                    keep(start, index, isQuoted: true, hasEscapes: hasEscapes)
                    return end
                }
                hasStrayQuote = true
            } else if byte == terminator {
                innerLineEnds += 1
            } else if byte == dialect.escapeByte {
                hasEscapes = true
                if index + 1 < count, base[index + 1] != terminator { index += 1 }
            }
            index += 1
        }
        return nil
    }

    private func isDelimiter(
        _ delimiter: [UInt8], _ base: UnsafePointer<UInt8>, at index: Int, _ count: Int
    ) -> Bool {
        index + delimiter.count <= count && delimiter.indices.allSatisfy { base[index + $0] == delimiter[$0] }
    }

    private mutating func keep(_ start: Int, _ end: Int, isQuoted: Bool, hasEscapes: Bool) {
        keep(
            Field(
                start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end), isQuoted: isQuoted,
                hasEscapes: hasEscapes))
    }

    private mutating func endSplit(_ base: UnsafePointer<UInt8>, body: Int, length: Int) -> Outcome {
        note(ByteSlice(start: base, count: length))
        return finish(body: body, length: length, base: base)
    }
}
