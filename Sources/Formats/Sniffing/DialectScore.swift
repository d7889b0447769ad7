/// Says how well a dialect explains samples, from 0 to 1.
struct DialectScore {
    private let dialect: Dialect
    private var rows = 0
    private var brokenRows = 0
    private var widths: [Int: Width] = [:]
    private var cells = 0
    private var delimiters = 0
    private var blanksBehind = 0
    private var clean = 0.0
    private var bytes = 0
    private var measured = 0
    private var quotedRows = 0

    /// The rows of one width.
    private struct Width {
        var count = 0
        /// For each column, whether any of the rows has something in it.
        var filled: [Bool]

        /// Columns that hold something: every line of some exports ends with a delimiter.
        var columns: Int { filled.count { $0 } }
    }

    init(_ dialect: Dialect) {
        self.dialect = dialect
    }

    /// Adds what a sample becomes under the dialect.
    mutating func add(_ sample: TextSurvey.Sample) {
        sample.bytes.withUnsafeBufferPointer { bytes in
            let start = sample.isHead ? 0 : Self.firstRecord(bytes, dialect)
            read(bytes.part(start, bytes.count), isFinal: sample.isTail)
            // A first line that is longer than the sample says more than nothing.
            if rows == 0, sample.isHead { read(bytes, isFinal: true) }
        }
    }

    /// The place behind the first line end, so that no half record is counted.
    private static func firstRecord(_ bytes: ByteSlice, _ dialect: Dialect) -> Int {
        bytes.firstIndex(of: dialect.terminator).map { $0 + 1 } ?? bytes.count
    }

    private mutating func read(_ bytes: ByteSlice, isFinal: Bool) {
        var scanner = RecordScanner(dialect, capacity: Self.keptFields)
        var rest = bytes
        while !rest.isEmpty {
            switch scanner.scan(rest, isFinal: isFinal) {
            case .record(let length):
                addRecord(rest.part(0, length), scanner)
                rest = rest.part(length, rest.count)
            case .incomplete, .unclosed:
                // A quote without its partner loses one line; the last half record of a sample loses nothing.
                guard case .record(let length) = scanner.scan(rest, isFinal: isFinal, honorsQuotes: false)
                else { return }
                brokenRows += 1
                rest = rest.part(length, rest.count)
                // Each was looked at up to the end of the sample: more would take the square of its size.
                if brokenRows > Self.brokenLimit { return }
            }
        }
    }

    private mutating func addRecord(_ record: ByteSlice, _ scanner: borrowing RecordScanner) {
        // A line that begins so is a remark above the table, whatever stands in it.
        if scanner.isBlank(record) || record[0] == UInt8(ascii: "#") && dialect.delimiter != record[0] {
            return
        }
        rows += 1
        if scanner.hasStrayQuote { brokenRows += 1 }
        let kept = min(scanner.fieldCount, Self.keptFields)
        if (0..<kept).contains(where: { scanner[$0].isQuoted }) { quotedRows += 1 }
        var width = widths[scanner.fieldCount] ?? Width(filled: Array(repeating: false, count: kept))
        width.count += 1
        for index in 0..<kept {
            let field = scanner[index]
            let cell = record.part(Int(field.start), Int(field.end))
            if !cell.isEmpty { width.filled[index] = true }
            if index > 0 { delimiters += 1 }
            if index > 0, !field.isQuoted, cell.first == .space { blanksBehind += 1 }
            cells += 1
            bytes += cell.count
            let cleanness = cleanness(cell, isQuoted: field.isQuoted)
            clean += cleanness
            if cleanness == 1 { measured += 1 }
        }
        widths[scanner.fieldCount] = width
    }

    private static let keptFields = 512
    private static let brokenLimit = 100

