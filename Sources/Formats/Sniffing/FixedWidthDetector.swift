/// Finds the columns of a text whose fields stand below each other, by the blanks that all rows have in common.
struct FixedWidthDetector {
    /// Rows from which a single blank column is no accident.
    private static let manyRows = 20
    private static let fewestRows = 5
    private static let widest = 4096

    private let lines: [ByteSlice.SubSequence]
    private let countsCharacters: Bool

    /// - Parameters:
    ///   - sample: the head of a text.
    ///   - countsCharacters: whether it is UTF-8, where a character may have several bytes.
    init(_ sample: ByteSlice, isWhole: Bool, lineEnd: Dialect.LineEnd, countsCharacters: Bool) {
        let terminator = Dialect(lineEnd: lineEnd).terminator
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let sample = sample.starts(with: mark) ? sample.part(3, sample.count) : sample
        var lines = sample.split(separator: terminator)
        if !isWhole { lines = lines.dropLast() }
        self.lines = lines.filter { line in line.contains { $0 > .space } }
        self.countsCharacters = countsCharacters
    }

    /// Whether most lines have a byte, as they would if it were a delimiter.
    func mostlyHolds(_ byte: UInt8) -> Bool {
        lines.count { $0.contains(byte) } * 2 > lines.count
    }

    /// Where fields begin, in characters from 1, or nil when nothing speaks for columns.
    ///
    /// Values of different lengths are filled up with blanks, so that most rows have two of them in a row.
    func starts() -> [Int]? {
        guard lines.count >= Self.fewestRows else { return nil }
        var filled = [Bool](repeating: false, count: Self.widest)
        // How many lines have a digit at a place.
        var digits = [Int](repeating: 0, count: Self.widest)
        var padded = 0
        var width = 0
        for line in lines {
            var place = -1
            var blanks = 0
            var hasGap = false
            var hasText = false
            for byte in line where !(countsCharacters && byte & 0xC0 == 0x80) {
                place += 1
                guard place < Self.widest, byte != .tab else { return nil }
                if byte > .space {
                    filled[place] = true
                    if byte.isDigit { digits[place] += 1 }
                    if hasText, blanks > 1 { hasGap = true }
                    hasText = true
                    blanks = 0
                } else {
                    blanks += 1
                }
            }
            if hasGap { padded += 1 }
            width = max(width, place + 1)
        }
        guard padded * 2 > lines.count else { return nil }
        var starts: [Int] = []
        var gap = 2
        for place in 0..<width {
            if !filled[place] {
                gap += 1
            } else {
                // One blank may be an accident among few rows, but hardly between numbers and what follows them.
                let isClear = gap > 1 || gap == 1 && lines.count >= Self.manyRows
                let isBesideDigits = gap == 1 && max(digits[place], digits[place - 2]) * 5 >= lines.count * 4
                if isClear || isBesideDigits { starts.append(place + 1) }
                gap = 0
            }
        }
        return starts.count > 1 ? starts : nil
    }
}
