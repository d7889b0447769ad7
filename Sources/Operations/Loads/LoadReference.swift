package import FoundationEssentials

/// Which load somebody means.
package enum LoadReference: Hashable, Sendable {
    case load(UUID)
    /// The last one that brought rows into a table, which is named with its schema, or without where no other is called so.
    case table(String)
}
