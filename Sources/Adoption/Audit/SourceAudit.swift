package import Postgres

/// What a look at a source brought out: its catalog, its values in counts, and what there is to say of them.
package struct SourceAudit: Codable, Sendable {
    package let catalog: SourceCatalog
    /// By number of the table in the catalog.
    package let facts: [Int: TableFacts]
    package let findings: [Finding]

    /// Looks at a source, within one snapshot of the caller.
    ///
    /// - Parameter progress: called before each table, with its place from 0.
    package init(_ source: borrowing Connection, progress: (SourceTable, Int, Int) throws -> Void) throws {
        let catalog = try SourceCatalog.read(source)
        let tables = catalog.ownTables.filter { $0.isReadable && !$0.hidesRows }
        var facts: [Int: TableFacts] = [:]
        for (place, table) in tables.enumerated() {
            try progress(table, place, tables.count)
            facts[table.oid] = try TableFacts.measure(table, in: catalog, on: source)
        }
        let keywords: [String] = try source.query(
            "select word from pg_get_keywords() where catcode in ('R', 'T')"
        ) { row in try row[0] }
        self.catalog = catalog
        self.facts = facts
        findings = Finding.all(in: catalog, facts: facts, keywords: Set(keywords))
    }

    package func report(source: String) -> StepReport {
        .audit(catalog, facts: facts, findings: findings, source: source)
    }

    /// Bytes of the tables that a plan takes.
    package func bytes(takenBy plan: AdoptionPlan) -> Int {
        let names = Set(plan.taken.map { [$0.table.schema, $0.table.table] })
        return catalog.ownTables.filter { names.contains([$0.schema, $0.name]) }.reduce(0) { $0 + $1.bytes }
    }
}
