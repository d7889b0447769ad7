import FoundationEssentials
import Postgres

extension Publisher {
    /// How long a swap waits for readers before rows are put in their place instead.
    private static let patience = Duration.seconds(10)

    /// Milliseconds for which the locks of a swap are waited for, attempt by attempt.
    ///
    /// A short wait serves where readers hold the table and come for a view, since they then wait for us; a long one
    /// where each statement is long.
    private static let waits = [20, 50, 100, 200, 400]

    func hasObstacles(on connection: borrowing Connection) throws -> Bool {
        let obstacles: [String] = try connection.query(
            """
            select obstacle from socle.swap_obstacles(\(sql: staging.oid(of: staging.target)), (
                select share_owner::regrole::text from socle.load_tables(\(loadID))
            ))
            """
        ) { row in try row[0] }
        return !obstacles.isEmpty
    }

    func swap(
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
                    pause(for: .milliseconds(Int.random(in: 5...40) + min(attempts, 200)))
                }
            }
        }
    }

    private static func isBusy(_ state: SQLState) -> Bool {
        state == .lockNotAvailable || state == .deadlockDetected
    }

    static func isForInPlace(_ state: SQLState) -> Bool {
        isBusy(state) || state == .featureNotSupported || state == .dependentObjectsExist
            || state == .insufficientPrivilege || state == SQLState(rawValue: "42P16")
    }

    /// Waits until no transaction is left that sees some of the chunks only; false when one stays.
    func waitUntilSettled(since: Date, on connection: borrowing Connection) throws -> Bool {
        let end = ContinuousClock.now + Self.patience
        while true {
            let isSettled = try connection.first("select socle.is_settled(\(loadID), \(since))") { row in
                try row[0] as Bool
            }
            if isSettled == true { return true }
            guard ContinuousClock.now < end else { return false }
            tell(.waiting)
            pause(for: .milliseconds(50))
        }
    }
}