    /// How much a cell looks like a value and not like a piece of one, or like several.
    private func cleanness(_ cell: ByteSlice, isQuoted: Bool) -> Double {
        if isQuoted { return 1 }
        let value = Blank.trim(cell)
        guard let first = value.first, let last = value.last else { return 0.9 }
        if TemporalReading(value) != nil { return 1 }
        if let number = NumberReading(value), number.markCount <= 3 { return 1 }
        if first == Self.double || last == Self.double { return 0.1 }
        // A blank behind a sign belongs to a sentence.
        var score = cell.first == .space ? 0.75 : 0.95
        var apostrophes = 0
        var signs = 0
        for (index, byte) in value.enumerated() {
            let next = index + 1 < value.count ? value[index + 1] : .space
            switch byte {
            case Self.double: score = min(score, 0.4)
            case Self.single:
                let before = index > 0 ? value[index - 1] : .space
                if !Self.isWord(before) || !Self.isWord(next) { apostrophes += 1 }
            case UInt8(ascii: "|"): score = min(score, 0.5)
            // Nobody types one into a cell.
            case .tab: score = min(score, 0.2)
            // One may be of the text, but several between words part them.
            case UInt8(ascii: "#"), UInt8(ascii: "~"), UInt8(ascii: "^"):
                if index > 0, !next.isBlank, !value[index - 1].isBlank { signs += 1 }
            case UInt8(ascii: ";"), UInt8(ascii: ","): if !next.isBlank { score = min(score, 0.5) }
            default: break
            }
        }
        if signs > 1 { score = min(score, 0.4) }
        return apostrophes.isMultiple(of: 2) ? score : min(score, 0.4)
    }

    private static let double = UInt8(ascii: "\"")
    private static let single = UInt8(ascii: "'")

    private static func isWord(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || byte >= 0x80 }

    /// Whether all quotes were those of fields, and closed.
    var isFlawless: Bool { brokenRows == 0 }

    /// How often two rows agree in their width, more for wide rows, times the share of clean cells.
    var total: Double {
        guard rows > 0, cells > 0 else { return 0 }
        var agreement = 0.0
        // In an order of their own, since sums depend on it by a last digit that may decide between equals.
        for (_, width) in widths.sorted(by: { $0.key < $1.key }) {
            let share = Double(width.count) / Double(rows)
            let columns = width.columns
            agreement += share * share * Self.weight(columns)
        }
        let whole = 1 - Double(brokenRows) / Double(rows + brokenRows)
        // One line alone agrees with itself, whatever it is split by.
        let doubt = rows == 1 && prior < 1 ? 0.0001 : 1
        return agreement * whole * clean / Double(cells) * prior * doubt
    }

    /// What a person should know before these rows are loaded, or nil.
    var warning: String? {
        guard usualWidth > 1, rows > 2 else { return nil }
        let agreement = total / Self.weight(usualWidth) / prior
        // Of fewer rows one that is short makes the share small, and whoever looks sees them all.
        if rows >= 10, agreement < 0.55 {
            return """
                rows agree in width and kind by no more than \(Int((agreement * 100).rounded())) %: \
                look at delimiter, quote and the lines that are no data
                """
        }
        // Behind nearly every delimiter a blank, long cells, and hardly a number, a date or a quoted cell.
        let isProse = blanksBehind * 10 >= delimiters * 9 && bytes >= cells * 15 && measured * 20 < cells
        return isProse ? "the lines read like sentences: what parts their words may be no delimiter" : nil
    }

    /// The columns of most rows.
    private var usualWidth: Int {
        widths.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.value.columns ?? 0
    }

    /// Two columns agree by accident more easily than three, and three than thirty.
    private static func weight(_ columns: Int) -> Double {
        guard columns > 1 else { return 0.02 }
        let inverse = 1 / Double(columns)
        return 1 - inverse * inverse.squareRoot()
    }

    /// Signs that separate words and sentences everywhere must do better to be taken for a delimiter.
    private var prior: Double {
        // Several signs together stand in no text, and no fewer of them explain it better.
        if !dialect.delimiterTail.isEmpty { return 1.1 }
        switch dialect.delimiter {
        case UInt8(ascii: ","), UInt8(ascii: ";"), .tab, UInt8(ascii: "|"): return 1
        // What every line has quotes for is the blanks in its words, as in the log of a server.
        case .space: return quotedRows == rows && dialect.quote == Self.double && isFlawless ? 0.8 : 0.4
        // «2019/2020», «2 €/m²», an address: what words are joined by must part more than two.
        case UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "!"):
            return usualWidth > 2 && blanksBehind == 0 ? 0.5 : 0.01
        // «Date: 3 mai», «12 #b»: a sign of the text, behind which a word begins.
        default: return blanksBehind * 2 > delimiters ? 0.01 : 0.6
        }
    }
}
