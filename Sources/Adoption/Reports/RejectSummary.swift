package import Postgres

/// Rows of a table that were refused for one reason, without what they hold.
package struct RejectSummary: Sendable {
    package let table: String
    package let column: String?
    package let reason: String
    package let rows: Int
    /// One value with everything but its form hidden.
    package let example: String

    /// The form of a value: letters become `a`, digits `9`, and of a long one the beginning alone is left.
    package static func masked(_ value: String) -> String {
        var form = ""
        for scalar in value.unicodeScalars.prefix(40) {
            switch scalar.properties.generalCategory {
            case .decimalNumber: form += "9"
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter: form += "a"
            default: form.unicodeScalars.append(scalar)
            }
        }
        return value.unicodeScalars.count > 40 ? form + "…" : form
    }
}

extension Workshop {
    /// The refused rows by table, column and reason.
    package func rejectSummaries(_ target: borrowing Connection) throws -> [RejectSummary] {
        try target.query(
            """
            select table_number, column_name, reason, count(*), min(left(raw_value, 200))
            from \(sql: rejects) group by 1, 2, 3 order by 1, 4 desc, 2, 3
            """
        ) { row in
            let number: Int = try row[0]
            let value: String? = try row[4]
            return RejectSummary(
                table: design.tables.first { $0.number == number }?.title ?? "", column: try row[1], reason: try row[2],
                rows: try row[3], example: RejectSummary.masked(value ?? ""))
        }
    }
}
