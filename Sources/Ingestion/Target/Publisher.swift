import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// Makes staged rows visible: all of them, in one moment, as the mode of the load says.
struct Publisher {
    let request: LoadRequest
    let loadID: UUID
    let staging: Staging
    /// Whether rows of the table whose key the staging table lacks are deleted, or ended.
    let deletesMissing: Bool
    /// Hears what is done next.
    let tell: (LoadProgress.Step) -> Void

    /// - Parameters:
    ///   - sealedAt: when the last chunk had been committed, by the server's clock.
    ///   - finish: writes what the platform keeps of the load, in the same transaction; may be called again after a
    ///     rollback.
    func publish(
        sealedAt: Date, on connection: borrowing Connection,
        finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        switch request.mode {
        case .merge, .history: return try publishByKey(on: connection, finish)
        case .append where staging.source != nil: return try publishInPlace(on: connection, finish)
        case .append, .replace: break
        }
        let isSettled = try waitUntilSettled(since: sealedAt, on: connection)
        guard staging.source != nil else {
            return try publishNew(isSettled: isSettled, on: connection, finish)
        }
        if isSettled, staging.shape == .successor, try !hasObstacles(on: connection) {
            do {
                return try swap(on: connection, finish)
            } catch let failure as ServerFailure where Self.isForInPlace(failure.sqlState) {
                // What a swap cannot carry, or readers who never pause: rows go into the table itself.
            }
        }
        return try publishInPlace(on: connection, finish)
    }

    private func publishNew(
        isSettled: Bool, on connection: borrowing Connection,
        _ finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        try connection.transaction { connection in
            var result = Publication(way: .new)
            if isSettled, staging.shape == .successor {
                try connection.execute("alter table \(sql: staging.name) rename to \(identifier: staging.target)")
                try connection.execute("select socle.show_table(\(sql: staging.oid(of: staging.target)))")
            } else {
                let columns = staging.plan.columns.map { ($0.name, $0.type.sql) }
                tell(.writing)
                try connection.execute(
                    "create table \(sql: staging.targetName) (\(sql: try columnDefinitions(columns)))")
                try insert(on: connection)
                try staging.drop(on: connection)
            }
            try label(on: connection)
            tell(.analyzing)
            try connection.execute("analyze \(sql: staging.targetName)")
            result.inserted = try count(on: connection)
            try finish(connection, result)
            return result
        }
    }

    /// Gives the columns the labels of the source, where those say more than the names.
    func label(on connection: borrowing Connection) throws {
        for column in staging.plan.columns where column.label != column.name && !column.label.isEmpty {
            let name = try Identifier(column.name)
            try connection.execute(
                "comment on column \(sql: staging.targetName).\(identifier: name) is \(literal: column.label)")
        }
    }

    /// The rows that all chunks of the load brought.
    func count(on connection: borrowing Connection) throws -> Int {
        try connection.first(
            "select coalesce(sum(row_count), 0)::bigint from socle.own_chunks where load_id = \(loadID)"
        ) { row in try row[0] } ?? 0
    }
}
