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
        let columns = min(width, records.fieldCount)
        let view = records.view
        if columns > 0, isKeyed, view.isEmpty(0) { return false }
        let (empties, strangers) = isMeasured.withUnsafeBufferPointer { isMeasured in
            var (empties, strangers) = (0, 0)
            for column in 0..<columns {
                guard !view.isEmpty(column) else {
                    empties &+= 1
                    continue
                }
                if isMeasured[column], Self.beginsAsText(view.firstByte(column)) { strangers &+= 1 }
            }
            return (empties, strangers)
        }
        guard strangers * 3 <= measuredCount, empties <= mostEmpty else { return false }
        for column in 0..<min(3, columns) where Self.mayMark(records.raw(column)) {
            if isMeasured[column], !Self.beginsAsText(view.firstByte(column)) { continue }
            if let text = records.cell(column), Self.marks(text) { return false }
        }
        return true
    }

    /// Whether a cell of a column of numbers and dates begins as none of them does.
    @inline(__always)
    private static func beginsAsText(_ byte: UInt8) -> Bool {
        byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "(")
    }

    /// Whether a cell that begins so is one: «Domaine» begins as «DOM» does, and there may be thousands of them.
    @inline(never)
    private static func marks(_ cell: ByteSlice) -> Bool {
        let text = String(decoding: cell, as: UTF8.self)
        return RowWords.isTotal(text) || RowWords.isCountry(text) || RowWords.mayBeTotal(text)
            || RowWords.isRemark(text)
    }

    /// Whether a cell begins as the words of totals and remarks do, whatever its encoding.
    @inline(__always)
    private static func mayMark(_ cell: ByteSlice) -> Bool {
        guard let first = cell.first, first.isBlank || isFirstOfMark(first) else { return false }
        return beginsAsMark(cell)
    }

    /// Whether one of the words begins with a byte, in any case.
    @inline(__always)
    private static func isFirstOfMark(_ byte: UInt8) -> Bool {
        if byte.isLetter { return letters &>> UInt32(byte & 0x1F) & 1 == 1 }
        return byte == UInt8(ascii: "(") || byte == UInt8(ascii: "*")
    }

    @inline(never)
    private static func beginsAsMark(_ cell: ByteSlice) -> Bool {
        var start = 0
        while start < cell.count, cell[start].isBlank { start += 1 }
        guard cell.count >= start + 3 else { return false }
        // «Métropole» with its accent in any encoding.
        if cell[start].lowercased == UInt8(ascii: "m"), cell[start + 1] >= 0x80 { return true }
        return words.contains { word in
            cell.count >= start + word.count && word.indices.allSatisfy { cell[start + $0].lowercased == word[$0] }
        }
    }

    private static let words = [
        "tot", "ensem", "sous", "subt", "grand t", "cumul", "moyenne", "france", "metrop", "dom", "drom", "source",
        "champ", "note", "lecture", "(1", "*",
    ].map { Array($0.utf8) }

    /// The letters that these words begin with, as bits from the first of the alphabet on, which is 1.
    private static let letters: UInt32 = words.reduce(0) { letters, word in
        word[0].isLetter ? letters | 1 << UInt32(word[0] & 0x1F) : letters
    }
}
