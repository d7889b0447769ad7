package import Vocabulary

/// Writes trees and JSON values as YAML that people read and version control compares.
///
/// One value a line, two spaces a level, keys in their own order, lines never
/// folded; a text that some reader would take for a number, a truth value or
/// a date stands in quotes, one of several lines as a block after `|`. The same
/// tree gives the same text, and reading that text gives the same tree.
package struct YAMLWriter: Sendable {
    /// A writer with nothing to set.
    package init() {}

    /// The text of a tree, with a line end.
    ///
    /// A plain scalar stays plain where it can, a quoted one stays quoted; every
    /// form of null is written `null`. What stood behind an alias is written out.
    ///
    /// - Parameter comment: lines to stand above it, without `#`.
    /// - Throws: ``YAMLFailure/library(_:)``.
    package func text(of node: YAMLNode, comment: String? = nil) throws -> String {
        let emitter = try EventEmitter()
        try emitter.begin()
        try write(node, to: emitter)
        try emitter.end()
        return header(comment) + emitter.text
    }

    /// The text of a JSON value, with a line end.
    ///
    /// - Parameter comment: lines to stand above it, without `#`.
    /// - Throws: ``YAMLFailure/library(_:)``.
    package func text(of json: JSON, comment: String? = nil) throws -> String {
        try text(of: YAMLNode(json), comment: comment)
    }

    private func write(_ node: YAMLNode, to emitter: borrowing EventEmitter) throws {
        switch node {
        case .scalar(let scalar):
            try emitter.scalar(scalar.isNull ? "null" : scalar.text, style: scalar.style)
        case .sequence(let sequence):
            try emitter.beginSequence()
            for element in sequence.elements { try write(element, to: emitter) }
            try emitter.endSequence()
        case .mapping(let mapping):
            try emitter.beginMapping()
            for entry in mapping.entries {
                let style = PlainText.style(for: entry.key)
                try emitter.scalar(entry.key, style: style == .literal ? .doubleQuoted : style)
                try write(entry.value, to: emitter)
            }
            try emitter.endMapping()
        }
    }

    private func header(_ comment: String?) -> String {
        guard let comment, !comment.isEmpty else { return "" }
        return comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
    }
}
