import CLibPQ

/// What the server answered to one statement; rows share it and it dies with the last.
final class QueryResult {
    /// A `PGresult *`, complete: libpq has read all of it.
    let pointer: OpaquePointer

    lazy var columns: [String] = (0..<PQnfields(pointer)).map { column in
        PQfname(pointer, column).map { String(cString: $0) } ?? ""
    }

    /// The first column of each name.
    lazy var indexes = Dictionary(
        columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

    /// - Parameter pointer: cleared when this object goes.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var isFailure: Bool {
        status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR
    }

    var rowCount: Int { Int(PQntuples(pointer)) }

    /// Rows that the statement changed, copied or returned; 0 for the rest.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The statement's own name as the server repeats it: `COMMIT`, `ROLLBACK`.
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }

    func type(of column: Int) -> PostgresType {
        PostgresType(identifier: PQftype(pointer, Int32(column)))
    }

    /// The bytes of a field, or nil for null; valid while this object is.
    func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
        let row = Int32(row)
        let column = Int32(column)
        if PQgetisnull(pointer, row, column) == 1 { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
    }
}
