/// A column of the source in a plan.
package struct PlannedColumn: Codable, Hashable, Sendable {
    /// The column's name in the source.
    package var column: String
    package var take: Bool
    package var name: String
    package var type: String
    package var rules: [CleaningRule]

    package init(column: String, take: Bool = true, name: String, type: String, rules: [CleaningRule] = []) {
        self.column = column
        self.take = take
        self.name = name
        self.type = type
        self.rules = rules
    }
}
