import CLibPQ

/// The fields of an error as the server sent them.
struct ServerReport: Equatable {
    var sqlState = SQLState(rawValue: "")
    var severity = ""
    var message = ""
    var detail: String?
    var hint: String?
    var position: Int?
    var internalPosition: Int?
    var internalQuery: String?
    var context: String?
    var schema: String?
    var table: String?
    var column: String?
    var dataType: String?
    var constraint: String?

    init() {}

    /// - Parameter result: a `PGresult *` whose status is an error.
    init(of result: OpaquePointer) {
        func field(_ field: clibpq_field) -> String? {
            PQresultErrorField(result, Int32(field.rawValue)).map { String(cString: $0) }
        }
        sqlState = SQLState(rawValue: field(clibpq_field_sqlstate) ?? "")
        severity = field(clibpq_field_severity) ?? ""
        // An error that libpq itself made has no fields.
        message = field(clibpq_field_message) ?? String(cString: PQresultErrorMessage(result))
        detail = field(clibpq_field_detail)
        hint = field(clibpq_field_hint)
        position = field(clibpq_field_position).flatMap { Int($0) }
        internalPosition = field(clibpq_field_internal_position).flatMap { Int($0) }
        internalQuery = field(clibpq_field_internal_query)
        context = field(clibpq_field_context)
        schema = field(clibpq_field_schema)
        table = field(clibpq_field_table)
        column = field(clibpq_field_column)
        dataType = field(clibpq_field_data_type)
        constraint = field(clibpq_field_constraint)
    }
}

extension ServerFailure {
    /// Makes a failure of a report, without the values that the report may repeat.
    ///
    /// 1. The server repeats values in messages of data exceptions (class 22)
    ///    and in details and contexts of these and of constraints (class 23).
    ///    They are kept when the statement binds none, as COPY and scripts do.
    /// 2. An error inside a function has its position in the function's query,
    ///    which is then shown in place of the statement.
    init(_ report: ServerReport, in statement: Statement, line: Int? = nil) {
        let mayRepeatValues =
            ["22", "23"].contains(report.sqlState.conditionClass) && !statement.values.isEmpty
        let inner = report.internalPosition.flatMap { position in
            report.internalQuery.map { (query: $0, position: position) }
        }
        sqlState = report.sqlState
        severity = report.severity
        serverMessage = mayRepeatValues ? withoutValues(statement.values, report.message) : report.message
        serverDetail = mayRepeatValues ? nil : report.detail
        serverHint = report.hint
        position = inner?.position ?? report.position
        schema = report.schema
        table = report.table
        column = report.column
        dataType = report.dataType
        constraint = report.constraint
        context = mayRepeatValues ? nil : report.context
        self.statement = inner?.query ?? statement.text
        statementName = inner == nil ? statement.name : "function"
        self.line = line ?? report.position.flatMap { textPosition(ofScalar: $0, in: statement.text)?.line }
    }
}

/// Replaces each quoted value by its number, and cuts the rest that ends a message of class 22.
private func withoutValues(_ values: [BoundValue], _ message: String) -> String {
    var message = message
    for (index, value) in values.enumerated() {
        guard case .text(let text) = value.content else { continue }
        message = message.split(separator: "\"\(text)\"", omittingEmptySubsequences: false)
            .joined(separator: "$\(index + 1)")
    }
    // An element of an array or a part of a JSON value is no bound value itself.
    if let tail = message.firstRange(of: ": \"") { message = String(message[..<tail.lowerBound]) }
    return message
}
