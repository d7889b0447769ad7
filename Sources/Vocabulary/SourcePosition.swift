/// A place in a text that a person wrote, shown as `file:line:column`.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// The file as the reader named it.
    package let file: String

    /// The line, from 1.
    package let line: Int

    /// The column in characters, from 1.
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }

    /// Shows a line of the text with a caret under this column.
    ///
    /// Tabs, control and direction marks become spaces, so that the caret
    /// stands under its character, and a long line is cut to a window round it.
    package func caret(under text: some StringProtocol) -> String {
        let shown = text.map { character in
            character.unicodeScalars.contains {
                [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
            } ? " " : character
        }
        let window = 100
        let start = column > window ? column - window / 2 : 0
        let visible = String(shown.dropFirst(start).prefix(window))
        let indent = String(repeating: " ", count: max(0, column - 1 - start))
        return "\(self)\n  \(visible)\n  \(indent)^"
    }
}
