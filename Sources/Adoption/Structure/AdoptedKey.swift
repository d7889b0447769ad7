package import Vocabulary

/// A primary key or a unique key that is made again.
package struct AdoptedKey: Sendable {
    package let name: Identifier
    package let isPrimary: Bool
    package let columns: [Identifier]
    /// The same columns by their names in the source.
    package let sources: [String]
    package let isDeferrable: Bool
    package let isDeferred: Bool
}
