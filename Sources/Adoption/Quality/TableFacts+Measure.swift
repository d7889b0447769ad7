package import Postgres
internal import Vocabulary

extension TableFacts {
    /// Rows up to which values are counted apart, which needs a sort of each column.
    private static let distinctLimit = 1_000_000

    /// Columns of one query, so that its targets stay below the server's 1,664.
    private static let columnsAtOnce = 60

    /// Looks at every value of a table.
    ///
    /// Runs operators of PostgreSQL and PostGIS alone: of a type that is somebody's own only nulls are counted.
    ///
    /// **Cost** one pass over the table for each sixty columns, and a sort of each column of up to a million rows.
    package static func measure(
        _ table: SourceTable, in catalog: SourceCatalog, on source: borrowing Connection
    ) throws -> TableFacts {
        let relation = try table.relation
        let rows: Int = try source.first("select count(*) from \(sql: relation)") { row in try row[0] } ?? 0
        let isSmall = rows <= distinctLimit
        var facts = TableFacts(rows: rows)
        let columns = table.columns.filter(\.isReadable)
        var start = 0
        while start < columns.count {
            let part = columns[start..<min(start + columnsAtOnce, columns.count)]
            let measures = try part.flatMap { column in
                try ColumnMeasure.all(of: column, in: catalog, countsDistinct: isSmall).map { (column, $0) }
            }
            let targets = measures.map(\.1.expression).joined()
            let found = try source.query("select \(sql: targets) from \(sql: relation)")
            for row in found {
                for (index, (column, measure)) in measures.enumerated() {
                    guard let text = row.text(index) else { continue }
                    measure.store(text, &facts.columns[column.name, default: ColumnFacts()])
                }
            }
            start += columnsAtOnce
        }
        if isSmall, table.constraints.allSatisfy({ $0.kind == .foreignKey }), columns.count == table.columns.count {
            // A row of no named type, for whose cast nobody can have written a function.
            let values = try columns.map { column -> SQL in "\(identifier: try Identifier(column.name))" }.joined()
            facts.repeatedRows = try source.first(
                "select count(*) - count(distinct md5(row(\(sql: values))::text)) from \(sql: relation)"
            ) { row in try row[0] }
        }
        return facts
    }
}

extension SourceTable {
    /// The table as a query names it: without the tables that inherit from it, but with its partitions.
    package var relation: SQL {
        get throws {
            let name: SQL = "\(identifier: try Identifier(schema), try Identifier(name))"
            return isPartitioned ? name : "only \(sql: name)"
        }
    }
}
