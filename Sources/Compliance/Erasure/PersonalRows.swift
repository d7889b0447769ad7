import Postgres
import Tenancy
import Vocabulary

extension PersonalPlan.Table {
    /// The condition that the person's rows of the table meet, or nil when none can.
    ///
    /// A value that a column's type does not know, such as a name for a number, is no row's.
    ///
    /// **Runs as** a login of the tenant.
    func condition(for subject: Subject, _ connection: borrowing Connection) throws -> SQL? {
        var parts: [SQL] = []
        for mark in subject.marks {
            guard let column = declaration.subject.first(where: { $0.text == mark.column }) else { continue }
            let part: SQL = "\(identifier: column) = \(mark.value)"
            do {
                try connection.transaction { connection in
                    _ = try connection.query(
                        "select from \(identifier: name.schema, name.name) where \(sql: part) limit 0")
                }
                parts.append(part)
            } catch let failure as ServerFailure where failure.sqlState.conditionClass == "22" {
                continue
            }
        }
        return parts.isEmpty ? nil : "(\(sql: parts.joined(separator: " or ")))"
    }
}
