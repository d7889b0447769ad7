/// Finds the dialect of a delimited text by how consistent its records become.
///
/// Every dialect that the characters of the samples allow is tried on all
/// samples; the one that gives rows of one width, whose cells look like values
/// of their own, wins. No single line decides.
struct DialectDetector {
    private let samples: [TextSurvey.Sample]
    private let lineEnd: Dialect.LineEnd

    init(_ samples: [TextSurvey.Sample]) {
        self.samples = samples
        lineEnd = Self.lineEnd(of: samples)
    }

    /// - Parameter delimiter: the only one to try, when it is known.
    func detect(delimiter: [UInt8]? = nil) -> (dialect: Dialect, evidence: String, warning: String?) {
        var best = (
            dialect: dialect(delimiter ?? [UInt8(ascii: ",")], quote: UInt8(ascii: "\"")), score: -1.0,
            warning: String?.none
        )
        var usual = best
        if delimiter == nil, isDecimalColumn {
            return (
                Dialect(delimiter: UInt8(ascii: ";"), lineEnd: lineEnd),
                "one column: below a label without a comma, all lines are numbers with a decimal comma", nil
            )
        }
        let scores = candidates(delimiter).map { dialect in
            var score = DialectScore(dialect)
            for sample in samples { score.add(sample) }
            return (dialect, score)
        }
        for (dialect, score) in scores {
            // Quotes that all open and close fields are no characters of them, however wide the rows become.
            let isOutdone = scores.contains {
                $0.delimiterBytes == dialect.delimiterBytes && $0.quote == UInt8(ascii: "\"") && $1.isFlawless
            }
            if dialect.quote == nil, isOutdone { continue }
            if score.total > best.score { best = (dialect, score.total, score.warning) }
            if score.total > usual.score, Self.usual.contains(dialect.delimiter) {
                usual = (dialect, score.total, score.warning)
            }
        }
        // Prose has blanks and colons everywhere, and agrees in nothing.
        if best.score < Self.leastAgreement, usual.score > 0, delimiter == nil { best = usual }
        let percent = Int((best.score * 100).rounded())
        let evidence = "rows agree in width and kind by \(min(100, max(0, percent))) %"
        return (best.dialect, evidence, delimiter == nil ? best.warning : nil)
    }

    /// Whether the only commas are those of numbers, one on a line, below a label that has none.
    private var isDecimalColumn: Bool {
        guard let head = samples.first, !head.bytes.contains(where: { ";\t|".utf8.contains($0) }) else { return false }
        return head.bytes.withUnsafeBufferPointer { bytes in
            let terminator = Dialect(lineEnd: lineEnd).terminator
            var lines = bytes.split(separator: terminator).map { Blank.trim(ByteSlice(rebasing: $0)) }
            if !head.isTail { lines = lines.dropLast() }
            lines.removeAll(where: \.isEmpty)
            guard lines.count > 3, !lines[0].contains(UInt8(ascii: ",")), NumberReading(lines[0]) == nil else {
                return false
            }
            var commas = 0
            for line in lines.dropFirst() {
                guard let number = NumberReading(line), number.commas <= 1, number.points == 0 else { return false }
                commas += number.commas
            }
            return commas > 0
        }
    }

    // MARK: Candidates

    /// The signs that part fields more often than words.
    private static let usual = Array(",;\t|".utf8)
    private static let leastAgreement = 0.1

    private static let delimiters = Array(",;\t|:#^~ *&!/@".utf8)

    /// A dialect of the samples' line end.
    private func dialect(_ delimiter: [UInt8], quote: UInt8?, escape: Dialect.Escape = .doubled) -> Dialect {
        var dialect = Dialect(delimiter: delimiter[0], quote: quote, escape: escape, lineEnd: lineEnd)
        dialect.delimiterTail = Array(delimiter.dropFirst())
        return dialect
    }

