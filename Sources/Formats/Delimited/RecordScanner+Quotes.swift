extension RecordScanner {
    /// What was found behind an opening quote, or behind one that may close.
    enum Quoted {
        case end(Int)
        case incomplete, unclosed
    }

    /// Goes over a field behind its opening quote, keeps it, and gives the place behind its closing one.
    mutating func scanQuoted(
        _ base: UnsafePointer<UInt8>, from start: Int, count: Int, quote: UInt8, isFinal: Bool,
        _ marks: inout ByteMarks
    ) -> Quoted {
        var hasEscapes = false
        marks.skip(to: start)
        while true {
            let index = marks.next()
            guard index < count else { break }
            let byte = base[index]
            if byte == quote {
                if index + 1 >= count, !isFinal { return .incomplete }
                if dialect.escape == .doubled, index + 1 < count, base[index + 1] == quote {
                    hasEscapes = true
                    marks.skip(to: index + 2)
                    continue
                }
                switch closing(base, after: index + 1, count: count, isFinal: isFinal) {
                case .end(let next):
                    keep(
                        Field(
                            start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: index),
                            isQuoted: true, hasEscapes: hasEscapes))
                    return .end(next)
                case .incomplete: return .incomplete
                case .unclosed: hasStrayQuote = true
                }
            } else if byte == terminator {
                innerLineEnds += 1
            } else if byte == dialect.escapeByte {
                guard index + 1 < count else { break }
                hasEscapes = true
                // A line end keeps its meaning for whoever counts lines.
                if base[index + 1] != terminator { marks.skip(to: index + 2) }
            }
        }
        return isFinal ? .unclosed : .incomplete
    }

    /// Where a field ends whose quote was closed, if a delimiter or the end of the record follows.
    private func closing(
        _ base: UnsafePointer<UInt8>, after quote: Int, count: Int, isFinal: Bool
    ) -> Quoted {
        var index = quote
        while index < count, base[index].isBlank, base[index] != delimiter { index += 1 }
        guard index < count else { return isFinal ? .end(index) : .incomplete }
        let byte = base[index]
        if byte == delimiter {
            // What follows decides, as soon as all of it is there.
            if index + delimiterLength > count, !isFinal { return .incomplete }
            if isDelimiter(base, at: index, count) { return .end(index) }
        }
        if byte == terminator { return .end(index) }
        guard byte == .carriageReturn else { return .unclosed }
        guard index + 1 < count else { return isFinal ? .end(index) : .incomplete }
        return base[index + 1] == .lineFeed ? .end(index) : .unclosed
    }

    /// Whether a quote opens a field, behind nothing but the blanks that a dialect may have there.
    func opens(
        _ base: UnsafePointer<UInt8>, at place: Int, fieldStart: Int, _ count: Int, _ quote: UInt8
    ) -> Bool {
        var opening = fieldStart
        if dialect.skipsBlanksBeforeQuote {
            while opening < place, base[opening] == .space { opening += 1 }
        }
        return opening == place && !isEmptyPair(base, opening, count, quote)
    }

    /// Whether `""` stands before a character: then the quotes belong to a field without any.
    private func isEmptyPair(
        _ base: UnsafePointer<UInt8>, _ opening: Int, _ count: Int, _ quote: UInt8
    ) -> Bool {
        guard opening + 2 < count, base[opening + 1] == quote else { return false }
        let byte = base[opening + 2]
        return
            !(byte == quote || byte == delimiter || byte == .lineFeed || byte.isBlank || byte == .carriageReturn)
    }
}
