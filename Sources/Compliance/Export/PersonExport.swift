package import Postgres
import Tenancy
import Vocabulary

/// What a tenant holds on a person, read at one moment.
package struct PersonExport: Sendable {
    package struct Table: Sendable {
        package let name: RelationName
        package let purpose: String
        package let legalBasis: String
        package let columns: [String]
        package let rows: [[String?]]
        /// Each row as PostgreSQL writes it in JSON.
        package let json: [String]
    }

    package let tables: [Table]

    package var rowCount: Int { tables.map(\.rows.count).reduce(0, +) }

    /// Reads it.
    ///
    /// **Runs as** the tenant's ETL login, whom no policy on the rows hides anything from.
    package static func read(
        _ plan: PersonalPlan, of subject: Subject, on connection: borrowing Connection
    ) throws -> PersonExport {
        try connection.transaction(.repeatableRead.readOnly) { connection in
            var tables: [Table] = []
            for table in plan.tables {
                let condition = try table.condition(for: subject, connection) ?? "false"
                let source: SQL = "\(identifier: table.name.schema, table.name.name)"
                let rows = try connection.query("select * from \(sql: source) where \(sql: condition)")
                let json = try connection.query(
                    "select row_to_json(person)::text from \(sql: source) as person where \(sql: condition)"
                ) { row -> String in try row[0] }
                tables.append(
                    Table(
                        name: table.name, purpose: table.declaration.purpose,
                        legalBasis: table.declaration.legalBasis.rawValue,
                        columns: rows.first?.columns ?? [],
                        rows: rows.map { row in row.columns.indices.map { row.text($0) } }, json: json))
            }
            let texts = subject.values.filter { $0.utf8.count >= PersonErasure.rejectTextMinimum }
            let rejects = try connection.query(
                """
                select schema_name, table_name, line_number, reason, raw_line from socle.own_rejects
                where exists (select from unnest(\(texts)::text[]) as wanted where strpos(raw_line, wanted) > 0)
                order by schema_name, table_name, reject_id
                """
            ) { row -> [String?] in (0..<5).map { row.text($0) } }
            if !rejects.isEmpty {
                tables.append(.rejects(rejects))
            }
            return PersonExport(tables: tables)
        }
    }
}

extension PersonExport.Table {
    /// The records of loads that were refused and name the person.
    fileprivate static func rejects(_ rows: [[String?]]) -> PersonExport.Table {
        let columns = ["schema_name", "table_name", "line_number", "reason", "raw_line"]
        let json = rows.map { row in
            JSON.object(zip(columns, row).map { JSON.Member($0, JSON($1)) }).description
        }
        return PersonExport.Table(
            name: RelationName(schema: Identifier(derived: "socle"), name: Identifier(derived: "rejects")),
            purpose: "", legalBasis: "", columns: columns, rows: rows, json: json)
    }

    /// The rows as CSV of RFC 4180, in UTF-8, with their columns on the first line.
    package var csv: String {
        ([columns.map { $0 as String? }] + rows).map { row in
            row.map { $0.map(Self.field) ?? "" }.joined(separator: ",") + "\r\n"
        }.joined()
    }

    private static func field(_ text: String) -> String {
        // An empty text in quotes, a null without.
        let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy { !"\",\r\n".unicodeScalars.contains($0) }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    }
}

extension PersonExport {
    /// The whole as one document in JSON; rows are as PostgreSQL writes them.
    package func document(tenant: String, madeAt: String) -> String {
        let head: JSON = ["tenant": .string(tenant), "exported_at": .string(madeAt), "rows": JSON(rowCount)]
        var text = "\(head.description.dropLast()),\"tables\":["
        for (index, table) in tables.enumerated() {
            let facts: JSON = [
                "table": .string(table.name.description), "purpose": .string(table.purpose),
                "legal_basis": .string(table.legalBasis),
            ]
            text += "\(index > 0 ? "," : "")\n\(facts.description.dropLast()),\"rows\":[\n"
            text += table.json.joined(separator: ",\n") + "]}"
        }
        return text + "]}\n"
    }
}
