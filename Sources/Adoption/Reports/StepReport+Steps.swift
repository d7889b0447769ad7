internal import Vocabulary

extension StepReport {
    /// What will be taken, and how it is made clean.
    package static func cleaning(_ plan: AdoptionPlan, _ design: AdoptionDesign, _ catalog: SourceCatalog) -> StepReport
    {
        let taken = plan.taken.map(\.table)
        let left = plan.tables.filter { !$0.take }
        let columns = design.tables.flatMap { table in
            table.columns.map { column in
                [
                    "\(table.source.title).\(column.source.name)", "\(table.title).\(column.name)",
                    column.source.type.declared, column.type.sql,
                    column.rules.map(\.rawValue).joined(separator: ", "),
                ]
            }
        }
        let leftColumns = taken.flatMap { table in
            table.columns.filter { !$0.take }.map { ["\(table.title).\($0.column)"] }
        }
        let unplanned = catalog.ownTables.filter { table in
            !plan.tables.contains { $0.schema == table.schema && $0.table == table.name }
        }
        return StepReport(
            "cleaning", "Plan of what is taken from \(plan.source)",
            facts: [
                ("tables taken", "\(taken.count)"), ("tables left", "\(left.count + unplanned.count)"),
                ("columns with rules", "\(design.tables.reduce(0) { $0 + $1.columns.count(where: \.isCleaned) })"),
            ],
            sections: [
                Section(
                    "Tables", ["source", "becomes"], design.tables.map { [$0.source.title, $0.title] }),
                Section("Columns", ["source", "becomes", "type there", "type here", "rules"], columns),
                Section(
                    "Tables that are left", ["table", "why"],
                    left.map { [$0.title, $0.reason ?? "the plan leaves it"] }
                        + unplanned.map { [$0.title, "the plan does not name it"] }),
                Section("Columns that are left", ["column"], leftColumns),
                leftKeys(design),
                Section(
                    "Beside tables, all left", ["kind", "schema", "name"],
                    catalog.others.map { [$0.kind, $0.schema, $0.name] }),
            ])
    }

    private static func leftKeys(_ design: AdoptionDesign) -> Section {
        Section(
            "Keys and indexes that are left", ["table", "name", "why"],
            design.tables.flatMap { table in table.left.map { [table.source.title, $0.name, $0.reason] } })
    }

    /// What was made.
    package static func structure(_ design: AdoptionDesign) -> StepReport {
        let keys = design.tables.flatMap { table in
            table.keys.map {
                [table.title, $0.name.text, $0.isPrimary ? "primary key" : "unique", list($0.columns)]
            }
                + table.foreignKeys.map {
                    [table.title, $0.name.text, "foreign key to \($0.targetTitle)", list($0.columns)]
                }
                + table.indexes.map { [table.title, $0.name.text, "index, \($0.method)", list($0.columns)] }
        }
        let columns = design.tables.flatMap { table in
            table.columns.map {
                [
                    "\(table.title).\($0.name)", $0.type.sql, $0.source.isNotNull ? "no" : "yes",
                    $0.continues ? "continues the source's numbers" : "", $0.reason ?? "",
                ]
            }
        }
        return StepReport(
            "structure", "What was made",
            facts: [("tables", "\(design.tables.count)"), ("keys and indexes", "\(keys.count)")],
            sections: [
                Section("Columns", ["column", "type", "null", "numbers", "type because of"], columns),
                Section("Keys and indexes", ["table", "name", "kind", "columns"], keys), leftKeys(design),
            ])
    }

    private static func list(_ names: [Identifier]) -> String { names.map(\.text).joined(separator: ", ") }

