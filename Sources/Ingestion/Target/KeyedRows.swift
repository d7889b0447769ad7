import Formats
import Postgres
import Vocabulary

/// Rows of a staging table on their way into a table whose rows are known by a key.
struct KeyedRows {
    /// Columns that a history adds.
    static let periodColumns = ["valid_from", "valid_to", "is_current"]

    let staging: Staging
    let key: [String]
    /// Whether rows that the staging table lacks are deleted, or ended.
    let deletesMissing: Bool

    private var others: [String] { staging.keptColumns.filter { !key.contains($0) } }

    /// Whether a row of the table is that of the staging table, as `old` and `new`.
    private func isSame() throws -> SQL {
        try key.map { name -> SQL in
            let column: SQL = "\(identifier: try Identifier(name))"
            return "old.\(sql: column) = new.\(sql: column)"
        }.joined(separator: " and ")
    }

    private func differs() throws -> SQL {
        if others.isEmpty { return "false" }
        return """
            row(\(sql: try columnList(others, of: "old"))) is distinct from row(\(sql: try columnList(others, of: "new")))
            """
    }

    /// Changes rows that differ, inserts new ones, and deletes missing ones if that is wanted.
    func merge(on connection: borrowing Connection) throws -> Publication {
        var result = Publication(way: .merge)
        let (target, source) = (staging.targetName, staging.name)
        if deletesMissing {
            result.deleted = try connection.execute(
                """
                delete from \(sql: target) as old
                where not exists (select from \(sql: source) as new where \(sql: try isSame()))
                """)
        }
        if !others.isEmpty {
            let assignments = try others.map { name -> SQL in
                let column: SQL = "\(identifier: try Identifier(name))"
                return "\(sql: column) = new.\(sql: column)"
            }.joined()
            result.updated = try connection.execute(
                """
                update \(sql: target) as old set \(sql: assignments) from \(sql: source) as new
                where \(sql: try isSame()) and \(sql: try differs())
                """)
        }
        result.inserted = try connection.execute(
            """
            insert into \(sql: target) (\(sql: try columnList(staging.keptColumns)))
            select \(sql: try columnList(staging.keptColumns, of: "new")) from \(sql: source) as new
            where not exists (select from \(sql: target) as old where \(sql: try isSame()))
            """)
        return result
    }

    /// Ends the time of rows that differ, and of missing ones if that is wanted; begins that of new ones.
    func keepHistory(on connection: borrowing Connection) throws -> Publication {
        var result = Publication(way: .history)
        let (target, source) = (staging.targetName, staging.name)
        let missing: SQL =
            deletesMissing
            ? " or not exists (select from \(sql: source) as new where \(sql: try isSame()))" : ""
        result.updated = try connection.execute(
            """
            update \(sql: target) as old set valid_to = transaction_timestamp(), is_current = false
            where is_current and (
                exists (select from \(sql: source) as new where \(sql: try isSame()) and \(sql: try differs()))
                \(sql: missing)
            )
            """)
        result.inserted = try connection.execute(
            """
            insert into \(sql: target) (\(sql: try columnList(staging.keptColumns)), valid_from, is_current)
            select \(sql: try columnList(staging.keptColumns, of: "new")), transaction_timestamp(), true
            from \(sql: source) as new
            where not exists (select from \(sql: target) as old where old.is_current and \(sql: try isSame()))
            """)
        return result
    }

    /// Makes the table that is not there yet, with its key, and for a history the time of each row.
    func createTable(history: Bool, on connection: borrowing Connection) throws {
        let columns = staging.plan.columns.map { ($0.name, $0.type.sql) }
        let period: SQL =
            history
            ? """
            , valid_from timestamptz not null, valid_to timestamptz, is_current boolean not null
            """ : ", primary key (\(sql: try columnList(key)))"
        try connection.execute(
            "create table \(sql: staging.targetName) (\(sql: try columnDefinitions(columns))\(sql: period))")
        if history {
            try connection.execute(
                "create unique index on \(sql: staging.targetName) (\(sql: try columnList(key))) where is_current")
        }
    }
}
