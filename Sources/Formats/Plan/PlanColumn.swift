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

    /// Whether the cells are not the values but the reasons why there is none, such as `secret`.
    package var isStatus: Bool

    /// Facts that led to the type, as sentences for people.
    package var evidence: [String]

    package init(
        name: String, label: String, field: Int, type: ColumnType, format: ValueFormat = ValueFormat(),
        meaning: Meaning? = nil, isStatus: Bool = false, evidence: [String] = []
    ) {
        self.name = name
        self.label = label
        self.field = field
        self.type = type
        self.format = format
        self.meaning = meaning
        self.isStatus = isStatus
        self.evidence = evidence
    }
}

extension [PlanColumn] {
    /// The columns with one behind each of those that the indices name, for the reasons why it has no value.
    func addingStatuses(behind indices: Set<Int>) -> [PlanColumn] {
        var taken = Set(map(\.name))
        return enumerated().flatMap { index, column -> [PlanColumn] in
            guard indices.contains(index) else { return [column] }
            let name = ColumnName.names(for: ["\(column.name)_status"], taken: taken)[0]
            taken.insert(name)
            let status = PlanColumn(
                name: name, label: column.label, field: column.field, type: .text, isStatus: true,
                evidence: ["tells which values of \(column.name) are a statistical secret"])
            return [column, status]
        }
    }
}

extension TablePlan {
    /// The plan with the columns of reasons that a table has, though this source gives none.
    ///
    /// One edition of a source keeps values secret and the next does not; the
    /// table is the same.
    package func addingStatuses(knownTo table: [String]) -> TablePlan {
        let names = Set(columns.map(\.name))
        let wanted = columns.indices.filter { index in
            let status = "\(columns[index].name)_status"
            return !columns[index].isStatus && table.contains(status) && !names.contains(status)
        }
        var plan = self
        plan.columns = columns.addingStatuses(behind: Set(wanted))
        return plan
    }
}
