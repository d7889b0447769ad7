/// Cells laid out in columns, two spaces apart.
struct Table: Sendable {
    struct Header: Hashable, Sendable {
        let title: String
        let alignment: Alignment
    }

    let headers: [Header]
    let rows: [[Cell]]

    /// The most lines that a cell takes on a screen that is too narrow for it; the last is cut.
    private static let mostLines = 12

    /// The header and one line a row; where a screen is too narrow a cell goes on below.
    func lines(on terminal: Terminal?) -> [String] {
        let texts = rows.map { row in row.map { visible($0.text) } }
        let widths = columnWidths(of: texts, on: terminal)
        let header = line(headers.map(\.title), widths, headers.map { _ in .strong }, on: terminal)
        return [header]
            + zip(texts, rows).flatMap { texts, row in
                let cells = zip(texts, widths).map { folded($0, to: $1, mostLines: Self.mostLines) }
                return (0..<(cells.map(\.count).max() ?? 0)).map { index in
                    line(
                        cells.map { index < $0.count ? $0[index] : "" }, widths, row.map(\.style), on: terminal)
                }
            }
    }

    private func line(
        _ texts: [String], _ widths: [Int], _ styles: [Style], on terminal: Terminal?
    ) -> String {
        var line = ""
        // Behind the last cell that has a text there is nothing.
        let last = texts.lastIndex { !$0.isEmpty } ?? -1
        for (index, text) in texts.prefix(last + 1).enumerated() {
            let shown = cut(text, to: widths[index])
            let space = String(repeating: " ", count: widths[index] - displayWidth(shown))
            let styled = styles[index].applied(to: shown, on: terminal)
            let isLast = index == last
            switch headers[index].alignment {
            case .left: line += isLast ? styled : styled + space
            case .right: line += space + styled
            }
            if !isLast { line += "  " }
        }
        return line
    }

    /// Takes from the widest columns first, and never from numbers, until the table fits the screen.
    private func columnWidths(of texts: [[String]], on terminal: Terminal?) -> [Int] {
        let natural = headers.indices.map { index in
            texts.reduce(displayWidth(headers[index].title)) { max($0, displayWidth($1[index])) }
        }
        guard let terminal else { return natural }
        let least = headers.indices.map { index in
            headers[index].alignment == .right
                ? natural[index] : min(natural[index], max(8, displayWidth(headers[index].title)))
        }
        let available = terminal.width - 2 * max(0, headers.count - 1)
        // No column can use more than the screen, so a cell of a million characters costs no more steps.
        var cap = min(natural.max() ?? 0, terminal.width + 1)
        var widths = natural
        while widths.reduce(0, +) > available, cap > 8 {
            cap -= 1
            widths = headers.indices.map { max(least[$0], min(natural[$0], cap)) }
        }
        return widths
    }
}
