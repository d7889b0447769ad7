/// Tells whether the lines of a text are quoted as a whole, as Excel writes them that took each for one cell.
enum WrappedLines {
    private static let fewestLines = 3

    /// The samples without these quotes, or nil where they are no such text.
    ///
    /// All lines, of which some are quoted as a whole, must have as many fields as the first has.
    static func unwrapped(_ samples: [TextSurvey.Sample], terminator: UInt8) -> [TextSurvey.Sample]? {
        guard let head = samples.first, head.bytes.contains(quote) else { return nil }
        let mark = head.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var lines = head.bytes[mark...].split(separator: terminator)
        if !head.isTail { lines = lines.dropLast() }
        var wrapped = 0
        var texts: [[UInt8]] = []
        for line in lines.prefix(300) where line.contains(where: { $0 > .space }) {
            if let text = LineUnwrapper.unwrapped(line) {
                wrapped += 1
                texts.append(text)
            } else {
                // Excel quotes each line in which a quote stands.
                if line.contains(quote) { return nil }
                texts.append(Array(line))
            }
        }
        guard texts.count >= fewestLines, wrapped * 5 > texts.count, haveOneWidth(texts, terminator) else { return nil }
        return samples.map { sample in
            var sample = sample
            sample.bytes = sample.bytes.split(separator: terminator, omittingEmptySubsequences: false)
                .map { LineUnwrapper.unwrapped($0) ?? Array($0) }.joined(separator: [terminator]).map { $0 }
            return sample
        }
    }

    private static let quote = UInt8(ascii: "\"")

    /// Whether one of the usual delimiters parts all lines into equally many fields.
    private static func haveOneWidth(_ lines: [[UInt8]], _ terminator: UInt8) -> Bool {
        ";,\t|".utf8.contains { delimiter in
            // «12, rue Haute» on every line is a sentence; commas that part fields have fields in quotes between them.
            if delimiter == UInt8(ascii: ","), !lines.contains(where: { $0.contains(quote) }) { return false }
            var dialect = Dialect(delimiter: delimiter)
            if terminator == .carriageReturn { dialect.lineEnd = .carriageReturn }
            var scanner = RecordScanner(dialect, capacity: 1)
            var width: Int?
            for line in lines {
                let count = line.withUnsafeBufferPointer { bytes -> Int in
                    guard case .record(let length) = scanner.scan(bytes, isFinal: true), length == bytes.count else {
                        return 0
                    }
                    return scanner.fieldCount
                }
                guard count > 1, width ?? count == count else { return false }
                width = count
            }
            return true
        }
    }
}
