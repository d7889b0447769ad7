package import Vocabulary

/// Whose chains are meant, in whatever data databases they lie.
package enum ChainSelection: Hashable, Sendable {
    case all
    case platform
    case tenant(TenantIdentifier)
}
