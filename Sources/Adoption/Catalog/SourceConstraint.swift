/// A key or a foreign key of a source's table.
package struct SourceConstraint: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case primaryKey = "p"
        case unique = "u"
        case foreignKey = "f"
    }

    package var kind: Kind
    package var name: String
    package var columns: [String]
    /// Number of the table that a foreign key points at.
    package var target: Int?
    package var targetColumns: [String] = []
    /// As `pg_constraint` codes it: a, r, c, n or d.
    package var onDelete: String = "a"
    package var onUpdate: String = "a"
    package var isValidated = true
    package var isDeferrable = false
    package var isDeferred = false
}
