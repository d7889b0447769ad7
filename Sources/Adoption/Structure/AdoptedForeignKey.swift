package import Vocabulary

/// A foreign key that is made again.
package struct AdoptedForeignKey: Sendable {
    package let name: Identifier
    package let columns: [Identifier]
    package let targetNumber: Int
    package let targetTitle: String
    package let targetSchema: Identifier
    package let targetColumns: [Identifier]
    package let onDelete: String
    package let onUpdate: String
    package let isDeferrable: Bool
    package let isDeferred: Bool
}
