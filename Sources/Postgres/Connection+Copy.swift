import CLibPQ

extension Connection {
    /// Runs `copy … from stdin`, fed by a closure.
    ///
    /// The format stands in the statement; bytes pass as they are. When the
    /// closure throws, the server is told to forget all rows.
    ///
    /// - Returns: the number of rows copied.
    /// - Throws: what the closure throws; ``ServerFailure`` when the data is refused.
    /// - Precondition: the closure does not use the connection.
    @discardableResult
    package borrowing func copyIn(_ sql: SQL, _ body: (borrowing CopyWriter) throws -> Void) throws -> Int {
        let statement = try beginCopy(sql, PGRES_COPY_IN)
        session.isCopying = true
        do {
            try body(CopyWriter(pointer, statement: statement.text))
            session.isCopying = false
        } catch {
            session.isCopying = false
            PQputCopyEnd(pointer, "the program gave up")
            // The server's failure only repeats that; the cause is the closure's.
            drainResults()
            throw error
        }
        guard PQputCopyEnd(pointer, nil) == 1 else { throw lost(during: statement) }
        return try finish(statement).affectedRows
    }

    /// Runs `copy … to stdout` and gives each piece to a closure, valid for that call only.
    ///
    /// In text format a piece is a row with its line end. When the closure
    /// throws, the statement is cancelled; an open transaction has then failed.
    ///
    /// - Returns: the number of rows copied.
    /// - Throws: what the closure throws; ``ServerFailure``.
    /// - Precondition: the closure does not use the connection.
    @discardableResult
    package borrowing func copyOut(_ sql: SQL, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        let statement = try beginCopy(sql, PGRES_COPY_OUT)
        session.isCopying = true
        defer { session.isCopying = false }
        var buffer: UnsafeMutablePointer<CChar>?
        while true {
            let count = PQgetCopyData(pointer, &buffer, 0)
            guard count > 0, let piece = buffer else { break }
            defer { PQfreemem(piece) }
            do {
                try body(UnsafeRawBufferPointer(start: piece, count: Int(count)))
            } catch {
                cancellation.cancel()
                drainCopy()
                drainResults()
                throw error
            }
        }
        return try finish(statement).affectedRows
    }

    /// Runs a query and gives each row to a closure as it comes, so that no more than a piece is in memory.
    ///
    /// - Parameter query: without bound values, which COPY does not take; a literal serves.
    /// - Returns: the number of rows.
    /// - Throws: what the closure throws; ``ServerFailure``.
    /// - Precondition: the closure does not use the connection.
    @discardableResult
    package borrowing func stream(_ query: SQL, _ body: (borrowing BinaryRow) throws -> Void) throws -> Int {
        precondition(query.values.isEmpty, "A query that is streamed has no bound values.")
        var decoder = BinaryCopyDecoder()
        return try copyOut("copy (\(sql: query)) to stdout (format binary)") { try decoder.take($0, body) }
    }

    /// Sends the statement and waits until the copying can begin.
    private borrowing func beginCopy(_ sql: SQL, _ wanted: ExecStatusType) throws -> Statement {
        let statement = try send(sql)
        guard let pointer = PQgetResult(pointer) else { throw lost(during: statement) }
        let result = QueryResult(owning: pointer)
        if result.status == wanted { return statement }
        switch result.status {
        case PGRES_COPY_IN, PGRES_COPY_BOTH: PQputCopyEnd(self.pointer, "no data was meant to be sent")
        case PGRES_COPY_OUT: drainCopy()
        default: break
        }
        drainResults()
        if result.isFailure { throw failure(of: result, in: statement) }
        throw PostgresFailure.noCopy(statement: statement.text)
    }

    /// Takes and forgets what is left of the results.
    private borrowing func drainResults() {
        while let pointer = PQgetResult(pointer) {
            let status = PQresultStatus(pointer)
            PQclear(pointer)
            // A broken COPY is reported again and again.
            if isLost || status == PGRES_COPY_IN || status == PGRES_COPY_OUT { break }
        }
    }
}
