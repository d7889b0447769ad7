/// A screen with a person in front of it.
package struct Terminal: Hashable, Sendable {
    /// Columns of characters.
    package let width: Int

    /// Whether colours are shown and wanted.
    package let hasColour: Bool

    package init(width: Int, hasColour: Bool) {
        self.width = width
        self.hasColour = hasColour
    }
}
