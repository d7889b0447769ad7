import CLibPQ

// How a statement goes to the server and its results come back. Each function
// that sends leaves the connection idle again, or knows it as lost.

extension Connection {
    /// Runs one statement that does not copy, to its end.
    borrowing func run(_ sql: SQL) throws -> QueryResult {
        let statement = try send(sql)
        let result = try finish(statement)
        guard result.status != PGRES_COPY_IN, result.status != PGRES_COPY_OUT,
            result.status != PGRES_COPY_BOTH
        else { throw PostgresFailure.unexpectedCopy(statement: statement.text) }
        return result
    }

    /// Sends one statement with its values.
    ///
    /// - Returns: what a failure may show of it.
    borrowing func send(_ sql: SQL) throws -> Statement {
        precondition(!session.isCopying, "A connection cannot be used while a COPY on it is under way.")
        let message = try Message(sql)
        guard message.send(on: pointer) else { throw lost(during: message.statement) }
        return message.statement
    }

    /// Takes all results of what was sent and gives the last.
    ///
    /// A COPY that no one is there to feed or read is ended, and is the result.
    ///
    /// - Throws: the first failure among the results.
    borrowing func finish(_ statement: Statement) throws -> QueryResult {
        var last: QueryResult?
        var copy: QueryResult?
        var failed: (result: QueryResult, completed: Int)?
        var completed = 0
        while let pointer = PQgetResult(pointer) {
            let result = QueryResult(owning: pointer)
            switch result.status {
            case PGRES_COPY_IN, PGRES_COPY_BOTH:
                PQputCopyEnd(self.pointer, "no data was meant to be sent")
                copy = copy ?? result
            case PGRES_COPY_OUT:
                drainCopy()
                copy = copy ?? result
            // The failure that follows our own end of a COPY says nothing.
            case _ where result.isFailure && copy == nil: failed = failed ?? (result, completed)
            default: completed += 1
            }
            last = result
            // Once broken, libpq may give the same result for ever.
            if isLost { break }
        }
        // Only now is it known whether the connection outlived the failure.
        if let failed { throw failure(of: failed.result, in: statement, completed: failed.completed) }
        guard let result = copy ?? last else { throw lost(during: statement) }
        return result
    }

    /// Reads and forgets what a COPY still sends.
    borrowing func drainCopy() {
        var buffer: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(pointer, &buffer, 0) > 0 {
            PQfreemem(buffer)
            buffer = nil
        }
    }

    /// What a result that is a failure means: the statement's, or the connection's.
    ///
    /// - Parameter completed: how many statements of a script went well before.
    borrowing func failure(of result: QueryResult, in statement: Statement, completed: Int = 0) -> any Error {
        let report = ServerReport(of: result.pointer)
        if isLost {
            let state = report.sqlState.rawValue.isEmpty ? nil : report.sqlState
            return ConnectionFailure.lost(statement: statement.text, sqlState: state, report: report.message)
        }
        let line = report.position == nil ? statement.line(afterCompleting: completed) : nil
        return ServerFailure(report, in: statement, line: line)
    }

    /// The failure of a connection that is broken.
    borrowing func lost(during statement: Statement) -> any Error {
        // Another result may hold the server's last words.
        while let pointer = PQgetResult(pointer) {
            let result = QueryResult(owning: pointer)
            if result.isFailure { return failure(of: result, in: statement) }
            if isLost { break }
        }
        let report = PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
        return ConnectionFailure.lost(statement: statement.text, sqlState: nil, report: report)
    }
}
