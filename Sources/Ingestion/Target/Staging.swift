import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// The table beside the target into which rows go first, and which nobody but its owner sees.
///
/// Either it is made like the target, to take its place, or it has just the
/// columns that are read, and marks in front where rows are compared one by one.
struct Staging {
    /// Columns of the marks: the line and the byte offset of the record.
    static let marks = ["socle_line", "socle_offset"]

    let schema: Identifier
    let target: Identifier
    let table: Identifier
    let shape: Shape
    let plan: TablePlan
    let evolution: Evolution
    let source: TargetTable?
    /// Whether a record with a value in a column that the table lacks is refused.
    let refusesDiscarded: Bool

    enum Shape: String {
        /// Takes the place of the table that is there, or becomes the table.
        case successor
        /// Rows are taken out of it.
        case plain
        /// As plain, and each row has its line and offset.
        case marked
    }

    init(_ request: LoadRequest, plan: TablePlan, evolution: Evolution, replacing existing: TargetTable?, loadID: UUID)
    {
        schema = request.schema
        target = request.table
        table = Identifier(derived: "socle_load_\(loadID.uuidString.lowercased().replacing("-", with: ""))")
        self.plan = plan
        self.evolution = evolution
        source = existing
        refusesDiscarded = request.evolution == .discardRow
        shape =
            if request.mode.needsKey || request.evolution == .discardRow && !evolution.discarded.isEmpty {
                .marked
            } else if !evolution.discarded.isEmpty || !evolution.widened.isEmpty {
                .plain
            } else {
                .successor
            }
    }

    var name: SQL { "\(identifier: schema, table)" }
    var targetName: SQL { "\(identifier: schema, target)" }
    var isMarked: Bool { shape == .marked }

    /// The columns that are read, in the order of the rows.
    var readColumns: [String] { plan.columns.map(\.name) }
    /// Those of them that the table has.
    var keptColumns: [String] { readColumns.filter { !evolution.discarded.contains($0) } }

    /// What a later load must make itself to take this one's chunks over.
    var signature: String {
        let old = source?.columns.map { "\($0.name) \($0.type)" } ?? []
        let read = plan.columns.map { "\($0.name) \((evolution.types[$0.name] ?? $0.type).sql)" }
        return ([shape.rawValue] + old + ["<"] + read).joined(separator: "\n")
    }

    /// The statement by which rows come in.
    func copyStatement(into table: SQL) throws -> SQL {
        let names = (isMarked ? Self.marks : []) + readColumns
        return "copy \(sql: table) (\(sql: try columnList(names))) from stdin (format binary)"
    }

    /// Makes the table, in the transaction in which default privileges for it are taken back.
    func create(on connection: borrowing Connection) throws {
        try connection.transaction { connection in
            if shape == .successor, source != nil {
                try connection.execute(
                    """
                    create table \(sql: name)
                        (like \(sql: targetName) including all excluding indexes excluding statistics)
                    """)
                for (statement, _) in try evolution.changes(of: name) { try connection.execute(statement) }
            } else {
                let marks = isMarked ? Self.marks.map { ($0, "bigint") } : []
                let read = plan.columns.map { ($0.name, (evolution.types[$0.name] ?? $0.type).sql) }
                try connection.execute(
                    "create table \(sql: name) (\(sql: try columnDefinitions(marks + read)))")
            }
            try connection.execute("select socle.hide_staging(\(sql: oid(of: table)))")
        }
    }

    /// Takes over what a load that was cut short left; false when it is not what its record says.
    func takeOver(_ chunks: StagedChunks, by loadID: UUID, on connection: borrowing Connection) throws -> Bool {
        let left = Identifier(
            derived: "socle_load_\(chunks.loadID.uuidString.lowercased().replacing("-", with: ""))")
        let rows: Int? = try connection.first("select count(*) from \(identifier: schema, left)") { try $0[0] }
        guard rows == chunks.rowCount else { return false }
        try connection.transaction { connection in
            try connection.execute("alter table \(identifier: schema, left) rename to \(identifier: table)")
            try connection.execute("select socle.take_over_chunks(\(loadID), \(chunks.loadID))")
        }
        return true
    }

    /// Takes the table away.
    func drop(on connection: borrowing Connection) throws {
        try connection.execute("drop table if exists \(sql: name)")
    }

    /// A subquery of the number of a table of this schema.
    func oid(of table: Identifier) -> SQL {
        // Literals: of a statement that binds values the server's words about rows are not shown.
        "to_regclass(format('%I.%I', \(literal: schema.text), \(literal: table.text)))::oid"
    }
}
