import Formats
import Postgres
import Vocabulary

extension TablePlan {
    /// The plan with declared types in place of those that were found out.
    ///
    /// - Throws: ``FormatFailure`` for a name that is none of the plan's columns.
    func declaring(_ types: [String: ColumnType], of source: String) throws -> TablePlan {
        var plan = self
        for (name, type) in types.sorted(by: { $0.key < $1.key }) {
            guard let index = columns.firstIndex(where: { $0.name == name }) else {
                throw FormatFailure.unknownColumn(source, column: name, known: columns.map(\.name))
            }
            plan.columns[index].type = type
            plan.columns[index].evidence.append("the type was declared")
        }
        return plan
    }
}

/// The names and types of columns as a `create table` takes them.
func columnDefinitions(_ columns: [(name: String, type: String)]) throws -> SQL {
    try columns.map { column -> SQL in "\(identifier: try Identifier(column.name)) \(raw: column.type)" }.joined()
}

/// The names of columns, separated by commas, each behind the name of a table when one is given.
func columnList(_ names: [String], of table: SQL? = nil) throws -> SQL {
    try names.map { name -> SQL in
        let column: SQL = "\(identifier: try Identifier(name))"
        return table.map { "\(sql: $0).\(sql: column)" } ?? column
    }.joined()
}
