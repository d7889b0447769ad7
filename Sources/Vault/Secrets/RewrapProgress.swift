/// How far the re-wrapping of a tenant's secrets has come.
package struct RewrapProgress: Sendable, Equatable {
    /// How many were not under the primary when it began, all versions counted.
    package let total: Int

    /// How many have been re-wrapped.
    package var rewrapped = 0

    /// How many could not be opened and were left as they are.
    package var skipped = 0
}
