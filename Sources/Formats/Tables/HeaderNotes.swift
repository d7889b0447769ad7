/// Finds the rows between a header and its data that tell of the columns: who publishes a series, and when.
///
/// They are known by the key: all keys below are numbers, dates or codes of
/// one form, and theirs are words, with something in another column that the
/// numbers and dates below it are not. A word for a key alone is no reason.
struct HeaderNotes {
    private let part: TablePart
    private let first: Int

    private static let mostRows = 5
    private static let sampleRows = 200

    /// - Parameter first: the row behind the header.
    init(_ part: TablePart, from first: Int) {
        self.part = part
        self.first = first
    }

    /// How many rows they are.
    func count() -> Int {
        guard part.width > 1 else { return 0 }
        return (1...Self.mostRows).first { count in
            let data = part.rows.dropFirst(first + count).prefix(Self.sampleRows)
            guard data.count >= max(3, count), let form = Form(of: data.map { $0[0] }) else { return false }
            let notes = part.rows[first..<first + count]
            return notes.allSatisfy { isWord($0[0]) && !form.holds($0[0]) }
                && areOthers(Array(notes), above: Array(data))
        } ?? 0
    }

    private func isWord(_ key: GridCell) -> Bool {
        key.kind == .text && !RowWords.isTotal(key.text) && !RowWords.isCountry(key.text)
            && !RowWords.mayBeTotal(key.text)
    }

    /// Whether any of the rows has something else where the data has numbers or dates.
    private func areOthers(_ notes: [GridRow], above data: [GridRow]) -> Bool {
        (1..<part.width).contains { column in
            guard let usual = ColumnKinds(column: column, of: data).usual, usual.isMeasured else { return false }
            return notes.contains { row in
                let kind = row[column].kind
                return kind == .text || kind.isMeasured && kind != usual
            }
        }
    }

    /// What all keys have in common.
    private enum Form {
        case kind(CellKind)
        /// Letters, digits and signs in one order, as in `2024-T1`.
        case pattern([UInt8])

        init?(of keys: [GridCell]) {
            guard let first = keys.first else { return nil }
            if first.kind.isMeasured, keys.allSatisfy({ $0.kind == first.kind }) {
                self = .kind(first.kind)
            } else if first.kind == .text, let pattern = ColumnKinds.pattern(of: first.text),
                keys.allSatisfy({ $0.kind == .text && ColumnKinds.pattern(of: $0.text) == pattern })
            {
                self = .pattern(pattern)
            } else {
                return nil
            }
        }

        func holds(_ key: GridCell) -> Bool {
            switch self {
            case .kind(let kind): key.kind == kind
            case .pattern(let pattern): ColumnKinds.pattern(of: key.text) == pattern
            }
        }
    }
}
