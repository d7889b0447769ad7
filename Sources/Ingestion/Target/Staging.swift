import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// The table that rows go into first: the new table itself, or one beside the old.
///
/// It is made and dropped in the load's own transaction, so that nobody else
/// ever sees it.
struct Staging {
    private let schema: Identifier
    private let target: Identifier
    private let definitions: SQL
    private let labels: [(column: Identifier, label: String)]
    private let replacesTable: Bool

    let table: Identifier
    let columnNames: SQL

    init(_ request: LoadRequest, plan: TablePlan, replacing existing: TargetTable?, loadID: UUID) throws {
        schema = request.schema
        target = request.table
        definitions = try plan.columnDefinitions()
        columnNames = try plan.columnNames()
        labels = try plan.columns.map { (try Identifier($0.name), $0.label) }
        replacesTable = existing != nil
        table = existing == nil ? request.table : Identifier(derived: "socle_load_\(loadID.uuidString.lowercased())")
    }

    func create(on connection: borrowing Connection) throws {
        if replacesTable {
            // Types of the table that is there, none of its checks: those are the target's to make.
            try connection.execute(
                "create table \(identifier: schema, table) (like \(identifier: schema, target))")
            return
        }
        try connection.execute("create table \(identifier: schema, table) (\(sql: definitions))")
        for (column, label) in labels where label != column.text && !label.isEmpty {
            try connection.execute(
                "comment on column \(identifier: schema, table).\(identifier: column) is \(literal: label)")
        }
    }

    /// Puts the rows where readers find them, at the last moment of the transaction.
    func publish(mode: LoadRequest.Mode, on connection: borrowing Connection) throws {
        if replacesTable {
            if mode == .replace { try connection.execute("truncate \(identifier: schema, target)") }
            try connection.execute(
                """
                insert into \(identifier: schema, target) (\(sql: columnNames))
                select \(sql: columnNames) from \(identifier: schema, table)
                """)
            try connection.execute("drop table \(identifier: schema, table)")
        }
        try connection.execute("analyze \(identifier: schema, target)")
    }
}
