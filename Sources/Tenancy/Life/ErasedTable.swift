package import FoundationEssentials
package import Vocabulary

/// A line of what is eliminated: a table or a view with its extent and its extreme dates.
package struct ErasedTable: Hashable, Sendable {
    package let schema: String
    package let name: String
    /// `table`, `partitioned table`, `view`, `materialized view`, `foreign table`.
    package let kind: String
    /// Rows that it held itself; nil for what holds none of its own, or when nobody may count them.
    package let rows: Int?
    package let bytes: Int
    /// When the oldest of its rows came by a load, nil when none did.
    package let firstLoad: Date?
    package let lastLoad: Date?

    package init(
        schema: String, name: String, kind: String, rows: Int?, bytes: Int, firstLoad: Date?, lastLoad: Date?
    ) {
        self.schema = schema
        self.name = name
        self.kind = kind
        self.rows = rows
        self.bytes = bytes
        self.firstLoad = firstLoad
        self.lastLoad = lastLoad
    }

    package var json: JSON {
        [
            "schema": .string(schema), "name": .string(name), "kind": .string(kind), "rows": JSON(rows),
            "bytes": JSON(bytes), "first": JSON(firstLoad?.formatted(.iso8601)),
            "last": JSON(lastLoad?.formatted(.iso8601)),
        ]
    }

    /// Reads what ``json`` writes.
    package init?(_ json: JSON) {
        guard let schema = json["schema"]?.text, let name = json["name"]?.text, let kind = json["kind"]?.text,
            let bytes = json["bytes"]?.integer
        else { return nil }
        self.init(
            schema: schema, name: name, kind: kind, rows: json["rows"]?.integer, bytes: bytes,
            firstLoad: json["first"]?.text.flatMap { try? Date($0, strategy: .iso8601) },
            lastLoad: json["last"]?.text.flatMap { try? Date($0, strategy: .iso8601) })
    }
}

/// The bordereau d'élimination: what is eliminated, by schema.
package struct EliminationList: Sendable {
    /// A line of the list.
    package struct Line: Hashable, Sendable {
        package let schema: String
        package let tables: Int
        package let views: Int
        package let rows: Int
        package let bytes: Int
        package let first: Date?
        package let last: Date?
    }

    package let lines: [Line]

    package init(_ tables: [ErasedTable]) {
        lines = Dictionary(grouping: tables, by: \.schema).sorted { $0.key < $1.key }.map { schema, tables in
            let views = tables.count { $0.kind.hasSuffix("view") }
            return Line(
                schema: schema, tables: tables.count - views, views: views,
                rows: tables.compactMap(\.rows).reduce(0, +),
                bytes: tables.map(\.bytes).reduce(0, +), first: tables.compactMap(\.firstLoad).min(),
                last: tables.compactMap(\.lastLoad).max())
        }
    }
}
