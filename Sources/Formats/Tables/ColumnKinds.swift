/// What the cells of one column have in common, in a sample of rows.
struct ColumnKinds {
    /// The kind of nearly all cells that hold something; text when they are of several.
    let usual: CellKind?

    /// How many cells hold something.
    let filled: Int

    /// How many rows were looked at.
    let rows: Int

    private let values: Set<String>
    private let lengths: Set<Int>

    /// Whether nearly all cells that hold something are years.
    let areYears: Bool

    init(column: Int, of rows: some Collection<GridRow>) {
        var counts: [CellKind: Int] = [:]
        var values: Set<String> = []
        var lengths: Set<Int> = []
        var years = 0
        for row in rows {
            let cell = row[column]
            if cell.isEmpty || cell.kind == .null { continue }
            counts[cell.kind, default: 0] += 1
            values.insert(cell.text)
            lengths.insert(cell.text.utf8.count)
            if Self.isYear(cell) { years += 1 }
        }
        let filled = counts.values.reduce(0, +)
        // Of few cells one may be a second header, so that less than nine in ten must do.
        let share = filled < 10 ? 0.7 : 0.9
        let kinds: [CellKind] = [.number, .date, .boolean, .text]
        usual =
            filled == 0
            ? nil : kinds.first { Double(counts[$0, default: 0]) >= share * Double(filled) } ?? .text
        self.filled = filled
        self.rows = rows.count
        self.values = values
        self.lengths = lengths
        areYears = filled > 0 && years * 10 >= filled * 9
    }

    /// How much a cell above these differs from them, as a label from values; below 0 it is like them.
    func vote(for cell: GridCell) -> Double {
        guard let usual else { return 0 }
        switch cell.kind {
        case .empty: return usual == .text && filled * 2 > rows ? -0.2 : 0
        case .null: return 0
        case .number:
            // Years are common labels above numbers.
            if Self.isYear(cell), !areYears { return 0 }
            return usual == .number ? -1 : -0.3
        case .date: return usual == .date ? -1 : 0
        case .boolean: return usual == .boolean ? -1 : 0
        case .text:
            if usual != .text { return 1 }
            if values.contains(cell.text) || LabelWords.isNone(cell.text) { return -1 }
            if lengths.count == 1, filled >= 3, lengths.first != cell.text.utf8.count { return 0.7 }
            if isPattern(cell.text) { return -0.5 }
            return LabelWords.contains(cell.text) ? 0.5 : 0.05
        }
    }

    /// Whether all values have letters, digits and signs in the same order as a text: `AB-12` above `CD-345`.
    private func isPattern(_ text: String) -> Bool {
        guard filled >= 3, let pattern = Self.pattern(of: text) else { return false }
        return values.allSatisfy { Self.pattern(of: $0) == pattern }
    }

    /// The kinds of the characters of a text, each run once, or nil for words, which tell nothing; capitals alone do.
    static func pattern(of text: String) -> [UInt8]? {
        var pattern: [UInt8] = []
        var tells = !text.utf8.contains { $0.isLowercaseLetter || $0 == .space || $0 >= 0x80 } && text.utf8.count <= 3
        for byte in text.utf8 {
            let kind = byte.isDigit ? UInt8(ascii: "9") : byte.isLetter || byte >= 0x80 ? UInt8(ascii: "a") : byte
            if kind != UInt8(ascii: "a"), kind != .space, kind != UInt8(ascii: "_") { tells = true }
            if pattern.last != kind { pattern.append(kind) }
        }
        // Of capitals as many: `FR` above `DE`.
        return tells
            ? pattern + (pattern == [UInt8(ascii: "a")] ? [UInt8(truncatingIfNeeded: text.utf8.count)] : []) : nil
    }

    /// Whether a cell is a number that can be a year.
    static func isYear(_ cell: GridCell) -> Bool {
        cell.kind == .number && cell.text.utf8.count == 4 && (cell.text.hasPrefix("19") || cell.text.hasPrefix("20"))
    }
}
