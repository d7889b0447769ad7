import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

/// A view of a channel as the catalogue tells readers of it.
struct PublishedView: Hashable {
    struct Column: Hashable {
        let name: Identifier
        let type: String
        let description: String
        let terms: [String]
        let isMasked: Bool

        var comment: String {
            commentText([description, terms.joined(separator: ", "), isMasked ? "masked" : nil])
        }
    }

    let name: Identifier
    let title: String
    let description: String?
    let owner: String
    let terms: [String]
    let origin: String
    let refreshedAt: Date?
    /// The statement that makes the view.
    let statement: String
    let columns: [Column]

    var comment: String {
        let data = origin == TenantTable.Origin.own.rawValue ? nil : owner
        return commentText([title, description, terms.joined(separator: ", "), data])
    }
}

extension PublishedView {
    /// Reads the catalogue of a channel, with each view's text as the server kept it.
    static func list(
        in schema: Identifier, _ data: borrowing Connection
    ) throws -> [(view: PublishedView, definition: String)] {
        let columns = try data.query(
            """
            select view_name, column_name, data_type, description, terms, is_masked
            from socle.published_columns
            where schema_name = \(schema) order by view_name, ordinal
            """
        ) { row -> (String, Column) in
            let column = Column(
                name: try row[1], type: try row[2], description: try row[3] ?? "", terms: try row[4],
                isMasked: try row[5])
            return (try row[0], column)
        }
        let columnsOf = Dictionary(grouping: columns, by: \.0).mapValues { $0.map(\.1) }
        return try data.query(
            """
            select view_name, title, description, owner, terms, origin, refreshed_at, statement, definition
            from socle.published_views where schema_name = \(schema)
            """
        ) { row in
            let name: Identifier = try row[0]
            let view = PublishedView(
                name: name, title: try row[1], description: try row[2], owner: try row[3], terms: try row[4],
                origin: try row[5], refreshedAt: try row[6], statement: try row[7],
                columns: columnsOf[name.text] ?? [])
            return (view, try row[8])
        }
    }

    /// The statements that put the view into the catalogue in place of what is there.
    func recording(in channel: TenantChannel) -> [SQL] {
        let values = columns.enumerated().map { index, column -> SQL in
            """
            (\(channel.schema), \(name), \(index + 1), \(column.name), \(column.type), \
            \(column.description), \(column.terms)::text[], \(column.isMasked))
            """
        }
        return [
            """
            insert into socle.published_views (
                schema_name, view_name, tenant_id, title, description, owner, terms, origin, refreshed_at,
                statement, definition
            )
            values (
                \(channel.schema), \(name), \(channel.tenant.tenantID), \(title), \(orNull: description),
                \(owner),
                \(terms)::text[], \(origin), \(orNull: refreshedAt), \(statement),
                pg_get_viewdef((
                    select pg_class.oid from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                    where nspname = \(channel.schema) and relname = \(name)
                ))
            )
            on conflict (schema_name, view_name) do update
            set title = excluded.title, description = excluded.description, owner = excluded.owner,
                terms = excluded.terms, origin = excluded.origin, refreshed_at = excluded.refreshed_at,
                statement = excluded.statement, definition = excluded.definition
            """,
            """
            delete from socle.published_columns
            where schema_name = \(channel.schema) and view_name = \(name)
            """,
            """
            insert into socle.published_columns
                (schema_name, view_name, ordinal, column_name, data_type, description, terms, is_masked)
            values \(sql: values.joined())
            """,
        ]
    }
}
