/// How the rows of a source lie in its characters.
package enum SourceFormat: Hashable, Sendable {
    case delimited(Dialect)
    case json(JSONLayout)

    /// The dialect of a delimited text.
    package var dialect: Dialect? {
        if case .delimited(let dialect) = self { dialect } else { nil }
    }
}
