package import Formats
package import Vocabulary

/// What is to be loaded, and how.
package struct LoadRequest: Sendable {
    package let origin: Origin
    package let schema: Identifier
    package let table: Identifier
    package var mode = LoadMode.replace
    /// The columns by which a merge and a history know a row; by other modes it is measured whether each is known so.
    package var key: [String] = []
    /// Whether rows that the source does not hold are deleted by a merge, and ended by a history.
    package var deletesMissing = false
    /// What becomes of columns that only the source or only the table has.
    package var evolution = EvolutionRule.freeze
    package var budget = RejectBudget.usual
    /// How many connections send rows at most.
    package var connections = ConnectionCount.usual
    /// Load even when the same content is in the table already.
    package var isForced = false
    /// Whether chunks that a load left behind when it was cut short are taken over.
    package var resumes = true
    package var options = SniffOptions()
    /// How the source is to be read, to the letter; nil to find it out.
    package var plan: SourcePlan?
    /// A plan that was kept, and is laid onto what the source is now.
    package var keptPlan: SourcePlan?
    /// Which table of the source, or of the plan, from 1.
    package var tableNumber = 1
    /// How long another load of the table is waited for.
    package var patience = Duration.zero
    /// The declared source that is loaded.
    package var declaredAs: SourceName?
    /// Types that are declared, by name of column; the others are found out.
    package var types: [String: ColumnType] = [:]
    /// What the data promises to be; the load measures how far it is so.
    package var contract = QualityContract()

    /// The refused records that the source holds, where the load replays those of another.
    package var replay: Replay?

    package init(origin: Origin, schema: Identifier, table: Identifier) {
        self.origin = origin
        self.schema = schema
        self.table = table
    }

    /// The table as it is named to people.
    var name: String { "\(schema).\(table)" }

    /// What else than its mode and its content decides what a load does to its table.
    package var rules: JSON {
        [
            "evolution": .string(evolution.rawValue), "key": .array(key.map(JSON.string)),
            "deletes_missing": .bool(deletesMissing), "declared_as": JSON(declaredAs?.text),
        ]
    }
}
