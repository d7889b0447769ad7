/// A table of a source with what hangs on it.
package struct SourceTable: Codable, Hashable, Sendable {
    package var oid: Int
    package var schema: String
    package var name: String
    package var owner: String
    package var comment: String?
    /// Whether it is the whole of several partitions.
    package var isPartitioned: Bool
    package var isPartition: Bool
    package var partitions: Int
    /// Tables from which it inherits, by name.
    package var parents: [String]
    /// Rows as the server's statistics have it, -1 when nobody counted yet.
    package var estimatedRows: Int
    /// Bytes with indexes and all that belongs to it.
    package var bytes: Int
    package var isReadable: Bool
    /// Whether policies hide rows of it from the login.
    package var hidesRows: Bool
    package var columns: [SourceColumn] = []
    package var constraints: [SourceConstraint] = []
    package var indexes: [SourceIndex] = []

    package var title: String { "\(schema).\(name)" }

    package var primaryKey: SourceConstraint? { constraints.first { $0.kind == .primaryKey } }

    package func column(_ name: String) -> SourceColumn? { columns.first { $0.name == name } }
}
