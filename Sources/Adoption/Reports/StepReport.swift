package import Vocabulary

/// What a step of an adoption found or did, for people in Markdown and for programs in JSON.
///
/// Names and texts of the source are somebody else's: none of them can make a heading, a link or a row here.
package struct StepReport: Sendable {
    /// Rows of the same columns under a title.
    package struct Section: Sendable {
        package let title: String
        package let columns: [String]
        package let rows: [[String]]

        package init(_ title: String, _ columns: [String], _ rows: [[String]]) {
            self.title = title
            self.columns = columns
            self.rows = rows
        }
    }

    /// The step, as its files are named.
    package let step: String
    package let title: String
    package var facts: [(name: String, value: String)]
    package var sections: [Section]
    /// Texts that keep their lines, such as those of views.
    package var texts: [(title: String, text: String)]

    package init(
        _ step: String, _ title: String, facts: [(String, String)] = [], sections: [Section] = [],
        texts: [(String, String)] = []
    ) {
        self.step = step
        self.title = title
        self.facts = facts
        self.sections = sections
        self.texts = texts
    }

    package var json: JSON {
        .object([
            .init("step", .string(step)),
            .init("facts", .object(facts.map { .init($0.name, .string($0.value)) })),
            .init(
                "sections",
                .object(
                    sections.map { section in
                        let rows = section.rows.map { row in
                            JSON.object(zip(section.columns, row).map { .init($0, .string($1)) })
                        }
                        return .init(section.title, .array(rows))
                    })),
            .init("texts", .object(texts.map { .init($0.title, .string($0.text)) })),
        ])
    }

    package var markdown: String {
        var lines = ["# \(Self.escaped(title))", ""]
        for (name, value) in facts { lines.append("- \(Self.escaped(name)): \(Self.escaped(value))") }
        for section in sections {
            lines += ["", "## \(Self.escaped(section.title))", ""]
            if section.rows.isEmpty {
                lines.append("None.")
                continue
            }
            lines.append("| \(section.columns.map(Self.escaped).joined(separator: " | ")) |")
            lines.append("|" + String(repeating: " --- |", count: section.columns.count))
            for row in section.rows { lines.append("| \(row.map(Self.escaped).joined(separator: " | ")) |") }
        }
        for (title, text) in texts {
            let fence = Self.fence(around: text)
            lines += ["", "## \(Self.escaped(title))", "", "\(fence)sql"]
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.visible(String($0)) }
            lines.append(fence)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text of unknown origin on one line, of which Markdown makes nothing else.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in visible(text).unicodeScalars {
            if "\\`*[]<>|#".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func visible(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += "{u+\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// A fence longer than any row of tildes in a text.
    private static func fence(around text: String) -> String {
        var longest = 2
        var run = 0
        for character in text.unicodeScalars {
            run = character == "~" ? run + 1 : 0
            longest = max(longest, run)
        }
        return String(repeating: "~", count: longest + 1)
    }
}
