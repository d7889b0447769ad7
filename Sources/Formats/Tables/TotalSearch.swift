/// Finds the rows of a table that add up others, by their words and by their numbers.
struct TotalSearch {
    private let part: TablePart
    private let data: Range<Int>

    /// Where a total may have its word: a word further right is a value like others.
    private static let mostColumns = 3

    init(_ part: TablePart, _ data: Range<Int>) {
        self.part = part
        self.data = data
    }

    /// The rows, as indices of the part.
    func totals() -> [Int] {
        let named = data.count < 2 ? [] : data.filter { part.rows[$0].count == 1 && label(of: part.rows[$0]) != nil }
        let others = Set(data).subtracting(named)
        let greatest = maxima(of: others.sorted())
        guard !greatest.isEmpty else { return [] }
        let sums = sums(named, of: greatest.keys.sorted())
        let words = named.filter { !sums.parts.contains($0) }
        let keyless = keyless(words, others: others)
        guard keyless.count * 2 > words.count || !isModality(words, sums.totals) else { return [] }
        let ends = ends(words)
        let exceeding = words.filter { row in
            guard !isWeak(part.rows[row]), exceeds(part.rows[row], greatest) else { return false }
            if isBareCountry(part.rows[row]) {
                return ends.contains(row) && outweighs(row, others, greatest.keys.sorted())
            }
            return ends.contains(row) || isCountry(part.rows[row])
        }
        let edges = edges(words)
        let sure = sums.totals.union(keyless)
        let company = areTotalsWithin(words.filter { !ends.contains($0) }, sure, sums.known, greatest)
        let found = words.filter { row in
            if isWeak(part.rows[row]) || sure.contains(row) { return sure.contains(row) }
            if exceeding.contains(row) || edges.contains(row) { return true }
            // The parts of a country are known by the company of a row that adds up all others.
            if isBareCountry(part.rows[row]) || exceeding.isEmpty && sums.totals.isEmpty && !company { return false }
            return ends.contains(row) || isCountry(part.rows[row]) || company
        }
        return found.isEmpty ? blankKeyTotal(greatest) : found
    }

    /// Those with which the data begins or ends, one behind the other.
    private func ends(_ words: [Int]) -> Set<Int> {
        let words = Set(words)
        return Set(data.prefix { words.contains($0) }).union(data.reversed().prefix { words.contains($0) })
    }

    /// Whether rows with a word between others are totals also where they add up nothing that is known.
    ///
    /// «Total Direct» among enterprises has the word as well, and may be the greatest: within the data most must add
    /// up, or several exceed all others where the rows that they add up were too many to be kept.
    private func areTotalsWithin(
        _ words: [Int], _ sure: Set<Int>, _ known: Set<Int>, _ greatest: [Int: Double]
    ) -> Bool {
        let right = words.count { sure.contains($0) }
        if right > 0, right * 2 >= words.count(where: { known.contains($0) && !isWeak(part.rows[$0]) }) { return true }
        let unknown = words.filter { !known.contains($0) && !isWeak(part.rows[$0]) }
        return unknown.count > 1 && unknown.allSatisfy { exceeds(part.rows[$0], greatest) }
    }

    /// Whether a number of a row is about the sum of all others at least, which one country among others is hardly ever.
    private func outweighs(_ row: Int, _ others: Set<Int>, _ columns: [Int]) -> Bool {
        columns.contains { column in
            let sum = others.reduce(0) { $0 + (Self.number(part.rows[$1][column]) ?? 0) }
            return Self.number(part.rows[row][column]).map { sum > 1 && $0 >= sum * 0.9 } ?? false
        }
    }

    private func sums(_ words: [Int], of columns: [Int]) -> TotalSums {
        let rows = data.map { index -> (index: Int, numbers: [Double?]?) in
            let row = part.rows[index]
            return (index: index, numbers: row.count == 1 ? columns.map { Self.number(row[$0]) } : nil)
        }
        return TotalSums(Set(words), among: rows, columns: columns.count)
    }

    /// Of the rows with a word those that have no key, where all others have one: rates have no sum, and yet a whole.
    private func keyless(_ words: [Int], others: Set<Int>) -> Set<Int> {
        let keys = (0..<min(Self.mostColumns, part.width)).filter { column in
            others.count > 2 && others.allSatisfy { !part.rows[$0][column].isEmpty }
        }
        return Set(words.filter { row in keys.contains { part.rows[row][$0].isEmpty } })
    }

