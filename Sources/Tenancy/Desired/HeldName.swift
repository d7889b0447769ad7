package import Vocabulary

/// A name that the registry keeps for a tenant.
package struct HeldName: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case schema, role, database
    }

    package let kind: Kind
    package let name: Identifier
}
