package import Vocabulary

/// A failure on this side of the connection: of binding, decoding, transactions and COPY.
package enum PostgresFailure: Failure {
    /// A text parameter holds a NUL character, which PostgreSQL's text cannot.
    case nulInParameter(number: Int, statement: String)
    /// The statement itself holds a NUL character, where the server would see its end.
    case nulInStatement(statement: String)
    /// The protocol numbers parameters with 16 bits.
    case tooManyParameters(count: Int, statement: String)
    /// The result has no column of that name.
    case noSuchColumn(String, columns: [String])
    /// A null came where the type has none.
    case unexpectedNull(column: String, wanted: String)
    /// A column's text is no value of the wanted type.
    case undecodable(column: String, wanted: String, type: PostgresType)
    /// More rows came than the one that was asked for.
    case severalRows(count: Int, statement: String)
    /// COPY was sent by a method that does not copy.
    case unexpectedCopy(statement: String)
    /// A copying method was given a statement that does not copy that way.
    case noCopy(statement: String)
    /// A binary COPY is not as its format says.
    case malformedCopy
    /// A field of a streamed row, its column counted from 0, is no value of the wanted type.
    case undecodableField(column: Int, wanted: String)
    /// The server answered COMMIT by rolling back, since a statement had failed.
    case commitRolledBack
    /// The body of a transaction failed, and so did the rollback after it.
    case rollbackFailed(cause: any Error, rollback: any Error)
    /// A text is no decimal number that `numeric` can hold.
    case malformedNumeric

    package var code: FailureCode {
        switch self {
        case .nulInParameter: "PGS301"
        case .nulInStatement: "PGS302"
        case .tooManyParameters: "PGS303"
        case .noSuchColumn: "PGS311"
        case .unexpectedNull: "PGS312"
        case .undecodable: "PGS313"
        case .severalRows: "PGS314"
        case .unexpectedCopy: "PGS321"
        case .noCopy: "PGS322"
        case .malformedCopy: "PGS323"
        case .undecodableField: "PGS324"
        case .commitRolledBack: "PGS331"
        case .rollbackFailed: "PGS332"
        case .malformedNumeric: "PGS341"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .nulInParameter, .malformedNumeric: .invalidData
        case .rollbackFailed(let cause as any Failure, _): cause.kind
        default: .internal
        }
    }

    package var message: String {
        switch self {
        case .nulInParameter(let number, _): "parameter $\(number) contains a NUL character"
        case .nulInStatement: "statement contains a NUL character"
        case .tooManyParameters(let count, _): "statement has \(count) parameters; at most 65535 can be sent"
        case .noSuchColumn(let name, _): "result has no column \(quoted(name))"
        case .unexpectedNull(let column, let wanted):
            "column \(quoted(column)) is null where \(wanted) is wanted"
        case .undecodable(let column, let wanted, let type):
            "column \(quoted(column)) of type \(type) cannot be read as \(wanted)"
        case .severalRows(let count, _): "statement returned \(count) rows where at most one is wanted"
        case .unexpectedCopy: "COPY was sent as an ordinary statement"
        case .noCopy: "statement does not copy in the wanted direction"
        case .malformedCopy: "the server's COPY is not in the binary format"
        case .undecodableField(let column, let wanted): "field \(column + 1) of a row cannot be read as \(wanted)"
        case .commitRolledBack:
            "transaction was rolled back when it was committed, since a statement in it had failed"
        case .rollbackFailed(let cause as any Failure, _): cause.message
        case .rollbackFailed: "transaction failed and could not be rolled back"
        case .malformedNumeric: "text is not a decimal number that numeric can hold"
        }
    }

    package var detail: String? {
        switch self {
        case .nulInParameter(_, let statement), .nulInStatement(let statement),
            .tooManyParameters(_, let statement), .severalRows(_, let statement),
            .unexpectedCopy(let statement),
            .noCopy(let statement):
            return "statement: \(oneLine(statement, limit: 300))"
        case .noSuchColumn(_, let columns):
            return "columns: \(columns.map { quoted($0) }.joined(separator: ", "))"
        case .rollbackFailed(let cause, let rollback):
            var lines: [String] = []
            if let cause = cause as? any Failure {
                if let detail = cause.detail { lines.append(detail) }
            } else {
                lines.append("cause: \(oneLine("\(cause)"))")
            }
            lines.append(
                "rollback failed too: \((rollback as? any Failure)?.message ?? oneLine("\(rollback)"))")
            return lines.joined(separator: "\n")
        case .unexpectedNull, .undecodable, .malformedCopy, .undecodableField, .commitRolledBack, .malformedNumeric:
            return nil
        }
    }

    package var hint: String? {
        switch self {
        case .noSuchColumn(let name, let columns):
            nearestName(to: name, in: columns).map { "The result has a column \(quoted($0))." }
        case .rollbackFailed(let cause as any Failure, _): cause.hint
        default: nil
        }
    }
}
