import CLibPQ

extension Connection {
    /// Runs statements one after the other in one round trip: all of them, or none.
    ///
    /// Outside a transaction they are one of their own. A failure names the statement that failed.
    ///
    /// - Throws: as ``execute(_:)``, and ``transaction(_:_:)`` outside of one.
    /// - Precondition: none of them copies, or begins or ends a transaction.
    package borrowing func execute(_ statements: [SQL]) throws {
        precondition(!session.isCopying, "A connection cannot be used while a COPY on it is under way.")
        if statements.isEmpty { return }
        // All are made before one is sent, so that what cannot be sent keeps the others back.
        let messages = try statements.map(Message.init)
        // Without one the end of the pipeline would commit, and libpq loses count of its results when that fails.
        guard isInTransaction else { return try transaction { try $0.run(messages) } }
        try run(messages)
    }

    private borrowing func run(_ messages: [Message]) throws {
        guard let last = messages.last else { return }
        guard PQenterPipelineMode(pointer) == 1 else { throw lost(during: last.statement) }
        defer { PQexitPipelineMode(pointer) }
        for message in messages {
            guard message.send(on: pointer) else { throw lost(during: message.statement) }
        }
        guard PQpipelineSync(pointer) == 1 else { throw lost(during: last.statement) }
        var failed: (result: QueryResult, statement: Statement)?
        for message in messages {
            // Nothing ends the results of a statement.
            while !isLost, let pointer = PQgetResult(pointer) {
                let result = QueryResult(owning: pointer)
                if result.isFailure { failed = failed ?? (result, message.statement) }
            }
        }
        while !isLost, let pointer = PQgetResult(pointer) {
            let result = QueryResult(owning: pointer)
            if result.isFailure { failed = failed ?? (result, last.statement) }
            if result.status == PGRES_PIPELINE_SYNC { break }
        }
        if let failed { throw failure(of: failed.result, in: failed.statement) }
        if isLost { throw lost(during: last.statement) }
    }
}
