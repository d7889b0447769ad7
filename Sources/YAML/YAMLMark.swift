package import Vocabulary

/// The place of a node in the file that it was read from.
///
/// It keeps hold of that file's text, so that trees merged out of several
/// files still show each failure in its own.
package struct YAMLMark: Sendable {
    let source: YAMLSource

    /// The line, from 0.
    let line: Int

    /// The column in Unicode scalars, from 0, as libyaml counts.
    let scalarColumn: Int

    /// The file, line and column, counted as an editor shows them.
    package var position: SourcePosition {
        let column = source.shownLine(line, upTo: scalarColumn).count + 1
        return SourcePosition(file: source.file, line: line + 1, column: column)
    }

    /// The position, its line of text and a caret: the detail of a failure.
    package var excerpt: String {
        position.caret(under: source.shownLine(line))
    }
}
