package import Vocabulary

/// Several results under their names: a card, then listings.
///
/// ```swift
/// try context.present(["tenant": card, "schemas": listing] as Report)
/// ```
package struct Report: Presentable, ExpressibleByDictionaryLiteral {
    private let sections: [(name: String, content: any Presentable)]

    package init(_ sections: [(String, any Presentable)]) {
        self.sections = sections.map { (name: $0.0, content: $0.1) }
    }

    package init(dictionaryLiteral elements: (String, any Presentable)...) {
        self.init(elements)
    }

    package func lines(on terminal: Terminal?) -> [String] {
        let blocks = sections.map { section in
            let words = String(section.name.map { $0 == "_" ? " " : $0 })
            let heading = words.prefix(1).uppercased() + words.dropFirst()
            return [Style.strong.applied(to: heading, on: terminal)]
                + section.content.lines(
                    on: terminal.map { Terminal(width: $0.width - 2, hasColour: $0.hasColour) }
                )
                .map { $0.isEmpty ? "" : "  \($0)" }
        }
        return Array(blocks.joined(separator: [""]))
    }

    package var json: JSON {
        .object(sections.map { JSON.Member($0.name, $0.content.json) })
    }
}
