package import Audit

/// What a run of anchoring did.
package struct MadeAnchor: Sendable {
    package let number: Int
    /// Microseconds since 1970-01-01 UTC.
    package let anchoredAt: Int64
    /// Chains that have changed since the checkpoint before.
    package let chains: Int
    /// Number of the checkpoint that an earlier run made and could not deliver, and this one did.
    package let deliveredLate: Int?
    /// Whether the file was empty or not there, although there are earlier checkpoints.
    package let beginsFile: Bool
    /// Chains that no longer reach to where they were anchored.
    package let retreats: [AnchorLog.Retreat]
}
