package import FoundationEssentials
package import Postgres
import Vocabulary

/// What the catalog knows of a tenant's own tables, as far as a person's rights need it.
package struct PersonalCatalog: Sendable {
    package struct Column: Hashable, Sendable {
        package let name: String
        /// Without modifiers, and below all domains: `text`, `date`.
        package let type: String
        package let isNullable: Bool
        /// Whether a value can be put there: no generated column takes one.
        package let isWritable: Bool

        package init(name: String, type: String, isNullable: Bool = true, isWritable: Bool = true) {
            self.name = name
            self.type = type
            self.isNullable = isNullable
            self.isWritable = isWritable
        }
    }

    package struct Relation: Hashable, Sendable {
        package enum Kind: String, Sendable {
            case table = "r"
            case partitioned = "p"
            case foreign = "f"
            case copy = "m"
        }

        package let name: RelationName
        package let kind: Kind
        /// Whether it is a part of another table, whose columns it shares.
        package let isPartition: Bool
        package let columns: [Column]

        package init(name: RelationName, kind: Kind = .table, isPartition: Bool = false, columns: [Column]) {
            self.name = name
            self.kind = kind
            self.isPartition = isPartition
            self.columns = columns
        }
    }

    /// A foreign key that points to one of the tables.
    package struct Reference: Hashable, Sendable {
        package let from: RelationName
        package let to: RelationName
        package let constraint: String
        /// Whether a deletion there changes rows here.
        package let isCascade: Bool

        package init(from: RelationName, to: RelationName, constraint: String, isCascade: Bool) {
            self.from = from
            self.to = to
            self.constraint = constraint
            self.isCascade = isCascade
        }
    }

    /// A view or a copy that shows one of the tables.
    package struct View: Hashable, Sendable {
        package let name: RelationName
        package let shown: RelationName
        /// `copy` for a materialized view, `channel` or `share` for one that others read.
        package let purpose: String
        package let depth: Int

        package init(name: RelationName, shown: RelationName, purpose: String, depth: Int) {
            self.name = name
            self.shown = shown
            self.purpose = purpose
            self.depth = depth
        }
    }

    package let relations: [RelationName: Relation]
    package let references: [Reference]
    package let views: [View]

    package init(relations: [Relation], references: [Reference] = [], views: [View] = []) {
        self.relations = Dictionary(relations.map { ($0.name, $0) }) { first, _ in first }
        self.references = references
        self.views = views
    }

    /// Reads it.
    ///
    /// **Runs as** provisioner, in the tenant's data database; only the catalog is asked.
    package static func read(_ tenantID: UUID, in data: borrowing Connection) throws -> PersonalCatalog {
        let lines = try data.query(
            """
            select schema_name, relation_name, kind, is_partition, column_name, column_type, is_nullable, is_writable
            from socle.personal_catalog(\(tenantID))
            """
        ) { row -> (RelationName, Relation.Kind, Bool, Column?) in
            let column: String? = try row[4]
            return (
                RelationName(schema: try row[0], name: try row[1]), Relation.Kind(rawValue: try row[2]) ?? .table,
                try row[3],
                try column.map {
                    Column(name: $0, type: try row[5], isNullable: try row[6], isWritable: try row[7])
                }
            )
        }
        let relations = Dictionary(grouping: lines, by: \.0).map { name, lines in
            Relation(name: name, kind: lines[0].1, isPartition: lines[0].2, columns: lines.compactMap(\.3))
        }
        let references = try data.query(
            """
            select schema_name, relation_name, referenced_schema, referenced_name, constraint_name, on_delete
            from socle.personal_references(\(tenantID))
            """
        ) { row in
            Reference(
                from: RelationName(schema: try row[0], name: try row[1]),
                to: RelationName(schema: try row[2], name: try row[3]), constraint: try row[4],
                isCascade: ["c", "n", "d"].contains(try row[5] as String))
        }
        let views = try data.query(
            """
            select schema_name, relation_name, shown_schema, shown_name, purpose, depth
            from socle.personal_copies(\(tenantID))
            """
        ) { row in
            View(
                name: RelationName(schema: try row[0], name: try row[1]),
                shown: RelationName(schema: try row[2], name: try row[3]), purpose: try row[4], depth: try row[5])
        }
        return PersonalCatalog(relations: relations, references: references, views: views)
    }
}
