internal import Formats
import Vocabulary

extension Finding {
    /// Everything that the catalog and the values give reason to say, the worst first.
    ///
    /// - Parameter keywords: words that the server keeps for itself.
    package static func all(in catalog: SourceCatalog, facts: [Int: TableFacts], keywords: Set<String>) -> [Finding] {
        var findings = database(catalog)
        for table in catalog.ownTables {
            let facts = facts[table.oid] ?? TableFacts(rows: 0)
            findings += self.table(table, facts)
            findings += name(table.name, of: "table", table.title, keywords)
            for column in table.columns {
                let title = "\(table.title).\(column.name)"
                findings += name(column.name, of: "column", title, keywords)
                findings += self.column(column, facts[column: column.name], rows: facts.rows, title)
            }
        }
        findings += others(catalog)
        return findings.enumerated().sorted { left, right in
            (left.element.severity, left.offset) < (right.element.severity, right.offset)
        }.map(\.element)
    }

    private static func database(_ catalog: SourceCatalog) -> [Finding] {
        var findings: [Finding] = []
        if catalog.hasNoEncoding {
            findings.append(
                .init(
                    .warning, "no-encoding", catalog.database, "the database has no encoding",
                    "texts that are no UTF-8 are read as Windows-1252"))
        } else if catalog.encoding != "UTF8" {
            findings.append(
                .init(.note, "encoding", catalog.database, "encoding \(catalog.encoding)", "texts become UTF-8"))
        }
        if catalog.largeObjects > 0 {
            findings.append(
                .init(
                    .obstacle, "large-objects", catalog.database, "\(catalog.largeObjects) large objects",
                    "not taken: they belong to no table; store them as bytea first"))
        }
        return findings
    }

    private static func table(_ table: SourceTable, _ facts: TableFacts) -> [Finding] {
        var findings: [Finding] = []
        func add(_ severity: Severity, _ kind: String, _ evidence: String, _ consequence: String) {
            findings.append(.init(severity, kind, table.title, evidence, consequence))
        }
        if !table.isReadable {
            add(.obstacle, "unreadable", "the login has no right to read it", "not taken")
            return findings
        }
        if table.hidesRows { add(.obstacle, "hidden-rows", "policies hide rows from the login", "not taken") }
        let unreadable = table.columns.filter { !$0.isReadable }.map(\.name)
        if !unreadable.isEmpty {
            add(.obstacle, "unreadable-columns", "no right to read \(unreadable.joined(separator: ", "))", "not taken")
        }
        if table.constraints.allSatisfy({ $0.kind == .foreignKey }) {
            let candidates = table.columns.filter { column in
                facts.rows > 0 && facts[column: column.name].nulls == 0
                    && facts[column: column.name].distinct == facts.rows
            }.map(\.name)
            let hint =
                candidates.isEmpty ? "no single column is unique" : "unique are \(candidates.joined(separator: ", "))"
            add(.warning, "no-key", hint, "taken without a key, as one batch")
        }
        if let repeated = facts.repeatedRows, repeated > 0 {
            add(
                .warning, "repeated-rows", "\(counted(repeated, "row repeats", "rows repeat")) another one whole",
                "taken as they are")
        }
        if table.isPartitioned {
            add(.note, "partitioned", "\(table.partitions) partitions", "becomes one table")
        }
        if !table.parents.isEmpty {
            add(
                .warning, "inherits", "inherits from \(table.parents.joined(separator: ", "))",
                "taken with its own rows alone; the link is not made again")
        }
        for key in table.constraints where !key.isValidated {
            add(.warning, "unproven-key", "\(key.name) was never checked against old rows", "not made again")
        }
        return findings
    }

    private static func name(_ name: String, of what: String, _ title: String, _ keywords: Set<String>) -> [Finding] {
        let clean = ColumnName.clean(name)
        if clean != name {
            return [.init(.note, "odd-name", title, "its name is no plain word of small letters", "is renamed")]
        }
        guard keywords.contains(name) else { return [] }
        return [.init(.note, "reserved-word", title, "its name is a word of SQL", "is kept; queries must quote it")]
    }

