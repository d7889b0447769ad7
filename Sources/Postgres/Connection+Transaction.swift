import CLibPQ

extension Connection {
    /// Runs a closure in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// 1. Outside a transaction: `begin` … `commit`.
    /// 2. Inside one: a savepoint, so that the closure's changes alone are undone.
    ///
    ///     try connection.transaction(.serializable.readOnly) { connection in … }
    ///
    /// - Throws: what the closure throws; ``PostgresFailure/rollbackFailed(cause:rollback:)`` with
    ///   that as its cause when the rollback fails as well;
    ///   ``PostgresFailure/commitRolledBack`` when the closure hid the failure of a statement;
    ///   ``ConnectionFailure/lostInCommit(report:)`` when the outcome is unknown.
    /// - Precondition: inside a transaction, no stricter isolation than its own is asked for.
    @discardableResult
    package borrowing func transaction<Result>(
        _ isolation: Isolation = .readCommitted, _ body: (borrowing Connection) throws -> Result
    ) throws -> Result {
        guard isInTransaction else {
            return try bracketed(
                isolation, begin: [isolation.beginning], commit: "commit", rollback: ["rollback"], body)
        }
        precondition(
            session.isolations.last?.covers(isolation) ?? true,
            "A transaction inside another cannot be isolated more strictly than the outer one.")
        let name = SQL(raw: "socle_\(session.isolations.count)")
        // Before the closure's bracket, since a savepoint that was not set cannot be rolled back to.
        try execute("savepoint \(sql: name)")
        return try bracketed(
            isolation, begin: isolation.narrowing.map { [$0] } ?? [],
            commit: "release savepoint \(sql: name)",
            rollback: ["rollback to savepoint \(sql: name)", "release savepoint \(sql: name)"], body)
    }

    /// Runs a closure between the statements that begin and end its changes.
    private borrowing func bracketed<Result>(
        _ isolation: Isolation, begin: [SQL], commit: SQL, rollback: [SQL],
        _ body: (borrowing Connection) throws -> Result
    ) throws -> Result {
        session.isolations.append(isolation)
        defer { session.isolations.removeLast() }
        let result: Result
        do {
            for statement in begin { try execute(statement) }
            result = try body(self)
        } catch {
            throw rolledBack(by: rollback, after: error)
        }
        do {
            let tag = try run(commit).commandTag
            if tag == "ROLLBACK" { throw PostgresFailure.commitRolledBack }
        } catch SQLState.inFailedTransaction {
            // A savepoint is not released when a statement after it has failed.
            throw rolledBack(by: rollback, after: PostgresFailure.commitRolledBack)
        } catch ConnectionFailure.lost(_, _, let report) where session.isolations.count == 1 {
            throw ConnectionFailure.lostInCommit(report: report)
        } catch {
            throw rolledBack(by: rollback, after: error)
        }
        return result
    }

    /// Rolls back and gives the failure to throw: the first cause, with the rollback's if it failed.
    private borrowing func rolledBack(by statements: [SQL], after cause: any Error) -> any Error {
        // The server has rolled back on its own, and the cause says that the connection broke.
        if isLost, cause is ConnectionFailure { return cause }
        // `begin` itself may have failed, or the closure may have ended the transaction.
        guard isInTransaction || isLost else { return cause }
        do {
            for statement in statements { try execute(statement) }
            return cause
        } catch {
            return PostgresFailure.rollbackFailed(cause: cause, rollback: error)
        }
    }
}
