package import FoundationEssentials
package import Vocabulary

/// Whose chains are meant, in whatever data databases they lie.
package enum ChainSelection: Hashable, Sendable {
    case all
    case platform
    case tenant(TenantIdentifier)
    /// A tenant that the base may not know any more.
    case identity(UUID)
}
