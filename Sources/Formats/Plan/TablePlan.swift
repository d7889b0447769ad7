/// What was decided about a table that lies in some bytes, for loading it the same way again.
///
/// Sniffing makes it, people edit it, and the nightly load follows it.
package struct TablePlan: Hashable, Sendable {
    /// How the rows lie in the bytes.
    package var layout: Layout

    /// In the order of the source, and of the rows that a reader writes.
    package var columns: [PlanColumn]

    /// Facts that led to the layout, as sentences for people.
    package var evidence: [String]

    /// What of the source will not be loaded although it may have been meant to be, as sentences for people.
    package var warnings: [String]

    /// How the rows lie in the bytes.
    package enum Layout: Hashable, Sendable {
        case delimited(DelimitedLayout)
        case json(JSONLayout)
    }

    package init(layout: Layout, columns: [PlanColumn], evidence: [String] = [], warnings: [String] = []) {
        self.layout = layout
        self.columns = columns
        self.evidence = evidence
        self.warnings = warnings
    }
}
