/// A text as it was written, without its quotes, and how it was written.
package struct YAMLScalar: Hashable, Sendable {
    /// How a scalar was written; only a plain one can stand for null.
    package enum Style: Hashable, Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// A block after `|`, which keeps its line ends.
        case literal
        /// A block after `>`, whose lines are joined.
        case folded
    }

    /// The text without quotes, escapes and indentation.
    package var text: String

    /// How the text was written, or is to be.
    package var style: Style

    /// The place of the text, or nil when a program made it.
    package var mark: YAMLMark?

    /// A text written in a given style.
    package init(_ text: String, style: Style, mark: YAMLMark? = nil) {
        self.text = text
        self.style = style
        self.mark = mark
    }

    /// Whether this is `null`, `~` or nothing at all, written without quotes.
    package var isNull: Bool {
        style == .plain && Self.nullWords.contains(text)
    }

    private static let nullWords: Set<String> = ["", "~", "null", "Null", "NULL"]

    /// Equal are texts of the same bytes that are both plain, or both not.
    package static func == (left: YAMLScalar, right: YAMLScalar) -> Bool {
        (left.style == .plain) == (right.style == .plain)
            && (left.isNull && right.isNull || left.text.utf8.elementsEqual(right.text.utf8))
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(isNull ? "" : text)
    }
}
