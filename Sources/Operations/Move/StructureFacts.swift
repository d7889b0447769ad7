import Backup
import Postgres
import Vocabulary

/// Rights, sequences and views that a copy carries over beside tables and rows.
enum StructureFacts {
    /// A right on something in a schema, or on one of its columns.
    struct Right: Codable, Hashable {
        let schema: String
        let name: String
        /// As `pg_class.relkind` has it.
        let kind: String
        let column: String?
        let grantee: String
        let privilege: String
        let isGrantable: Bool
    }

    /// Gives what was copied the rights that it had; the roles are the same on both sides.
    ///
    /// - Parameter target: of a login that has the owner's rights.
    static func copyRights(
        in schemas: [Identifier], from source: borrowing Connection, to target: borrowing Connection
    ) throws {
        try grant(rights(in: schemas, source), in: target)
    }

    /// The rights of others than the owner in some schemas.
    static func rights(in schemas: [Identifier], _ source: borrowing Connection) throws -> [Right] {
        try source.query(
            """
            select nspname::text, relname::text, relkind::text, attname::text, pg_get_userbyid(grantee)::text,
                privilege_type, is_grantable
            from (
                select relnamespace, relname, relkind, null::name as attname, relowner, relacl as rights from pg_class
                where relkind in ('r', 'p', 'v', 'm', 'S')
                union all
                select relnamespace, relname, relkind, attname, relowner, attacl
                from pg_class join pg_attribute on attrelid = pg_class.oid
                where relkind in ('r', 'p', 'v', 'm') and attacl is not null
            ) as objects
            join pg_namespace on pg_namespace.oid = relnamespace
            cross join aclexplode(rights)
            where nspname::text = any(\(schemas.map(\.text))::text[]) and grantee not in (0, relowner)
            order by 1, 2, 4
            """
        ) { row in
            Right(
                schema: try row[0], name: try row[1], kind: try row[2], column: try row[3], grantee: try row[4],
                privilege: try row[5], isGrantable: try row[6])
        }
    }

    /// Gives rights.
    ///
    /// - Parameter target: of a login that has the owner's rights.
    static func grant(_ rights: [Right], in target: borrowing Connection) throws {
        try target.transaction { target in
            for right in rights {
                let privilege: SQL =
                    try right.column.map { "\(raw: right.privilege) (\(identifier: try Identifier($0)))" }
                    ?? "\(raw: right.privilege)"
                try target.execute(
                    """
                    grant \(sql: privilege) on \(sql: right.kind == "S" ? "sequence" : "table")
                    \(identifier: Identifier(right.schema), Identifier(right.name))
                    to \(identifier: Identifier(right.grantee)) \(sql: right.isGrantable ? "with grant option" : "")
                    """)
            }
        }
    }

    /// Sets every sequence to where it stands on the other side.
    ///
    /// - Parameters: two connections of a login that has the owner's rights.
    /// - Returns: how many there are.
    static func copySequences(
        in schemas: [Identifier], from source: borrowing Connection, to target: borrowing Connection
    ) throws -> Int {
        let sequences = try names(of: "S", in: schemas, source)
        for (schema, name) in sequences {
            let value: (Int64, Bool)? = try source.first(
                "select last_value, is_called from \(identifier: schema, name)"
            ) { row in (try row[0], try row[1]) }
            guard let value else { continue }
            try target.execute(
                """
                select setval(format('%I.%I', \(schema)::text, \(name)::text)::regclass, \(value.0)::bigint,
                    \(value.1)::boolean)
                """)
        }
        return sequences.count
    }

    /// Computes the materialized views that show something, in the order in which they were made.
    ///
    /// - Parameter target: of a login that has the owner's rights.
    static func refreshViews(
        in schemas: [Identifier], asIn source: borrowing Connection, _ target: borrowing Connection
    ) throws {
        for (schema, name) in try names(of: "m", in: schemas, source) {
            try target.execute("refresh materialized view \(identifier: schema, name)")
        }
    }

    private static func names(
        of kind: String, in schemas: [Identifier], _ connection: borrowing Connection
    ) throws -> [(Identifier, Identifier)] {
        try connection.query(
            """
            select nspname::text, relname::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname::text = any(\(schemas.map(\.text))::text[]) and relkind::text = \(kind) and relispopulated
            order by pg_class.oid
            """
        ) { row in (try row[0], try row[1]) }
    }
}