    /// The first row and the last when their word is the key and occurs once: the whole of rates, which have no sum.
    private func edges(_ words: [Int]) -> [Int] {
        let ends = [data.first, data.last].compactMap { $0 }.filter { words.contains($0) }
        return ends.filter { row in
            let column = labelColumn(of: part.rows[row])
            return !isWeak(part.rows[row]) && !isBareCountry(part.rows[row])
                && column == part.rows[row].firstFilled
                && data.count { part.rows[$0][column ?? 0].text == part.rows[row][column ?? 0].text } == 1
        }
    }

    private func labelColumn(of row: GridRow) -> Int? {
        (0..<min(Self.mostColumns, part.width)).first {
            RowWords.isTotal(row[$0].text) || RowWords.isCountry(row[$0].text) || RowWords.mayBeTotal(row[$0].text)
        }
    }

    /// Whether only the sum can tell.
    private func isWeak(_ row: GridRow) -> Bool {
        labelColumn(of: row).map { RowWords.mayBeTotal(row[$0].text) } ?? false
    }

    private func label(of row: GridRow) -> String? {
        labelColumn(of: row).map { RowWords.folded(row[$0].text) }
    }

    /// Whether the row may as well be that of a country among others.
    private func isBareCountry(_ row: GridRow) -> Bool { label(of: row) == "france" }

    /// Whether the row is that of a country by more than the name of one.
    private func isCountry(_ row: GridRow) -> Bool {
        labelColumn(of: row).map { RowWords.isCountry(row[$0].text) } == true && !isBareCountry(row)
    }

    /// Whether a word that stands in many rows is one of the things counted: «Hommes», «Femmes», «Ensemble».
    private func isModality(_ words: [Int], _ added: Set<Int>) -> Bool {
        let rows = data.reduce(0) { $0 + part.rows[$1].count }
        var counts: [String: Int] = [:]
        for row in words { counts[label(of: part.rows[row]) ?? "", default: 0] += 1 }
        let most = counts.values.max() ?? 0
        guard most > 1, most * 6 > rows else { return false }
        // In the place of the key, the word ends one group after the other, and adds it up.
        return added.count * 2 < words.count
            || !words.allSatisfy { part.rows[$0].firstFilled == labelColumn(of: part.rows[$0]) }
    }

    /// Whether a number of the row is at least the greatest of its column.
    private func exceeds(_ row: GridRow, _ greatest: [Int: Double]) -> Bool {
        greatest.contains { column, value in
            guard value > 1, let number = Self.number(row[column]) else { return false }
            return number >= value
        }
    }

    /// The last row, when its key is blank as nowhere else and its numbers are those of all others together.
    private func blankKeyTotal(_ greatest: [Int: Double]) -> [Int] {
        guard data.count > 3, let last = data.last, data.allSatisfy({ part.rows[$0].count == 1 }) else { return [] }
        let row = part.rows[last]
        let others = data.dropLast()
        guard row[0].isEmpty, others.allSatisfy({ !part.rows[$0][0].isEmpty }) else { return [] }
        // Columns of codes are numbers as well, and have none in such a row; rates are none of their sum.
        let numbers = greatest.keys.compactMap { column in Self.number(row[column]).map { (column, $0) } }
        let same = numbers.count { column, number in
            let sum = others.compactMap { Self.number(part.rows[$0][column]) }.reduce(0, +)
            return abs(sum) > 1 && abs(number - sum) <= max(0.5, abs(sum) * 0.001)
        }
        return same > 0 && same * 2 >= numbers.count ? [last] : []
    }

    /// The greatest number of each column that holds numbers.
    private func maxima(of indices: [Int]) -> [Int: Double] {
        var maxima: [Int: Double] = [:]
        let sample = indices.map { part.rows[$0] }
        for column in 0..<part.width {
            guard ColumnKinds(column: column, of: sample).usual == .number else { continue }
            maxima[column] = sample.compactMap { Self.number($0[column]) }.max()
        }
        return maxima
    }

    /// The value of a cell that is a number, whichever marks it has.
    static func number(_ cell: GridCell) -> Double? {
        guard cell.kind == .number else { return nil }
        let digits = cell.text.unicodeScalars.filter { $0.isASCII && !$0.properties.isWhitespace }
        var text = String(String.UnicodeScalarView(digits)).replacing("%", with: "").replacing("'", with: "")
        if text.contains(",") {
            let isGrouped = text.contains(".") || text.count { $0 == "," } > 1
            text = text.replacing(",", with: isGrouped ? "" : ".")
        }
        return Double(text)
    }
}