    /// The dialects that can be told apart in the samples, the likelier of equals first.
    private func candidates(_ known: [UInt8]?) -> [Dialect] {
        var seen = [Bool](repeating: false, count: 256)
        for sample in samples {
            for byte in sample.bytes { seen[Int(byte)] = true }
        }
        let signs = DelimiterSigns(samples, terminator: Dialect(lineEnd: lineEnd).terminator)
        let delimiters =
            known.map { [$0] }
            ?? Self.delimiters.filter { seen[Int($0)] && !signs.belongsToValues($0) }.map { [$0] } + signs.together()
        let quotes: [UInt8?] = [UInt8(ascii: "\""), UInt8(ascii: "'")].filter { seen[Int($0)] }
        var candidates: [Dialect] = []
        let comma = UInt8(ascii: ",")
        if known == nil, !seen[Int(comma)] {
            // A text of one column has no delimiter at all.
            let quote = quotes.compactMap { $0 }.first { opensField($0, behind: [comma]) }
            candidates.append(Dialect(delimiter: comma, quote: quote ?? UInt8(ascii: "\""), lineEnd: lineEnd))
        }
        for delimiter in delimiters {
            for quote in quotes.compactMap({ $0 }) where isAlwaysEscaped(quote) {
                candidates.append(dialect(delimiter, quote: quote, escape: .backslash))
            }
            candidates.append(dialect(delimiter, quote: quotes.isEmpty ? UInt8(ascii: "\"") : nil))
            for quote in quotes.compactMap({ $0 }) where opensField(quote, behind: delimiter) {
                let hasEscapes = seen[Int(UInt8.backslash)] && contains([.backslash, quote])
                for escape in hasEscapes ? Dialect.Escape.allCases : [.doubled] {
                    let dialect = dialect(delimiter, quote: quote, escape: escape)
                    candidates.append(dialect)
                    if delimiter != [.space],
                        contains(delimiter + [.space, quote]) || contains(delimiter + [.space, .space])
                    {
                        var skipping = dialect
                        skipping.skipsBlanksBeforeQuote = true
                        candidates.append(skipping)
                    }
                }
            }
        }
        return candidates
    }

    /// Whether the quote never stands without a backslash, so that the backslash is none of the text.
    private func isAlwaysEscaped(_ quote: UInt8) -> Bool {
        samples.allSatisfy { sample in
            sample.bytes.indices.allSatisfy {
                sample.bytes[$0] != quote || $0 > 0 && sample.bytes[$0 - 1] == .backslash
            }
        }
    }

    /// Whether the quote ever stands where a field begins.
    private func opensField(_ quote: UInt8, behind delimiter: [UInt8]) -> Bool {
        let delimiter = delimiter[delimiter.count - 1]
        return samples.contains { sample in
            var before: UInt8 = .lineFeed
            var beforeBlanks: UInt8 = .lineFeed
            for byte in sample.bytes {
                if byte == quote {
                    for left in [before, beforeBlanks]
                    where left == delimiter || left == .lineFeed || left == .carriageReturn { return true }
                }
                before = byte
                if byte != .space { beforeBlanks = byte }
            }
            return false
        }
    }

    private func contains(_ wanted: [UInt8]) -> Bool {
        samples.contains { sample in
            guard sample.bytes.count >= wanted.count else { return false }
            return (0...sample.bytes.count - wanted.count).contains {
                sample.bytes[$0] == wanted[0] && sample.bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
            }
        }
    }

    /// The line end that occurs most.
    static func lineEnd(of samples: [TextSurvey.Sample]) -> Dialect.LineEnd {
        var pairs = 0
        var lineFeeds = 0
        var returns = 0
        for sample in samples {
            var before: UInt8 = 0
            for byte in sample.bytes {
                if byte == .lineFeed {
                    if before == .carriageReturn { pairs += 1 } else { lineFeeds += 1 }
                }
                if before == .carriageReturn, byte != .lineFeed { returns += 1 }
                before = byte
            }
            if before == .carriageReturn { returns += 1 }
        }
        if pairs >= lineFeeds, pairs >= returns, pairs > 0 { return .carriageReturnLineFeed }
        return returns > lineFeeds ? .carriageReturn : .lineFeed
    }
}
