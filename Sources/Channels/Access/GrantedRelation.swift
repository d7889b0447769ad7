package import Postgres
package import Vocabulary

/// A right of a login on a relation.
package struct GrantedRelation: Hashable, Sendable {
    package let schema: String
    package let name: String
    /// As `pg_class.relkind` spells it: `r` table, `v` view, `S` sequence.
    package let kind: String
    /// `SELECT`, `UPDATE` …; one on some columns counts as one on the relation.
    package let privilege: String
    /// Whether everyone has the right.
    package let isPublic: Bool
    /// Whether the login may use the schema, without which the right is of no use.
    package let isSchemaOpen: Bool

    package init(
        schema: String, name: String, kind: String, privilege: String, isPublic: Bool, isSchemaOpen: Bool
    ) {
        self.schema = schema
        self.name = name
        self.kind = kind
        self.privilege = privilege
        self.isPublic = isPublic
        self.isSchemaOpen = isSchemaOpen
    }

    /// Reads every right of a login over all of `pg_class`, in the order of names.
    ///
    /// **Runs as** provisioner, in the database to which the login connects.
    package static func list(of login: Identifier, in data: borrowing Connection) throws -> [GrantedRelation] {
        try data.query(
            """
            select schema_name, relation_name, kind, privilege, is_public, is_schema_open
            from socle.login_privileges(\(login))
            """
        ) { row in
            GrantedRelation(
                schema: try row[0], name: try row[1], kind: try row[2], privilege: try row[3],
                isPublic: try row[4], isSchemaOpen: try row[5])
        }
    }
}
