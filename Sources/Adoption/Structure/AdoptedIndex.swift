package import Vocabulary

/// An index that is made again.
package struct AdoptedIndex: Sendable {
    static let methods: Set<String> = ["btree", "hash", "gin", "gist", "brin", "spgist"]

    package let name: Identifier
    package let method: String
    package let isUnique: Bool
    package let columns: [Identifier]
}
