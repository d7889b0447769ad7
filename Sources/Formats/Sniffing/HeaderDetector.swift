/// Finds where the table begins and whether its first row is a header.
struct HeaderDetector {
    /// What was found.
    struct Finding {
        var width: Int
        var bounds: TableBounds
        var labels: [String]
        var evidence: [String]
        var warnings: [String] = []
    }

    private let rows: [SampleRow]
    private let hasHeader: Bool?

    /// - Parameters:
    ///   - rows: the first records of the text that are not blank.
    ///   - hasHeader: whether there is a header, when that is known.
    init(_ rows: [SampleRow], hasHeader: Bool?) {
        self.rows = rows
        self.hasHeader = hasHeader
    }

    /// Nil when there are no rows.
    func find() -> Finding? {
        guard let width = usualWidth,
            let first = rows.firstIndex(where: { begins($0, width) }) ?? rows.indices.first
        else { return nil }
        let row = rows[first]
        var evidence: [String] = []
        if first > 0 { evidence.append("table begins on line \(row.line), behind \(first) rows above it") }
        let warnings = warning(of: rows[..<first], above: row.line).map { [$0] } ?? []
        guard hasHeader ?? isHeader(row, width, Array(rows[(first + 1)...])) else {
            evidence.append("line \(row.line) looks like the rows below it: no header")
            let bounds = TableBounds(firstDataRow: row.line)
            return Finding(
                width: width, bounds: bounds, labels: Array(repeating: "", count: width), evidence: evidence,
                warnings: warnings)
        }
        evidence.append("header on line \(row.line)")
        let labels = (0..<width).map { $0 < row.width ? row.labels[$0] : "" }
        // A header may be longer than a line, so the data begins where the next record does.
        let next = rows.indices.contains(first + 1) ? rows[first + 1].line : row.line + 1
        return Finding(
            width: width, bounds: TableBounds(header: row.line...row.line, firstDataRow: next), labels: labels,
            evidence: evidence, warnings: warnings)
    }

    /// What a person should look at: rows above the table that hold more than a title does.
    ///
    /// They are not rejects: a source may say who publishes it and when, in
    /// two cells a line, and no budget should be used up by that.
    private func warning(of above: ArraySlice<SampleRow>, above table: Int) -> String? {
        let suspects = above.filter { $0.filled > 1 && !$0.isRemark }
        guard let first = suspects.first, let last = suspects.last else { return nil }
        let place = first.line == last.line ? "line \(first.line)" : "lines \(first.line) to \(last.line)"
        return """
            \(suspects.count) records with several values on \(place) are not loaded, since they stand above the \
            table that begins on line \(table)
            """
    }

    /// The width that most rows have; lines without a delimiter count little, since titles and remarks have none.
    ///
    /// Where some rows are as wide as the first and others end early, the first says how wide the table is.
    private var usualWidth: Int? {
        var weights: [Int: Double] = [:]
        for row in rows where !row.isRemark {
            weights[row.width, default: 0] += row.width > 1 ? 1 - 1 / Double(row.width) : 0.1
        }
        guard let usual = weights.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
            return nil
        }
        guard let first = rows.first(where: { !$0.isRemark })?.width, first > usual else { return usual }
        return rows.count { $0.width == first } * 10 > rows.count ? first : usual
    }

    /// Whether a row can be the first of the table, and not a title above it.
    private func begins(_ row: SampleRow, _ width: Int) -> Bool {
        if row.isRemark { return false }
        if width <= 2 { return row.width == width }
        let isShort = row.width < width && !(row.width == width - 1 && row.filled == row.width)
        return !isShort && row.filled > 1
    }

    /// Whether a row is a header: every column votes by how its label differs from its values.
    private func isHeader(_ row: SampleRow, _ width: Int, _ below: [SampleRow]) -> Bool {
        let data = below.filter { $0.width == width }.prefix(200)
        guard !data.isEmpty else { return !row.kinds.contains { $0 == .number || $0 == .temporal } }
        var votes = 0.0
        for index in 0..<min(width, row.width) {
            votes += vote(
                label: row.labels[index], kind: row.kinds[index],
                cells: data.map { ($0.labels[index], $0.kinds[index]) })
        }
        let labels = row.labels.filter { !$0.isEmpty }
        if Set(labels).count < labels.count { votes -= 0.5 }
        if votes != 0 { return votes > 0 }
        return !labels.isEmpty && !row.kinds.contains { $0 == .number || $0 == .temporal }
    }

    private func vote(label: String, kind: SampleRow.Kind, cells: [(label: String, kind: SampleRow.Kind)])
        -> Double
    {
        let values = cells.filter { $0.kind != .empty }
        guard let usual = usualKind(values.map(\.kind)) else { return 0 }
        switch kind {
        case .empty: return usual == .text ? -0.2 : 0
        case .number:
            // Years are common labels above numbers.
            if label.utf8.count == 4, label.hasPrefix("19") || label.hasPrefix("20") { return 0 }
            return usual == .number ? -1 : -0.3
        case .temporal: return usual == .temporal ? -1 : 0
        case .boolean: return usual == .boolean ? -1 : 0
        case .text:
            if usual != .text { return 1 }
            if values.contains(where: { $0.label == label }) { return -1 }
            let lengths = Set(values.map(\.label.utf8.count))
            if lengths.count == 1, values.count >= 3, lengths.first != label.utf8.count { return 0.7 }
            return 0.05
        }
    }

    /// The kind of nine in ten values.
    private func usualKind(_ kinds: [SampleRow.Kind]) -> SampleRow.Kind? {
        for kind in [SampleRow.Kind.number, .temporal, .boolean, .text] {
            let count = kinds.count { $0 == kind }
            if count > 0, count * 10 >= kinds.count * 9 { return kind }
        }
        return kinds.isEmpty ? nil : .text
    }
}
