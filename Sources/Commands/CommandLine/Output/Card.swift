package import Vocabulary

/// A result of one thing: its names and values, one a line.
///
/// ```swift
/// try context.present(["tenant": .text("rennes"), "tier": .text("free"), "storage": .size(used)] as Card)
/// ```
package struct Card: Presentable, ExpressibleByDictionaryLiteral {
    private let entries: [(name: String, cell: Cell)]

    package init(_ entries: [(String, Cell)]) {
        self.entries = entries.map { (name: $0.0, cell: $0.1) }
    }

    package init(dictionaryLiteral elements: (String, Cell)...) {
        self.init(elements)
    }

    /// A value of several lines keeps them, each under the first; one that is wider than the screen goes on below.
    package func lines(on terminal: Terminal?) -> [String] {
        let titles = entries.map { String($0.name.map { $0 == "_" ? " " : $0 }) }
        let width = titles.map(displayWidth).max() ?? 0
        return zip(titles, entries).flatMap { title, entry in
            let texts = entry.cell.text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { text in
                let text = visible(String(text))
                let room = terminal.map { max(20, $0.width - width - 2) } ?? .max
                return displayWidth(text) <= room ? [text] : wrapped(text, to: room)
            }
            return texts.enumerated().map { index, text in
                let name = Style.strong.applied(to: index == 0 ? title : "", on: terminal)
                let space = String(repeating: " ", count: width + 2 - (index == 0 ? displayWidth(title) : 0))
                return name + space + entry.cell.style.applied(to: text, on: terminal)
            }
        }
    }

    package var json: JSON {
        .object(entries.map { JSON.Member($0.name, $0.cell.json) })
    }
}
