import CLibPQ

/// A connection to PostgreSQL: owned by one thread, lent by closure, closed when it goes.
///
/// Every call blocks until the server has answered. The session speaks UTF-8,
/// its time zone is UTC, and notices are dropped.
///
///     let connection = try Connection(to: parameters)
///     let names = try connection.query("select name from socle.tenants where tier = \(tier)") { row in
///         try row["name"] as String
///     }
///
/// **Cost** a result is held in memory whole; read large ones by ``copyOut(_:_:)``.
package struct Connection: ~Copyable {
    /// The `PGconn *`, which this value alone finishes.
    let pointer: OpaquePointer
    let session = Session()

    /// A handle with which another thread can stop what this connection is doing.
    package let cancellation: Cancellation

    /// Connects; a password that changed since it was read is read again, once.
    ///
    /// - Throws: ``ConnectionFailure``, which never shows the password.
    package init(to parameters: ConnectionParameters) throws {
        let pointer = try Self.open(parameters)
        guard let cancellation = Cancellation(of: pointer) else {
            PQfinish(pointer)
            throw ConnectionFailure.unreachable(server: parameters.host ?? "", report: "out of memory")
        }
        self.pointer = pointer
        self.cancellation = cancellation
    }

    private static func open(_ parameters: ConnectionParameters) throws -> OpaquePointer {
        do {
            return try Login(parameters: parameters).open()
        } catch let failure as ConnectionFailure {
            guard case .refused(_, _, _, .invalidPassword, _) = failure,
                let again = try parameters.withPasswordReadAgain()
            else { throw failure }
            return try Login(parameters: again).open()
        }
    }

    deinit {
        PQfinish(pointer)
    }

    /// The server's version as one number: 150020 is 15.20.
    package var serverVersion: Int { Int(PQserverVersion(pointer)) }

    /// The process identifier of the server's process for this connection.
    package var processIdentifier: Int32 { PQbackendPID(pointer) }

    /// Whether the connection is known to have broken; a use of it then fails.
    package var isLost: Bool { PQstatus(pointer) == CONNECTION_BAD }

    /// Whether a transaction is open, be it healthy or failed.
    package var isInTransaction: Bool {
        let status = PQtransactionStatus(pointer)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE
    }

    /// Runs one statement.
    ///
    /// - Returns: the number of rows that it changed or returned, 0 for DDL.
    /// - Throws: ``ServerFailure``, ``ConnectionFailure`` or ``PostgresFailure``.
    @discardableResult
    package borrowing func execute(_ sql: SQL) throws -> Int {
        try run(sql).affectedRows
    }

    /// Runs one statement and gives its rows.
    ///
    /// - Throws: as ``execute(_:)``.
    package borrowing func query(_ sql: SQL) throws -> [Row] {
        let result = try run(sql)
        return (0..<result.rowCount).map { Row($0, of: result) }
    }

    /// Runs one statement and decodes each row.
    ///
    /// - Throws: as ``execute(_:)``, and what the closure throws.
    package borrowing func query<Value>(_ sql: SQL, _ decode: (Row) throws -> Value) throws -> [Value] {
        let result = try run(sql)
        return try (0..<result.rowCount).map { try decode(Row($0, of: result)) }
    }

    /// Runs one statement and decodes its only row, or gives nil when there is none.
    ///
    /// - Throws: as ``query(_:_:)``, and ``PostgresFailure/severalRows(count:statement:)``.
    package borrowing func first<Value>(_ sql: SQL, _ decode: (Row) throws -> Value) throws -> Value? {
        let result = try run(sql)
        guard result.rowCount <= 1 else {
            throw PostgresFailure.severalRows(count: result.rowCount, statement: sql.shownText)
        }
        return result.rowCount == 0 ? nil : try decode(Row(0, of: result))
    }
}
