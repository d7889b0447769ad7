import CLibPQ

/// A statement with its values, ready to be sent by the extended protocol, which refuses a second statement.
struct Message {
    let statement: Statement
    private let text: String
    private let parameters: ParameterBuffer

    /// - Throws: ``PostgresFailure`` for what no server can be told.
    init(_ sql: SQL) throws {
        let statement = Statement(sql)
        self.statement = statement
        text = sql.text
        guard !text.utf8.contains(0) else { throw PostgresFailure.nulInStatement(statement: statement.text) }
        parameters = try ParameterBuffer(statement.values, statement: statement.text)
    }

    /// - Returns: false when the connection is lost.
    func send(on connection: OpaquePointer) -> Bool {
        parameters.withPointers { types, values, lengths, formats in
            PQsendQueryParams(connection, text, Int32(types.count), types, values, lengths, formats, 0) == 1
        }
    }
}
