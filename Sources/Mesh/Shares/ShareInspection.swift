import FoundationEssentials
import Postgres
import Vocabulary

/// What PostgreSQL holds for a share, as its catalogs say now.
struct ShareInspection: Hashable {
    /// The view of the share.
    struct View: Hashable {
        let owner: String
        let isBarrier: Bool
        let definition: String
        let comment: String?
        let columnComments: [String: String]
        let columns: [String]
        /// Those of the receivers who may read it.
        let readers: Set<String>
    }

    /// The database to which the provisioner is connected.
    var database: String
    var now: Date
    /// Columns of the producer's table, empty when there is no such table.
    var columns: [TableColumn]
    /// What the producer attached to the table and a reader's query would run; nothing may be there.
    var attachedCode: [String]
    /// All filters of the asset.
    var filters: [AssetFilter]
    /// What the mesh says of the columns.
    var columnComments: [String: String]
    /// Those of the roles that a share needs which exist.
    var roles: Set<String>
    /// Names that are taken in the producer's share schema.
    var takenNames: Set<String>
    /// Those of the receivers who may use the producer's share schema.
    var schemaUsers: Set<String>
    var view: View?
}

extension ShareInspection {
    /// Reads it all, as far as it is in this database.
    ///
    /// **Runs as** provisioner, in a transaction whose `search_path` is empty,
    /// so that the server writes every name in full.
    static func inspect(_ facts: ShareFacts, in base: borrowing Connection) throws -> ShareInspection {
        let shareSchema = facts.producer.names.shareSchema
        let present = try base.query("select current_database(), now()") { row -> (String, Date) in
            (try row[0], try row[1])
        }
        let roles = [facts.producer.names.share] + facts.receivers
        return ShareInspection(
            database: present.first?.0 ?? "", now: present.first?.1 ?? .distantPast,
            columns: try columns(of: facts, in: base),
            attachedCode: try attachedCode(of: facts, in: base),
            filters: try filters(of: facts.assetID, in: base),
            columnComments: try columnComments(of: facts.assetID, in: base),
            roles: try names(
                "select rolname from pg_roles where rolname = any (\(roles.map(\.text)))", in: base),
            takenNames: try names(
                """
                select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = \(shareSchema)
                union
                select share_view from mesh.subscription_grants
                where share_schema = \(shareSchema) and status <> 'REVOKED'
                """, in: base),
            schemaUsers: try names(
                """
                select rolname from pg_roles cross join pg_namespace
                where rolname = any (\(facts.receivers.map(\.text))) and nspname = \(shareSchema)
                    and has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'USAGE')
                """, in: base),
            view: try view(facts, in: base))
    }

    private static func names(_ sql: SQL, in base: borrowing Connection) throws -> Set<String> {
        Set(try base.query(sql) { row in try row[0] })
    }

    private static func columns(of facts: ShareFacts, in base: borrowing Connection) throws -> [TableColumn] {
        try base.query(
            """
            select attname, format_type(atttypid, atttypmod), socle.safe_type(atttypid, atttypmod)
            from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(facts.schema) and relname = \(facts.table) and relkind in ('r', 'p')
                and attnum > 0 and not attisdropped
            order by attnum
            """
        ) { row in TableColumn(try row[0], ColumnType(try row[1], safeName: try row[2])) }
    }

    /// Code that would run in the session of whoever reads the table.
    static func attachedCode(of facts: ShareFacts, in base: borrowing Connection) throws -> [String] {
        try base.query(
            "select description from socle.attached_code(\(facts.schema), \(facts.table))"
        ) { row in try row[0] }
    }

    private static func filters(of assetID: String, in base: borrowing Connection) throws -> [AssetFilter] {
        try base.query(
            """
            select name, description, row_filter::text, included_columns, masks::text from mesh.asset_filters
            where asset_id = \(assetID)
            order by name collate "C"
            """
        ) { row in
            AssetFilter(
                name: try row[0], description: try row[1],
                effect: try AssetFilter.Effect(rowFilter: row[2], includedColumns: row[3], masks: row[4]))
        }
    }

    private static func columnComments(of assetID: String, in base: borrowing Connection) throws -> [String:
        String]
    {
        let comments = try base.query(
            "select column_name, description, terms from mesh.column_descriptions where asset_id = \(assetID)"
        ) { row -> (String, String) in
            let terms: [String] = try row[2]
            return (try row[0], commentText([try row[1], terms.joined(separator: ", ")]))
        }
        return Dictionary(comments) { first, _ in first }
    }

    private static func view(_ facts: ShareFacts, in base: borrowing Connection) throws -> View? {
        guard let share = facts.share else { return nil }
        let columns = try base.query(
            """
            select attname, col_description(attrelid, attnum)
            from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(share.schema) and relname = \(share.view) and attnum > 0 and not attisdropped
            order by attnum
            """
        ) { row -> (String, String?) in (try row[0], try row[1]) }
        return try base.first(
            """
            select pg_get_userbyid(relowner), coalesce('security_barrier=true' = any (reloptions), false),
                pg_get_viewdef(pg_class.oid), obj_description(pg_class.oid, 'pg_class'),
                array(
                    select rolname::text from pg_roles
                    where rolname = any (\(facts.receivers.map(\.text)))
                        and has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT')
                )
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(share.schema) and relname = \(share.view) and relkind = 'v'
            """
        ) { row in
            let readers: [String] = try row[4]
            return View(
                owner: try row[0], isBarrier: try row[1], definition: try row[2], comment: try row[3],
                columnComments: Dictionary(columns.compactMap { name, text in text.map { (name, $0) } }) {
                    first, _ in first
                },
                columns: columns.map(\.0), readers: Set(readers))
        }
    }
}
