import CLibPQ

extension Connection {
    /// Runs the statements of a file, for migrations only: nothing can be bound.
    ///
    /// Without a transaction around it, or one in the text, all statements are
    /// one transaction, as the simple protocol has it.
    ///
    /// - Parameter name: the file, shown with line and column when a statement fails.
    /// - Throws: ``ServerFailure``, whose `line` is the script's; ``ConnectionFailure``;
    ///   ``PostgresFailure/unexpectedCopy(statement:)`` for COPY from or to the client.
    package borrowing func executeScript(_ text: String, named name: String = "script") throws {
        precondition(!session.isCopying, "A connection cannot be used while a COPY on it is under way.")
        let statement = Statement(script: text, name: name)
        guard !text.utf8.contains(0) else { throw PostgresFailure.nulInStatement(statement: name) }
        if PQsendQuery(pointer, text) == 0 { throw lost(during: statement) }
        let result = try finish(statement)
        guard result.status != PGRES_COPY_IN, result.status != PGRES_COPY_OUT else {
            throw PostgresFailure.unexpectedCopy(statement: name)
        }
    }
}
