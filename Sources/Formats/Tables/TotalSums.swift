/// Compares rows that may be totals with the sums of the rows around them.
///
/// A total adds up the rows since the one before it, or all above, or those
/// below it until the next. Where a sum is only right with a row that has the
/// word of a total and adds up nothing itself, that row is one of the data.
struct TotalSums {
    /// The rows of which a number is a sum.
    private(set) var totals: Set<Int> = []

    /// The rows that a sum counts among what it adds up.
    private(set) var parts: Set<Int> = []

    /// Whether the rows since the one before it are all known, for each row that may be a total.
    private(set) var known: Set<Int> = []

    /// - Parameters:
    ///   - words: the rows that may be totals.
    ///   - rows: all of the data, in their order; rows of which only the first was kept have no number.
    init(_ words: Set<Int>, among rows: [(index: Int, numbers: [Double?]?)], columns: Int) {
        addUp(words, among: rows, columns: columns)
        addUpBelow(words, among: rows.reversed(), columns: columns)
    }

    private mutating func addUp(_ words: Set<Int>, among rows: [(index: Int, numbers: [Double?]?)], columns: Int) {
        let none = [Double](repeating: 0, count: columns)
        var (group, all, wideGroup, wideAll) = (none, none, none, none)
        var open: [Int] = []
        var openSinceTotal: [Int] = []
        var isKnown = true
        for (index, numbers) in rows {
            guard let numbers else {
                isKnown = false
                continue
            }
            guard words.contains(index) else {
                for column in 0..<columns {
                    let number = numbers[column] ?? 0
                    group[column] += number
                    all[column] += number
                    wideGroup[column] += number
                    wideAll[column] += number
                }
                continue
            }
            if isKnown { known.insert(index) }
            isKnown = true
            let addsUpWords =
                !openSinceTotal.isEmpty && Self.isSum(numbers, wideGroup)
                || !open.isEmpty && Self.isSum(numbers, wideAll)
            if Self.isSum(numbers, group) || Self.isSum(numbers, all) {
                totals.insert(index)
            } else if addsUpWords {
                totals.insert(index)
                parts.formUnion(Self.isSum(numbers, wideAll) ? open : openSinceTotal)
            } else {
                for column in 0..<columns {
                    wideGroup[column] += numbers[column] ?? 0
                    wideAll[column] += numbers[column] ?? 0
                }
                open.append(index)
                openSinceTotal.append(index)
                group = none
                continue
            }
            (group, wideGroup) = (none, none)
            openSinceTotal = []
        }
        parts.subtract(totals)
    }

    /// Totals that stand above what they add up.
    private mutating func addUpBelow(
        _ words: Set<Int>, among rows: some Sequence<(index: Int, numbers: [Double?]?)>, columns: Int
    ) {
        var group = [Double](repeating: 0, count: columns)
        var isKnown = true
        var count = 0
        for (index, numbers) in rows {
            guard let numbers else {
                isKnown = false
                continue
            }
            if words.contains(index) {
                // A row above one other is as great as it by accident.
                if isKnown, count > 1, !parts.contains(index), Self.isSum(numbers, group) { totals.insert(index) }
                for column in 0..<columns { group[column] = 0 }
                isKnown = true
                count = 0
            } else {
                for column in 0..<columns { group[column] += numbers[column] ?? 0 }
                count += 1
            }
        }
    }

    private static func isSum(_ numbers: [Double?], _ sums: [Double]) -> Bool {
        zip(numbers, sums).contains { number, sum in
            guard let number, sum > 1 else { return false }
            return abs(number - sum) <= max(0.5, sum * 0.001)
        }
    }
}
