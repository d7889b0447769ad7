package import Vocabulary

/// A table by its schema and name.
package struct RelationName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let schema: Identifier
    package let name: Identifier

    package init(schema: Identifier, name: Identifier) {
        self.schema = schema
        self.name = name
    }

    package var description: String { "\(schema).\(name)" }

    /// As messages show it.
    var quoted: String { Vocabulary.quoted(description) }

    package static func < (left: RelationName, right: RelationName) -> Bool {
        (left.schema, left.name) < (right.schema, right.name)
    }
}
