package import Formats
package import Vocabulary

/// What is to be loaded, and how.
package struct LoadRequest: Sendable {
    /// What becomes of the rows that are there.
    package enum Mode: String, CaseIterable, Sendable {
        /// They give way to the new ones, in one moment.
        case replace
        /// They stay, and the new ones are added.
        case append
    }

    package let origin: Origin
    package let schema: Identifier
    package let table: Identifier
    package var mode = Mode.replace
    package var budget = RejectBudget.usual
    /// Load even when the same content is in the table already.
    package var isForced = false
    package var options = SniffOptions()
    /// Types that are declared, by name of column; the others are found out.
    package var types: [String: ColumnType] = [:]

    package init(origin: Origin, schema: Identifier, table: Identifier) {
        self.origin = origin
        self.schema = schema
        self.table = table
    }
}
