/// Something of a source that whoever adopts it must know, with what is done about it.
package struct Finding: Codable, Hashable, Sendable {
    package enum Severity: String, Codable, CaseIterable, Sendable, Comparable {
        /// It cannot be taken over as it is.
        case obstacle
        /// It is taken over changed, or somebody must look.
        case warning
        case note

        package static func < (left: Severity, right: Severity) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    package var severity: Severity
    /// A stable word for programs, such as `lost-zeros`.
    package var kind: String
    /// What it is about: a table, a column, the database.
    package var object: String
    /// Counts, and no value of a person.
    package var evidence: String
    /// What is done with it.
    package var consequence: String

    package init(_ severity: Severity, _ kind: String, _ object: String, _ evidence: String, _ consequence: String) {
        self.severity = severity
        self.kind = kind
        self.object = object
        self.evidence = evidence
        self.consequence = consequence
    }
}
