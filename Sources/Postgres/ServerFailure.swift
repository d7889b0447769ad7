package import Vocabulary

/// A statement that the server refused, with all that the server said of it.
///
/// No text here holds a bound value: where the server repeats one in a message
/// of class 22 or 23, its number stands in its place.
package struct ServerFailure: Failure, Equatable {
    package let sqlState: SQLState

    /// `ERROR`, `FATAL` or `PANIC`, in any language of the server.
    package let severity: String

    /// The server's own line, which may be in the server's language.
    package let serverMessage: String
    package let serverDetail: String?
    package let serverHint: String?

    /// Where the statement is wrong, in Unicode scalars from 1.
    package let position: Int?
    package let schema: String?
    package let table: String?
    package let column: String?
    package let dataType: String?
    package let constraint: String?

    /// The server's call stack: functions, and the line of a COPY.
    package let context: String?

    /// The statement with `$1` for values and stars for literals.
    package let statement: String

    /// What the statement is called in the detail: `statement`, or a script's file.
    package let statementName: String

    /// The line of the script, from 1, when the server or the order of statements tells it.
    package let line: Int?

    package var code: FailureCode { "PGS201" }
    package var kind: FailureKind { sqlState.kind }
    package var message: String { oneLine(serverMessage) }

    package var detail: String? {
        var lines = [facts]
        if let serverDetail { lines.append(oneLine(serverDetail)) }
        if let context { lines.append(oneLine(context)) }
        lines.append(place)
        return lines.joined(separator: "\n")
    }

    package var hint: String? { serverHint.map { oneLine($0) } }

    /// SQLSTATE and the objects that the server names.
    private var facts: String {
        var facts = "SQLSTATE \(sqlState)"
        let names = [
            ("schema", schema), ("table", table), ("column", column), ("type", dataType),
            ("constraint", constraint),
        ]
        for case (let kind, let name?) in names { facts += ", \(kind) \(quoted(name))" }
        return facts
    }

    /// The faulty line with a caret, or the statement's beginning.
    private var place: String {
        // Scalars, since a line end of Windows is one Character that is not "\n".
        let lines = statement.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
        if let position, let found = textPosition(ofScalar: position, in: statement) {
            return SourcePosition(file: statementName, line: found.line, column: found.column)
                .caret(under: lines[found.line - 1])
        }
        if let line, lines.indices.contains(line - 1) {
            return SourcePosition(file: statementName, line: line, column: 1).caret(under: lines[line - 1])
        }
        return "\(statementName): \(oneLine(statement, limit: 300))"
    }
}

/// The line and the column, in characters from 1, of the scalar counted from 1.
func textPosition(ofScalar position: Int, in text: String) -> (line: Int, column: Int)? {
    let scalars = text.unicodeScalars
    guard position >= 1,
        let index = scalars.index(scalars.startIndex, offsetBy: position - 1, limitedBy: scalars.endIndex)
    else { return nil }
    let before = scalars[..<index]
    let start = before.lastIndex(of: "\n").map { scalars.index(after: $0) } ?? scalars.startIndex
    return (line: before.count { $0 == "\n" } + 1, column: String(scalars[start..<index]).count + 1)
}

/// Foreign text on one line, without control characters, and not too long.
package func oneLine(_ text: String, limit: Int = 1000) -> String {
    var line = ""
    var isAfterSpace = true
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == limit { return line + "…" }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            if !isAfterSpace { line += " " }
            isAfterSpace = true
        case .format, .surrogate, .privateUse, .unassigned:
            line += "\\u{\(String(scalar.value, radix: 16))}"
            isAfterSpace = false
        default:
            line.unicodeScalars.append(scalar)
            isAfterSpace = false
        }
    }
    return isAfterSpace ? String(line.dropLast()) : line
}