    /// What was brought.
    package static func data(_ records: [(table: AdoptedTable, record: TransferRecord)]) -> StepReport {
        let changes = records.flatMap { table, record in
            zip(table.changeCounts, record.changes).map { change, count in
                ["\(table.title).\(change.column.name)", change.rule.rawValue, "\(count)"]
            }
        }
        let read = records.reduce(0) { $0 + $1.record.read }
        let loaded = records.reduce(0) { $0 + $1.record.loaded }
        let rejected = records.reduce(0) { $0 + $1.record.rejected }
        return StepReport(
            "data", "What was brought",
            facts: [
                ("rows read", "\(read)"), ("rows loaded", "\(loaded)"), ("rows rejected", "\(rejected)"),
                ("rows ignored", "0"),
            ],
            sections: [
                Section(
                    "Tables", ["table", "source", "read", "loaded", "rejected", "bytes", "batches"],
                    records.map { table, record in
                        [
                            table.title, table.source.title, "\(record.read)", "\(record.loaded)",
                            "\(record.rejected)", "\(record.bytes)", "\(record.batches)",
                        ]
                    }),
                Section("Values that were changed, by rule", ["column", "rule", "values"], changes),
            ])
    }

    /// What the comparison of both sides brought out.
    package static func validation(_ verdicts: [TableVerdict], rejects: [RejectSummary]) -> StepReport {
        StepReport(
            "validation", "Comparison of both sides",
            facts: [
                ("tables", "\(verdicts.count)"), ("sound", "\(verdicts.count(where: \.isSound))"),
                ("rejected rows", "\(verdicts.reduce(0) { $0 + $1.record.rejected })"),
            ],
            sections: [
                Section(
                    "Tables",
                    [
                        "table", "source rows", "source as read", "target rows", "target as sent", "columns compared",
                        "digest of the source", "digest of the target",
                    ],
                    verdicts.map { verdict in
                        [
                            verdict.table.title, "\(verdict.sourceRows)", verdict.isSourceUnchanged ? "yes" : "NO",
                            "\(verdict.targetRows)", verdict.isTargetTrue ? "yes" : "NO",
                            "\(verdict.comparedColumns) of \(verdict.table.columns.count)",
                            verdict.record.readDigest.text, verdict.record.loadedDigest.text,
                        ]
                    }),
                Section(
                    "Rejected rows", ["table", "column", "why", "rows", "example, masked"],
                    rejects.map { [$0.table, $0.column ?? "", $0.reason, "\($0.rows)", $0.example] }),
            ])
    }

    /// The dictionary of what the tenant has now.
    package static func documentation(
        _ design: AdoptionDesign, _ records: [Int: TransferRecord], _ catalog: SourceCatalog, source: String
    ) -> StepReport {
        let tables = design.tables.map { table in
            [
                table.title, table.source.comment ?? "", table.source.title,
                "\(records[table.number]?.loaded ?? 0)", "\(records[table.number]?.rejected ?? 0)",
                table.keys.first(where: \.isPrimary).map { list($0.columns) } ?? "none",
            ]
        }
        let dictionaries = design.tables.map { table in
            Section(
                table.title, ["column", "type", "meaning", "name in the source", "made clean by"],
                table.columns.map { column in
                    [
                        column.name.text, column.type.sql, column.source.comment ?? "", column.source.name,
                        column.rules.map(\.explanation).joined(separator: "; "),
                    ]
                })
        }
        let links = design.tables.flatMap { table in
            table.foreignKeys.map { [table.title, list($0.columns), $0.targetTitle, list($0.targetColumns)] }
        }
        let left = Section(
            "Left in the source", ["kind", "schema", "name"],
            catalog.others.map { [$0.kind, $0.schema, $0.name] })
        return StepReport(
            "documentation", "Dictionary of what was adopted from \(source)",
            facts: [("source", source), ("tables", "\(design.tables.count)")],
            sections: [Section("Tables", ["table", "meaning", "source", "rows", "rejected", "key"], tables)]
                + dictionaries
                + [Section("Links", ["table", "columns", "points at", "its columns"], links), leftKeys(design), left],
            texts: definitions(catalog))
    }
}
