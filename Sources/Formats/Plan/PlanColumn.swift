/// A column of a plan: where its cells come from, and what becomes of them.
package struct PlanColumn: Hashable, Sendable {
    /// The name in the database, clean and unique within the table.
    package var name: String

    /// The label as the source has it: the header, or the path of a member such as `adresse.ville`.
    package var label: String

    /// The field of each record, from 1; 0 in a source whose members have names.
    package var field: Int

    /// The type that cells are written as; what does not fit is rejected.
    package var type: ColumnType

    /// How the cells are written in the source.
    package var format: ValueFormat

    /// What the values stand for, when they are codes.
    package var meaning: Meaning?

    /// Facts that led to the type, as sentences for people.
    package var evidence: [String]

    package init(
        name: String, label: String, field: Int, type: ColumnType, format: ValueFormat = ValueFormat(),
        meaning: Meaning? = nil, evidence: [String] = []
    ) {
        self.name = name
        self.label = label
        self.field = field
        self.type = type
        self.format = format
        self.meaning = meaning
        self.evidence = evidence
    }
}
