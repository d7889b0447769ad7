package import FoundationEssentials

/// Refused records of an earlier load that a load brings into its table: all of them, or none.
package struct Replay: Hashable, Sendable {
    /// The load that refused them.
    package let load: UUID
    /// Their numbers among its rejects, in order.
    package let rejects: [Int64]
    /// The line of the earlier source on which each record began, by the line of the text that is read now; nil where
    /// a file of somebody's own is read.
    package let lines: [Int: Int]?

    package init(load: UUID, rejects: [Int64], lines: [Int: Int]?) {
        self.load = load
        self.rejects = rejects
        self.lines = lines
    }
}
