import Vocabulary

@testable import Adoption

/// A source as its catalog would tell it.
struct Source {
    static func type(_ base: String, written: String? = nil, _ origin: SourceType.Origin = .server) -> SourceType {
        SourceType(
            declared: written ?? base, base: base, written: written ?? base, modifier: -1, isArray: false,
            isDomain: false, origin: origin, extensionName: nil, labels: [])
    }

    static func column(_ name: String, _ type: SourceType = type("text"), notNull: Bool = false) -> SourceColumn {
        SourceColumn(
            name: name, type: type, isNotNull: notNull, defaultText: nil, isIdentity: false, isGenerated: false,
            comment: nil, nextValue: nil, hasSequence: false, isReadable: true)
    }

    static func table(_ oid: Int, _ name: String, schema: String = "public", _ columns: [SourceColumn]) -> SourceTable {
        var table = SourceTable(
            oid: oid, schema: schema, name: name, owner: "x", comment: nil, isPartitioned: false, isPartition: false,
            partitions: 0, parents: [], estimatedRows: 1, bytes: 8192, isReadable: true, hidesRows: false)
        table.columns = columns
        return table
    }

    static func catalog(_ tables: [SourceTable], others: [SourceObject] = []) -> SourceCatalog {
        SourceCatalog(
            version: "15.20", database: "metier", encoding: "UTF8", collation: "C", login: "lecture", bytes: nil,
            largeObjects: 0, extensions: [:], tables: tables, others: others)
    }

    static func facts(_ rows: Int, _ columns: [String: (inout ColumnFacts) -> Void]) -> TableFacts {
        TableFacts(
            rows: rows,
            columns: columns.mapValues { change in
                var facts = ColumnFacts()
                change(&facts)
                return facts
            })
    }

    static func themes(_ chosen: [(String, String)] = [], declared: [String] = ["economie"]) throws -> ThemeMap {
        try ThemeMap(
            chosen: chosen.map { (schema: $0.0, theme: $0.1) }, declared: declared.map { try Theme($0) })
    }
}
