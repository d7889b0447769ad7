internal import Vocabulary

extension StepReport {
    /// What the audit saw.
    package static func audit(
        _ catalog: SourceCatalog, facts: [Int: TableFacts], findings: [Finding], source: String
    ) -> StepReport {
        let rows = catalog.ownTables.reduce(0) { $0 + (facts[$1.oid]?.rows ?? 0) }
        let counts = Finding.Severity.allCases.map { severity in
            "\(findings.count { $0.severity == severity }) \(severity.rawValue)s"
        }
        let tables = catalog.ownTables.map { table in
            [
                table.title, table.owner, number(facts[table.oid]?.rows),
                ByteCount(bytes: Int64(table.bytes)).description,
                "\(table.columns.count)", table.primaryKey.map { $0.columns.joined(separator: ", ") } ?? "none",
                "\(table.constraints.count { $0.kind == .foreignKey })", "\(table.indexes.count)", table.comment ?? "",
            ]
        }
        let columns = catalog.ownTables.flatMap { table in
            table.columns.map { column in row(of: column, table, facts[table.oid] ?? TableFacts(rows: 0)) }
        }
        let keys = catalog.ownTables.flatMap { table in
            table.constraints.map { key in
                [table.title, key.name, "\(key.kind)", key.columns.joined(separator: ", ")]
            }
                + table.indexes.map { [table.title, $0.name, "index", $0.definition] }
        }
        return StepReport(
            "audit", "Audit of \(source)",
            facts: [
                ("source", source), ("server", "PostgreSQL \(catalog.version)"), ("login", catalog.login),
                ("encoding", catalog.encoding), ("collation", catalog.collation),
                ("size", catalog.bytes.map { ByteCount(bytes: Int64($0)).description } ?? "not told to the login"),
                ("tables", "\(catalog.ownTables.count)"), ("rows", "\(rows)"),
                ("findings", counts.joined(separator: ", ")),
            ],
            sections: [
                findingSection(findings),
                Section(
                    "Tables",
                    ["table", "owner", "rows", "size", "columns", "key", "foreign keys", "indexes", "comment"], tables),
                Section(
                    "Columns",
                    ["column", "type", "null", "nulls", "distinct", "lowest", "highest", "default", "comment"],
                    columns),
                Section("Keys and indexes", ["table", "name", "kind", "of"], keys),
                Section(
                    "Beside tables", ["kind", "schema", "name", "detail"],
                    catalog.others.filter { !["view", "materialized view", "rule"].contains($0.kind) }.map {
                        [$0.kind, $0.schema, $0.name, $0.detail]
                    }),
            ], texts: definitions(catalog))
    }

    static func findingSection(_ findings: [Finding]) -> Section {
        Section(
            "Findings", ["severity", "kind", "object", "evidence", "what is done"],
            findings.map { [$0.severity.rawValue, $0.kind, $0.object, $0.evidence, $0.consequence] })
    }

    /// The texts of what somebody may want to make again by hand.
    static func definitions(_ catalog: SourceCatalog) -> [(String, String)] {
        catalog.others.filter { ["view", "materialized view", "rule"].contains($0.kind) }.map {
            ("\($0.kind) \($0.schema).\($0.name)", $0.detail)
        }
    }

    private static func row(of column: SourceColumn, _ table: SourceTable, _ facts: TableFacts) -> [String] {
        let values = facts[column: column.name]
        let isPersonal = PersonalData.suspicion(of: column, values, rows: facts.rows) != nil
        return [
            "\(table.title).\(column.name)", column.type.declared, column.isNotNull ? "no" : "yes", "\(values.nulls)",
            number(values.distinct), isPersonal ? "not shown" : values.lowest ?? "",
            isPersonal ? "not shown" : values.highest ?? "",
            column.isIdentity ? "identity" : column.defaultText ?? "", column.comment ?? "",
        ]
    }

    static func number(_ number: Int?) -> String { number.map { "\($0)" } ?? "not counted" }
}
