import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// Makes staged rows visible: all of them, in one moment, as the mode of the load says.
struct Publisher {
    /// How long a swap waits for readers before rows are put in their place instead.
    private static let patience = Duration.seconds(10)

    /// Milliseconds for which the locks of a swap are waited for, attempt by attempt.
    ///
    /// A short wait serves where readers hold the table and come for a view, since they then wait for us; a long one
    /// where each statement is long.
    private static let waits = [20, 50, 100, 200, 400]

    let request: LoadRequest
    let loadID: UUID
    let staging: Staging
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

    // MARK: - A table that is not there yet

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
    private func label(on connection: borrowing Connection) throws {
        for column in staging.plan.columns where column.label != column.name && !column.label.isEmpty {
            let name = try Identifier(column.name)
            try connection.execute(
                "comment on column \(sql: staging.targetName).\(identifier: name) is \(literal: column.label)")
        }
    }

    // MARK: - Swap

    private func hasObstacles(on connection: borrowing Connection) throws -> Bool {
        let obstacles: [String] = try connection.query(
            """
            select obstacle from socle.swap_obstacles(\(sql: staging.oid(of: staging.target)), (
                select share_owner::regrole::text from socle.load_tables(\(loadID))
            ))
            """
        ) { row in try row[0] }
        return !obstacles.isEmpty
    }

    private func swap(
        on connection: borrowing Connection, _ finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        try connection.transaction { connection in
            // While readers still read the old table: keys, indexes, statistics.
            tell(.indexing)
            try connection.execute(
                """
                select socle.prepare_swap(\(sql: staging.oid(of: staging.target)), \(sql: staging.oid(of: staging.table)))
                """)
            tell(.analyzing)
            try connection.execute("analyze \(sql: staging.name)")
            tell(.swapping)
            var result = Publication(way: .swap)
            result.inserted = try count(on: connection)
            let end = ContinuousClock.now + Self.patience
            var attempts = 0
            while true {
                do {
                    // All that can wait for others comes before the locks that readers wait for.
                    try connection.transaction { connection in
                        try finish(connection, result)
                        try connection.execute(
                            """
                            select socle.swap_load(\(loadID),
                                \(Self.waits[attempts % Self.waits.count]) * interval '1 millisecond')
                            """)
                    }
                    return result
                } catch let failure as ServerFailure where Self.isBusy(failure.sqlState) {
                    guard ContinuousClock.now < end else { throw failure }
                    attempts += 1
                    Self.sleep(.milliseconds(Int.random(in: 5...40) + min(attempts, 200)))
                }
            }
        }
    }

    private static func isBusy(_ state: SQLState) -> Bool {
        state == .lockNotAvailable || state == .deadlockDetected
    }

    private static func isForInPlace(_ state: SQLState) -> Bool {
        isBusy(state) || state == .featureNotSupported || state == .dependentObjectsExist
            || state == .insufficientPrivilege || state == SQLState(rawValue: "42P16")
    }

    /// Waits until no transaction is left that sees some of the chunks only; false when one stays.
    private func waitUntilSettled(since: Date, on connection: borrowing Connection) throws -> Bool {
        let end = ContinuousClock.now + Self.patience
        while true {
            let isSettled = try connection.first("select socle.is_settled(\(loadID), \(since))") { row in
                try row[0] as Bool
            }
            if isSettled == true { return true }
            guard ContinuousClock.now < end else { return false }
            tell(.waiting)
            Self.sleep(.milliseconds(50))
        }
    }

    // MARK: - In place

    private func publishInPlace(
        on connection: borrowing Connection, _ finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        try connection.transaction { connection in
            tell(.writing)
            try prepareTable(on: connection)
            var result: Publication
            if request.mode == .replace {
                let key = try referencedKey(on: connection)
                if key.isEmpty {
                    result = Publication(way: .inPlace)
                    result.deleted = try connection.execute("delete from \(sql: staging.targetName)")
                    result.inserted = try insert(on: connection)
                } else {
                    // Others refer to rows by this key: those that stay are not deleted in between.
                    result = try KeyedRows(staging: staging, key: key, deletesMissing: true).merge(on: connection)
                    result.way = .difference
                }
            } else {
                result = Publication(way: .inPlace)
                result.inserted = try insert(on: connection)
            }
            try endInPlace(on: connection)
            try finish(connection, result)
            return result
        }
    }

    private func publishByKey(
        on connection: borrowing Connection, _ finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        try connection.transaction { connection in
            tell(.writing)
            let rows = KeyedRows(staging: staging, key: request.key, deletesMissing: request.deletesMissing)
            if staging.source == nil {
                try rows.createTable(history: request.mode == .history, on: connection)
                try label(on: connection)
            } else {
                try prepareTable(on: connection)
            }
            try connection.execute("analyze \(sql: staging.name)")
            let result =
                request.mode == .merge
                ? try rows.merge(on: connection) : try rows.keepHistory(on: connection)
            try endInPlace(on: connection)
            try finish(connection, result)
            return result
        }
    }

    /// Holds off other writers, not readers, and changes the columns as the rule of evolution says.
    private func prepareTable(on connection: borrowing Connection) throws {
        try connection.execute("lock table \(sql: staging.targetName) in share row exclusive mode")
        for (statement, text) in try staging.evolution.changes(of: staging.targetName) {
            do {
                try connection.execute(statement)
            } catch SQLState.featureNotSupported {
                throw LoadFailure.cannotEvolve(table: request.name, statement: text)
            }
        }
    }

    @discardableResult
    private func insert(on connection: borrowing Connection) throws -> Int {
        let names = try columnList(staging.keptColumns)
        return try connection.execute(
            """
            insert into \(sql: staging.targetName) (\(sql: names)) select \(sql: names) from \(sql: staging.name)
            """)
    }

    private func endInPlace(on connection: borrowing Connection) throws {
        try staging.drop(on: connection)
        tell(.analyzing)
        try connection.execute("analyze \(sql: staging.targetName)")
    }

    /// The columns by which foreign keys of other tables refer to rows; none when no other table does.
    private func referencedKey(on connection: borrowing Connection) throws -> [String] {
        try connection.query(
            """
            select attname::text
            from (
                select confrelid, confkey from pg_constraint
                where confrelid = \(sql: staging.oid(of: staging.target)) and contype = 'f' and conrelid <> confrelid
                order by oid limit 1
            ) as reference
            join pg_attribute on attrelid = confrelid and attnum = any(confkey)
            order by attnum
            """
        ) { row in try row[0] }
    }

    private func count(on connection: borrowing Connection) throws -> Int {
        try connection.first(
            "select coalesce(sum(row_count), 0)::bigint from socle.own_chunks where load_id = \(loadID)"
        ) { row in try row[0] } ?? 0
    }

    private static func sleep(_ duration: Duration) {
        pause(for: duration)
    }
}
