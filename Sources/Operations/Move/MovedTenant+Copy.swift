import Backup
import FoundationEssentials
import Journal
import Postgres
import Vocabulary

/// What a copy was made of, as later steps compare it.
struct CopyFacts {
    /// Digest of the structure.
    let structure: String
    let tables: [TableContent]

    var json: JSON {
        [
            "structure": .string(structure), "tables": JSON(tables.count),
            "rows": JSON(tables.reduce(0) { $0 + $1.rows }),
        ]
    }
}

extension MovedTenant {
    /// Copies structure, rows, rights and sequences as they are at one moment, while everybody works on.
    ///
    /// A second run throws away what the first one copied: a moment does not come back.
    ///
    /// - Parameter report: told how far it is, after each table.
    func copy(report: (JSON) throws -> Void) throws -> CopyFacts {
        let source = try source()
        let target = try target()
        try LockBudget.require(for: schemas, in: source)
        try TableTouches.watch(schemas, in: source)
        try clearSchemas(in: target)
        return try withPrivateFolder { folder in
            try source.transaction(.repeatableRead.readOnly) { source in
                try source.writeValuesPlainly()
                let snapshot = try source.first("select pg_export_snapshot()") { row -> String in try row[0] }
                let archive = try StructureArchive(
                    of: schemas.map(\.text), snapshot: snapshot, in: folder, by: installation.postgresTool(),
                    on: installation.provisionerParameters(to: from))
                return try withOwner { ownSource, ownTarget, way in
                    try archive.restore(.beforeData, on: way)
                    try ownTarget.writeValuesPlainly()
                    let tables = try CopiedTable.list(in: schemas, source)
                    let total = tables.reduce(0) { $0 + $1.size }
                    var contents: [TableContent] = []
                    var size: Int64 = 0
                    for table in tables {
                        contents.append(try copy(table, from: source, to: ownTarget))
                        size += table.size
                        try report([
                            "tables": JSON(contents.count), "of": JSON(tables.count),
                            "percent": JSON(total == 0 ? 100 : Int(size * 100 / total)),
                        ])
                    }
                    _ = try StructureFacts.copySequences(in: schemas, from: ownSource, to: ownTarget)
                    try archive.restore(.afterData, on: way)
                    try StructureFacts.copyRights(in: schemas, from: source, to: ownTarget)
                    try StructureFacts.refreshViews(in: schemas, asIn: source, ownTarget)
                    for table in tables {
                        try ownTarget.execute("analyze \(identifier: table.schema, table.name)")
                    }
                    return CopyFacts(structure: try archive.digest(), tables: contents)
                }
            }
        }
    }

    /// Copies the rows of a table and adds them up on the way.
    func copy(
        _ table: CopiedTable, from source: borrowing Connection, to target: borrowing Connection
    ) throws -> TableContent {
        var sum = RowSum()
        try target.copyIn("copy \(sql: table.target) from stdin") { writer in
            try table.read(from: source) { row in
                try sum.add(row)
                try writer.write(row)
            }
        }
        return TableContent(of: table, sum)
    }

    /// Reads tables of the new place anew and compares them with what was copied.
    ///
    /// - Throws: ``MoveFailure/differs(table:source:target:)``.
    func compare(_ wanted: [TableContent]) throws {
        let target = try target()
        try target.transaction(.repeatableRead.readOnly) { target in
            try target.writeValuesPlainly()
            var tables: [String: CopiedTable] = [:]
            for table in try CopiedTable.list(in: schemas, target) { tables[table.description] = table }
            for content in wanted {
                let name = "\(content.schema).\(content.table)"
                let found = try tables[name].map { try TableContent.read($0, from: target) }
                if found != content {
                    throw MoveFailure.differs(table: name, source: content.rows, target: found?.rows ?? 0)
                }
            }
        }
    }

    /// The structure of the old place as it is now.
    func structureDigest() throws -> String {
        try withPrivateFolder { folder in
            try StructureArchive(
                of: schemas.map(\.text), snapshot: nil, in: folder, by: installation.postgresTool(),
                on: installation.provisionerParameters(to: from)
            ).digest()
        }
    }
}
