package import Postgres

/// The rows of a query, each as its texts.
package func texts(_ sql: SQL, _ connection: borrowing Connection) throws -> [[String?]] {
    try connection.query(sql).map { row in row.columns.indices.map { row.text($0) } }
}

/// The SQLSTATE with which a statement is refused, nil when it is not.
package func refusal(of sql: SQL, _ connection: borrowing Connection) throws -> SQLState? {
    do {
        _ = try connection.query(sql)
        return nil
    } catch let failure as ServerFailure {
        return failure.sqlState
    }
}