    private static func column(_ column: SourceColumn, _ facts: ColumnFacts, rows: Int, _ title: String) -> [Finding] {
        var findings: [Finding] = []
        func add(_ severity: Severity, _ kind: String, _ evidence: String, _ consequence: String) {
            findings.append(.init(severity, kind, title, evidence, consequence))
        }
        let filled = rows - facts.nulls - facts.empty
        if let meaning = PersonalData.suspicion(of: column, facts, rows: rows) {
            add(.warning, "personal-data", "may hold \(meaning)", "is taken; declare it under compliance.privacy")
        }
        if facts.mojibake > 0 { add(.warning, "mojibake", "\(facts.mojibake) of \(filled) values", "rule 'mojibake'") }
        if facts.blankEdges > 0 {
            add(.note, "blank-edges", "\(facts.blankEdges) of \(filled) values", "rule 'trim'")
        }
        if facts.empty > 0 {
            let isKept = column.isNotNull
            add(
                .note, "empty-texts", "\(facts.empty) of \(rows) rows",
                isKept ? "kept: the column must hold a value" : "rule 'empty_to_null'")
        }
        if facts.frenchDates > 0 {
            let isWhole = facts.frenchDates + facts.isoDates == filled
            add(
                .warning, "dates-as-text", "\(facts.frenchDates) of \(filled) values",
                isWhole && !column.isNotNull
                    ? "becomes a date, rule 'french_date'" : "stays text; the plan can ask for a date")
        }
        if facts.commaNumbers > 0 {
            let isWhole = facts.commaNumbers + facts.plainNumbers == filled
            add(
                .warning, "numbers-as-text", "\(facts.commaNumbers) of \(filled) values have a decimal comma",
                isWhole ? "becomes numeric, rule 'french_number'" : "stays text; the plan can ask for a number")
        }
        if let rule = AdoptionPlan.lostZeros(column, facts, filled: filled) {
            add(
                .warning, "lost-zeros", "\(facts.fourDigits) of \(filled) codes have four digits",
                "becomes text, rule '\(rule.rawValue)'")
        }
        if facts.invalidGeometries > 0 {
            add(
                .warning, "invalid-geometries", "\(facts.invalidGeometries) of \(rows - facts.nulls) geometries",
                "taken as they are; ST_MakeValid mends them")
        }
        if facts.systems.count > 1 {
            add(
                .warning, "mixed-systems", "systems \(facts.systems.map(String.init).joined(separator: ", "))",
                "taken as they are, in a column without a system")
        }
        let kept = TargetType.kept(column.type, facts)
        if let reason = kept.reason {
            add(.note, "type", "type \(column.type.declared): \(reason)", "becomes \(kept.type.sql)")
        }
        if column.isGenerated {
            add(.note, "generated", "computed as \(column.defaultText ?? "")", "taken as plain values")
        }
        return findings
    }

    private static func others(_ catalog: SourceCatalog) -> [Finding] {
        let reasons = [
            "view": "described, not made again", "materialized view": "described, not made again",
            "foreign table": "not read: its rows lie elsewhere",
            "function": "not taken: tenants run no code of their own",
            "procedure": "not taken: tenants run no code of their own", "aggregate": "not taken",
            "trigger": "not taken, and never run", "rule": "not taken, and never run",
            "policy": "not taken: rights are the platform's", "check": "described, not made again",
            "enumeration": "its columns become text with a check", "domain": "its columns get the type below it",
            "row type": "its columns become text", "event trigger": "not taken, and never run",
            "extension": "not taken", "role": "not taken: the tenant has its own", "grant": "not taken",
            "sequence": "not taken: it belongs to no column",
        ]
        return Dictionary(grouping: catalog.others, by: \.kind).sorted { $0.key < $1.key }.map { kind, objects in
            let isActive = ["function", "procedure", "trigger", "rule", "event trigger"].contains(kind)
            return .init(
                isActive ? .warning : .note, kind.replacing(" ", with: "-"), catalog.database, "\(objects.count)",
                reasons[kind] ?? "not taken")
        }
    }
}
