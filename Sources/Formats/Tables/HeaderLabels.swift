/// The labels of columns, joined from the rows of a header.
///
/// A label above several columns belongs to each of them: where the rows below
/// it have labels of their own, it is spread to the right. Labels above each
/// other are joined, the widest first.
struct HeaderLabels: Equatable {
    /// For every column, empty where there is none.
    let labels: [String]

    /// For every column what its name is made from: its code, or a label that fits a name.
    let nameLabels: [String]

    /// The row of codes among those of the header, as an index.
    let codeRow: Int?

    private static let separator = " / "

    /// - Parameter rows: of the header, from above.
    init(_ rows: [GridRow], width: Int) {
        let codeRow = Self.codeRow(of: rows, width)
        // The numbers of the columns are none of their labels.
        let words = rows.enumerated().filter { $0 != codeRow && (rows.count == 1 || !$1.numbersColumns) }.map(\.element)
        let spread = Self.spread(words, width)
        var labels: [String] = []
        var nameLabels: [String] = []
        for column in 0..<width {
            var parts: [String] = []
            for row in spread where !row[column].isEmpty && parts.last != row[column] { parts.append(row[column]) }
            let label = Self.joined(parts)
            labels.append(label)
            let code = codeRow.map { rows[$0][column].text } ?? ""
            nameLabels.append(code.isEmpty ? Self.nameable(parts) : code)
        }
        self.labels = labels
        self.nameLabels = nameLabels
        self.codeRow = codeRow
    }

    private static func joined(_ parts: [String]) -> String {
        parts.reduce(into: "") { label, part in
            // A unit in brackets goes on with the label above it.
            if !label.isEmpty { label += part.hasPrefix("(") ? " " : separator }
            label += part
        }
    }

    /// A text whose name keeps what tells columns of one group apart, which is the last part.
    private static func nameable(_ parts: [String]) -> String {
        guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
        let whole = parts.joined(separator: " ")
        if whole.utf8.count <= 60 { return whole }
        let room = max(12, 60 - last.utf8.count)
        return String(parts.dropLast().joined(separator: " ").prefix(room)) + " " + last
    }

    /// The texts of each row, with those of groups repeated over the columns that they stand above.
    private static func spread(_ rows: [GridRow], _ width: Int) -> [[String]] {
        var texts = rows.map { row in (0..<width).map { row[$0].text } }
        for index in texts.indices.dropLast() {
            let below = (0..<width).map { column in texts[(index + 1)...].contains { !$0[column].isEmpty } }
            var group: String?
            for column in 0..<width {
                let text = texts[index][column]
                if !text.isEmpty {
                    group = below[column] ? text : nil
                } else if !below[column] {
                    group = nil
                } else if let group {
                    texts[index][column] = group
                }
            }
        }
        return texts
    }

    /// The row of which each cell is a code, when another row has words for the same columns.
    private static func codeRow(of rows: [GridRow], _ width: Int) -> Int? {
        guard rows.count > 1 else { return nil }
        // Columns without any label are none to look at.
        let labelled = (0..<width).count { column in rows.contains { !$0[column].isEmpty } }
        for index in [rows.count - 1, rows.count - 2] {
            let cells = (0..<width).map { rows[index][$0] }.filter { !$0.isEmpty }
            guard cells.count * 10 >= labelled * 7, cells.allSatisfy({ isCode($0.text) }),
                Set(cells.map(\.text)).count == cells.count,
                cells.contains(where: { $0.kind == .text }),
                cells.count(where: { looksTechnical($0.text) }) * 2 > cells.count
            else { continue }
            let other = rows[index == rows.count - 1 ? index - 1 : index + 1]
            let words = (0..<width).map { other[$0] }.filter { !$0.isEmpty }
            let technical = words.count { looksTechnical($0.text) }
            // Words have blanks and accents; or they have small letters, and the codes none.
            let spoken = words.count { !isCode($0.text) }
            let isLoud =
                cells.allSatisfy { !$0.text.utf8.contains(where: \.isLowercaseLetter) }
                && words.allSatisfy { $0.text.utf8.contains(where: \.isLowercaseLetter) }
            let areWords = spoken * 3 >= words.count || isLoud
            if words.count * 10 >= labelled * 7, technical * 2 <= words.count, areWords { return index }
        }
        return nil
    }

    private static func isCode(_ text: String) -> Bool {
        text.utf8.count <= 40
            && text.utf8.allSatisfy {
                $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: "-")
            }
    }

    /// Whether a text is a name for programs: `CODGEO`, `p19_pop`, `TX2`.
    private static func looksTechnical(_ text: String) -> Bool {
        isCode(text)
            && (text.utf8.contains { $0.isDigit || $0 == UInt8(ascii: "_") }
                || text.utf8.allSatisfy { !$0.isLowercaseLetter })
    }
}
