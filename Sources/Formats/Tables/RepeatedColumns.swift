/// Finds how wide a table is whose rows say the same columns again and again, as often as they need.
///
/// A row of an election has name, list and votes once for every list that
/// stood, and its header perhaps only once. The rows are no longer than they
/// should be: the widest of them says how wide the table is.
struct RepeatedColumns {
    private let rows: [GridRow]
    private let usual: Int

    init(_ rows: [GridRow], usual: Int) {
        self.rows = rows.filter { !$0.isRemark && $0.filled > 1 }
        self.usual = usual
    }

    /// The width with which most rows can be read, or nil where the usual one is right.
    func width() -> Int? {
        let wider = rows.filter { reach($0) > usual }
        guard usual > 2, !wider.isEmpty else { return nil }
        let most = wider.reduce(0) { Self.divisor($0, $1.width - usual) }
        let all = wider.reduce(0) { $0 + $1.count }
        let isRepeated = (2...max(2, min(most, usual - 1))).contains { step in
            most.isMultiple(of: step)
                && wider.reduce(0) { $0 + (repeats($1, every: step) ? $1.count : 0) } * 10 >= all * 9
        }
        guard most > 1, isRepeated else { return nil }
        // Rows of less than half the width are refused, so that one very wide row must not cost all others.
        let widths = Set(wider.map(\.width)).sorted()
        let readable = widths.map { width in
            rows.reduce(0) { $0 + ($1.width <= width && $1.width * 2 >= width ? $1.count : 0) }
        }
        let now = rows.reduce(0) { $0 + (reach($1) <= usual && $1.width * 2 >= usual ? $1.count : 0) }
        guard let best = widths.indices.max(by: { (readable[$0], $0) < (readable[$1], $1) }), readable[best] > now
        else { return nil }
        return widths[best]
    }

    /// How many columns a row has up to the last one that holds something.
    private func reach(_ row: GridRow) -> Int { (row.cells.lastIndex { !$0.isEmpty } ?? -1) + 1 }

    /// Whether what a row has beyond the usual width is of the same kinds as what stands a step before it.
    private func repeats(_ row: GridRow, every step: Int) -> Bool {
        let tail = (usual..<reach(row)).filter { !row[$0].isEmpty && !row[$0 - step].isEmpty }
        let alike = tail.count { row[$0].kind == row[$0 - step].kind }
        // Words behind words repeat nothing: a sentence with delimiters in it is many.
        let group = (reach(row) - step..<reach(row)).map { row[$0].kind }
        return !tail.isEmpty && alike * 5 >= tail.count * 4 && group.contains(.text)
            && group.contains(where: \.isMeasured)
    }

    private static func divisor(_ one: Int, _ other: Int) -> Int {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return one
    }
}
