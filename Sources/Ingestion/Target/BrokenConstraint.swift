import Postgres
import Vocabulary

/// What a table demands of its rows and rows of a load do not keep, in the words of the table's own catalog.
///
/// The server tells of the staging table, whose name nobody knows and which is gone by then.
package struct BrokenConstraint: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Rows share a key.
        case key
        case check
        case notNull
        case exclusion
        /// A row refers to one that is not there.
        case reference
        /// A row that would go is one that others refer to.
        case referenced
        /// No part of a divided table is for the row.
        case partition
    }

    let kind: Kind
    /// The table that has the constraint, with its schema.
    let table: String
    /// Nil where the server knows none by a name.
    let name: String?
    let columns: [String]
    /// The constraint as a statement has it.
    let definition: String?
    /// What the server says of the first row or key, in its language.
    let told: String?

    /// Looks up in the catalog what a failure is about; nil when it is not about the table of the load.
    static func find(_ failure: ServerFailure, _ staging: Staging, on connection: borrowing Connection) throws
        -> BrokenConstraint?
    {
        let isAboutRows = failure.table == staging.target.text || failure.table == staging.table.text
        let told = failure.serverDetail.map { oneLine($0) }
        let table = "\(staging.schema).\(staging.target)"
        guard let name = failure.constraint else {
            guard isAboutRows else { return nil }
            if let column = failure.column {
                return BrokenConstraint(
                    kind: .notNull, table: table, name: nil, columns: [column], definition: nil, told: told)
            }
            return BrokenConstraint(
                kind: .partition, table: table, name: nil, columns: [], definition: nil, told: told)
        }
        return try connection.first(
            """
            select kind, relation, name, columns, definition
            from socle.constraints_of(\(sql: staging.oid(of: staging.target)))
            where (name = \(name) or part_id = \(orNull: part(in: name))::oid) and is_own = \(isAboutRows)
            """
        ) { row in
            BrokenConstraint(
                kind: kind(try row[0], isOwn: isAboutRows), table: try row[1], name: try row[2],
                columns: try row[3], definition: try row[4], told: told)
        }
    }

    /// The part of the old table that a part of the staging table was built after, as `socle.part_name` names it.
    private static func part(in name: String) -> Int64? {
        guard name.hasPrefix("socle_load_") else { return nil }
        return name.split(separator: "_").last.flatMap { Int64($0) }
    }

    private static func kind(_ letter: String, isOwn: Bool) -> Kind {
        switch letter {
        case "c": .check
        case "n": .notNull
        case "x": .exclusion
        case "f": isOwn ? .reference : .referenced
        default: .key
        }
    }
}

extension BrokenConstraint {
    var message: String {
        let name = quoted(name ?? "")
        return switch kind {
        case .key: "rows share a key of \(name) of table \(quoted(table))"
        case .check: "a row breaks constraint \(name) of table \(quoted(table))"
        case .notNull: "a row has no value in column \(quoted(columns.first ?? "")) of table \(quoted(table))"
        case .exclusion: "rows exclude each other by constraint \(name) of table \(quoted(table))"
        case .reference: "a row refers by constraint \(name) of table \(quoted(table)) to none"
        case .referenced: "rows of table \(quoted(table)) refer by constraint \(name) to one that would go"
        case .partition: "no partition of table \(quoted(table)) is for a row"
        }
    }

    var detail: String? {
        let columns = columns.isEmpty ? nil : "columns: \(columns.map(quoted).joined(separator: ", "))"
        let lines = [columns, definition.map { oneLine($0) }, told].compactMap { $0 }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    func hint(_ mode: LoadMode) -> String {
        switch kind {
        case .key where !mode.needsKey:
            "Load with --mode merge\(columns.map { " --key \($0)" }.joined()): of rows that share a key the first counts, "
                + "and the others are rejects within --max-rejects. Or correct the source."
        case .key, .exclusion, .check: "Correct the source, or the constraint."
        case .notNull:
            "Fill the column in the source, or let it be empty: "
                + "'alter table \(table) alter \(columns.first ?? "") drop not null'."
        case .reference: "Load first what is referred to, or correct the source."
        case .referenced:
            "Take away first what refers to it, or load with --mode merge without --delete-missing, which leaves such rows."
        case .partition: "Make a partition for it, or correct the source."
        }
    }
}
