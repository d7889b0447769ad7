import FoundationEssentials
import Postgres
import Vocabulary

/// What the tenant's data database holds of a channel and of what it could show.
struct ChannelInspection: Hashable {
    /// A relation by its schema and name.
    struct Relation: Hashable {
        let schema: String
        let name: String
    }

    struct Column: Hashable {
        let name: Identifier
        /// As `format_type` writes it.
        let type: String
    }

    struct View: Hashable {
        let definition: String
        var comment: String?
        var columnComments: [String: String] = [:]
        /// Who but the owner may do what: `rennes_metabase SELECT`.
        var rights: Set<String> = []
    }

    var hasLogin: Bool
    /// Nil when there is no such schema.
    var schemaOwner: String?
    /// Who but the owner may do what in the schema.
    var schemaRights: Set<String>
    var views: [String: View]
    /// Columns of each relation that could be shown, in their order.
    var columns: [Relation: [Column]]
    /// What the catalogue says, by name of the view.
    var published: [String: PublishedView]
    /// The views as the server kept them when they were made.
    var recordedDefinitions: [String: String]
}

extension ChannelInspection {
    /// Reads it all.
    ///
    /// **Runs as** provisioner, in a transaction whose `search_path` is empty.
    /// **Cost** six round trips.
    static func inspect(
        _ channel: TenantChannel, _ tables: [TenantTable], in data: borrowing Connection
    ) throws -> ChannelInspection {
        let schema = try data.first(
            """
            select pg_get_userbyid(nspowner), array(\(sql: rights(on: "nspacl", owner: "nspowner")))
            from pg_namespace where nspname = \(channel.schema)
            """
        ) { row -> (String, [String]) in (try row[0], try row[1]) }
        let hasLogin: Bool? = try data.first(
            "select exists (select from pg_roles where rolname = \(channel.login) and rolcanlogin)"
        ) { row in try row[0] }
        let published = try PublishedView.list(in: channel.schema, data)
        return ChannelInspection(
            hasLogin: hasLogin ?? false, schemaOwner: schema?.0, schemaRights: Set(schema?.1 ?? []),
            views: try views(in: channel.schema, data), columns: try columns(of: tables, data),
            published: Dictionary(published.map { ($0.view.name.text, $0.view) }) { first, _ in first },
            recordedDefinitions: Dictionary(published.map { ($0.view.name.text, $0.definition) }) {
                first, _ in first
            })
    }

    /// Who has which right by an access list, the owner left out.
    private static func rights(on list: SQL, owner: SQL) -> SQL {
        """
        select case grantee when 0 then 'public' else pg_get_userbyid(grantee) end || ' ' || privilege_type
        from aclexplode(\(sql: list)) where grantee <> \(sql: owner)
        """
    }

    private static func views(in schema: Identifier, _ data: borrowing Connection) throws -> [String: View] {
        let comments = try data.query(
            """
            select relname, attname, col_description(attrelid, attnum)
            from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(schema) and relkind = 'v' and attnum > 0
                and col_description(attrelid, attnum) is not null
            """
        ) { row -> (String, String, String) in (try row[0], try row[1], try row[2]) }
        let commentsOf = Dictionary(grouping: comments, by: \.0)
        let views = try data.query(
            """
            select relname, pg_get_viewdef(pg_class.oid), obj_description(pg_class.oid, 'pg_class'),
                array(\(sql: rights(on: "relacl", owner: "relowner")))
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(schema) and relkind = 'v'
            """
        ) { row -> (String, View) in
            let name: String = try row[0]
            let ofColumns = Dictionary((commentsOf[name] ?? []).map { ($0.1, $0.2) }) { first, _ in first }
            let rights: [String] = try row[3]
            let view = View(
                definition: try row[1], comment: try row[2], columnComments: ofColumns, rights: Set(rights))
            return (name, view)
        }
        return Dictionary(views) { first, _ in first }
    }

    private static func columns(
        of tables: [TenantTable], _ data: borrowing Connection
    ) throws -> [Relation: [Column]] {
        let found = try data.query(
            """
            select nspname, relname, attname, format_type(atttypid, atttypmod)
            from unnest(
                \(tables.map(\.relationSchema.text))::text[], \(tables.map(\.relationName.text))::text[]
            ) as wanted (nspname, relname)
            join pg_namespace using (nspname)
            join pg_class using (relname)
            join pg_attribute on attrelid = pg_class.oid
            where relnamespace = pg_namespace.oid and relkind in ('r', 'p', 'v')
                and attnum > 0 and not attisdropped
            order by attnum
            """
        ) { row -> (Relation, Column) in
            (Relation(schema: try row[0], name: try row[1]), Column(name: try row[2], type: try row[3]))
        }
        return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
    }
}
