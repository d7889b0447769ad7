/// A value on its way to the server as a parameter of a statement.
package struct BoundValue: Hashable, Sendable {
    /// What is sent.
    package enum Content: Hashable, Sendable {
        case null
        /// PostgreSQL's text format.
        case text(String)
        /// PostgreSQL's binary format.
        case bytes([UInt8])
    }

    package let type: PostgresType
    package let content: Content

    package init(_ content: Content, as type: PostgresType) {
        self.content = content
        self.type = type
    }
}
