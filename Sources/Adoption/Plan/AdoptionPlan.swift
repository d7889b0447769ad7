/// What is taken of a source, under which names and types, and how it is made clean: a value that people edit.
package struct AdoptionPlan: Codable, Hashable, Sendable {
    /// Form of the file; the only one so far is 1.
    package var version = 1
    /// What the plan was made for, for its readers.
    package var source: String
    package var tables: [PlannedTable]

    package init(source: String, tables: [PlannedTable]) {
        self.source = source
        self.tables = tables
    }

    /// The tables that are taken, with the number by which the adoption knows each: its place among all.
    package var taken: [(number: Int, table: PlannedTable)] {
        tables.enumerated().filter(\.element.take).map { ($0.offset + 1, $0.element) }
    }
}
