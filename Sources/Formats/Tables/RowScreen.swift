/// Tells in passing whether a record of a text is like those before it, so that most need not be kept.
///
/// **Cost** a look at the first bytes of every cell.
struct RowScreen {
    private let width: Int
    private let isMeasured: [Bool]
    private let measuredCount: Int
    private let isKeyed: Bool
    private let mostEmpty: Int
    private let isRagged: Bool

    /// - Parameter rows: rows that have been kept, of which most are data.
    init(_ rows: [GridRow]) {
        var counts: [Int: Int] = [:]
        for row in rows where row.filled > 1 { counts[row.width, default: 0] += 1 }
        let width = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? rows.first?.width ?? 1
        let like = rows.filter { $0.width == width && $0.filled > 1 }
        self.width = width
        isMeasured = (0..<width).map { column in
            let cells = like.map { $0[column].kind }
            let measured = cells.count { $0 == .number || $0 == .date }
            let texts = cells.count { $0 == .text }
            return measured > 0 && texts * 10 <= measured
        }
        measuredCount = isMeasured.count { $0 }
        isKeyed = like.count { $0[0].isEmpty } * 50 <= like.count
        mostEmpty = (like.map { $0.width - $0.filled }.max() ?? 0) + width / 8
        isRagged = rows.count { $0.width != width } * 10 > rows.count
    }

    /// Whether the present record is like the rows of which this was learned.
    func isRegular(_ records: inout RecordReader) -> Bool {
        guard records.fieldCount == width || isRagged else { return false }
        var empties = 0
        var strangers = 0
        for column in 0..<min(width, records.fieldCount) {
            let cell = records.raw(column)
            guard let first = cell.first else {
                if column == 0, isKeyed { return false }
                empties += 1
                continue
            }
            if isMeasured[column] {
                guard first.isLetter || first >= 0x80 || first == UInt8(ascii: "(") else { continue }
                strangers += 1
            }
            if column < 3, Self.mayMark(cell), let text = records.cell(column), Self.marks(text) {
                return false
            }
        }
        return strangers * 3 <= measuredCount && empties <= mostEmpty
    }

    /// Whether a cell that begins so is one: «Domaine» begins as «DOM» does, and there may be thousands of them.
    @inline(never)
    private static func marks(_ cell: ByteSlice) -> Bool {
        let text = String(decoding: cell, as: UTF8.self)
        return RowWords.isTotal(text) || RowWords.isCountry(text) || RowWords.mayBeTotal(text)
            || RowWords.isRemark(text)
    }

    /// Whether a cell begins as the words of totals and remarks do, whatever its encoding.
    private static func mayMark(_ cell: ByteSlice) -> Bool {
        var start = 0
        while start < cell.count, cell[start].isBlank { start += 1 }
        guard cell.count >= start + 3 else { return false }
        let first = cell[start].lowercased
        // «Métropole» with its accent in any encoding.
        if first == UInt8(ascii: "m"), cell[start + 1] >= 0x80 { return true }
        for word in words[Int(first)] where cell.count >= start + word.count {
            if word.indices.allSatisfy({ cell[start + $0].lowercased == word[$0] }) { return true }
        }
        return false
    }

    /// By their first byte.
    private static let words: [[[UInt8]]] = {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for word in [
            "tot", "ensem", "sous", "subt", "grand t", "cumul", "moyenne", "france", "metrop", "dom", "drom", "source",
            "champ",
            "note", "lecture", "(1", "*",
        ] {
            let word = Array(word.utf8)
            table[Int(word[0])].append(word)
        }
        return table
    }()
}
