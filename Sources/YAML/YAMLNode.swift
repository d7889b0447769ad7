package import Vocabulary

/// A scalar, a sequence or a mapping, with the place where it was written.
///
/// A scalar keeps the text as it stands in the file: whether `no`, `01004` or
/// `1.10` is a text, a number or a truth value is for the field to say that
/// reads it. Two nodes are equal when they say the same, wherever they stand.
package enum YAMLNode: Hashable, Sendable {
    case scalar(YAMLScalar)
    case sequence(YAMLSequence)
    case mapping(YAMLMapping)

    /// The place of the node, or nil when a program made it.
    package var mark: YAMLMark? {
        switch self {
        case .scalar(let scalar): scalar.mark
        case .sequence(let sequence): sequence.mark
        case .mapping(let mapping): mapping.mark
        }
    }

    /// Whether this is `null`, `~` or nothing at all, written without quotes.
    package var isNull: Bool {
        if case .scalar(let scalar) = self { scalar.isNull } else { false }
    }

    /// The value of a mapping's key, or nil.
    package subscript(key: String) -> YAMLNode? {
        if case .mapping(let mapping) = self { mapping[key] } else { nil }
    }

    /// The node at the end of a path of keys, or nil.
    ///
    /// For a check that looks at several fields and must name the place of one:
    /// `root.node(at: ["limits", "users"])?.mark`.
    package func node(at path: [String]) -> YAMLNode? {
        var node: YAMLNode? = self
        for key in path { node = node?[key] }
        return node
    }

    /// A failure about this node, shown at its place: for checks that come after decoding.
    package func rejected(by failure: any Failure) -> YAMLFailure {
        .rejected(failure, at: mark)
    }

    /// What the node is, as a message says it.
    var kindInWords: String {
        switch self {
        case .scalar(let scalar): scalar.isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
