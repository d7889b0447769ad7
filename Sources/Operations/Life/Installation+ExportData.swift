import FoundationEssentials
import Glibc
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Refuses a folder for an export that is not new or empty.
    func requireEmpty(folder: String) throws {
        let found = try? FileManager.default.contentsOfDirectory(atPath: folder)
        if let found, !found.isEmpty { throw LifeFailure.folderNotEmpty(path: folder) }
        var facts = stat()
        if found == nil, lstat(folder, &facts) == 0 { throw LifeFailure.folderNotEmpty(path: folder) }
    }

    /// Writes a tenant's data to a folder, so that it can be taken anywhere: a CSV file a table, `tables.sql`, `manifest.json`.
    ///
    /// What stands in the folder of an earlier run of the same is replaced. The
    /// tenant is closed meanwhile, so that tables fit together although each is
    /// read by itself.
    ///
    /// - Returns: facts for the certificate.
    func exportData(of tenant: RegisteredTenant, to folder: String, operation: Int, in data: borrowing Connection)
        throws -> JSON
    {
        try makeFolder(folder, mode: 0o700)
        try makeFolder("\(folder)/data", mode: 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/data") {
            unlink("\(folder)/data/\(name)")
        }
        for name in ["tables.sql", "manifest.json"] { unlink("\(folder)/\(name)") }
        let tables = try exportedTables(of: tenant, in: data)
        var statements = try ExportFile("\(folder)/tables.sql")
        for schema in Set(tables.map(\.schema)).sorted() {
            let name: SQL = "\(identifier: Identifier(derived: schema))"
            try statements.write("create schema \(name.text);\n")
        }
        var entries: [JSON] = []
        for (index, table) in tables.enumerated() {
            try statements.write(table.statement)
            // A number, since a table's name may be anything.
            let name = "data/\(String(repeating: "0", count: max(0, 5 - String(index + 1).count)))\(index + 1).csv"
            var file = try ExportFile("\(folder)/\(name)")
            let rows = try data.copyOut(
                "copy \(sql: table.relation) \(sql: table.columnList) to stdout (format csv, header, encoding 'UTF8')"
            ) { try file.write($0) }
            let bytes = file.byteCount
            entries.append([
                "schema": .string(table.schema), "table": .string(table.name), "file": .string(name),
                "rows": JSON(rows), "bytes": JSON(bytes), "sha256": .string(try file.finish()),
            ])
        }
        let statementsHash = try statements.finish()
        var manifest = try ExportFile("\(folder)/manifest.json")
        try manifest.write(
            ([
                "format": 1, "tenant": .string(tenant.identifier.text),
                "tenant_id": .string(tenant.tenantID.uuidString.lowercased()), "operation": JSON(operation),
                "exported_at": .string(Date.now.formatted(.iso8601)), "tables_sql_sha256": .string(statementsHash),
                "tables": .array(entries),
            ] as JSON).indented + "\n")
        return [
            "folder": .string(folder), "tables": JSON(tables.count), "manifest_sha256": .string(try manifest.finish()),
        ]
    }

    private struct ExportedTable {
        let schema: String
        let name: String
        let columns: [String]
        /// How the table is made again, without what it refers to.
        let statement: String

        var relation: SQL { "\(identifier: Identifier(derived: schema), Identifier(derived: name))" }
        /// Nothing for a table without columns, which PostgreSQL allows.
        var columnList: SQL {
            if columns.isEmpty { return "" }
            return "(\(sql: columns.map { "\(identifier: Identifier(derived: $0))" as SQL }.joined()))"
        }
    }

    /// The tables that hold rows of their own and are the tenant's; views and what the platform recorded are not.
    private func exportedTables(of tenant: RegisteredTenant, in data: borrowing Connection) throws -> [ExportedTable] {
        try data.query(
            "select schema_name, table_name, columns, statement from socle.tenant_table_statements(\(tenant.tenantID))"
        ) { row in
            ExportedTable(schema: try row[0], name: try row[1], columns: try row[2], statement: try row[3])
        }
    }
}
