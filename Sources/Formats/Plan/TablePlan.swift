/// What was decided about one table of a source.
package struct TablePlan: Hashable, Sendable {
    /// What the source calls the table, if it does: a title above it, or a sheet.
    package var name: String?

    /// Where the table begins and ends.
    package var bounds: TableBounds

    /// The number of fields of every record; 0 in a source whose members have names.
    package var width: Int

    /// In the order of the source, and of the rows that a reader writes.
    package var columns: [PlanColumn]

    /// Facts that led to the bounds, as sentences for people.
    package var evidence: [String]

    package init(
        name: String? = nil, bounds: TableBounds = TableBounds(), width: Int = 0, columns: [PlanColumn],
        evidence: [String] = []
    ) {
        self.name = name
        self.bounds = bounds
        self.width = width
        self.columns = columns
        self.evidence = evidence
    }
}
