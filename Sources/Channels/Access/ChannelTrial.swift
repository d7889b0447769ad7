package import Postgres
import Vocabulary

/// What a reader of a channel really sees: the login comes in, reads its views, and tries everything else.
package struct ChannelTrial: Sendable {
    /// A view of the channel with its first rows.
    package struct View: Sendable {
        package let name: String
        package let comment: String?
        package let columns: [String]
        package let rowCount: Int
        /// The first rows as text, nil for null.
        package let rows: [[String?]]
    }

    package let login: String
    package let views: [View]
    /// Relations that were tried and answered with SQLSTATE 42501.
    package let refusedCount: Int
    /// Relations that answered otherwise than they should, with how.
    package let unexpected: [String]

    /// Logs in as the channel and tries.
    ///
    /// Every relation of the database is tried. What is declared for the channel
    /// and what everyone is shown must open, all else be refused.
    ///
    /// **Runs as** the channel's own login.
    ///
    /// - Parameter rowLimit: how many rows of each view are kept.
    package static func run(
        _ channel: TenantChannel, as reader: ConnectionParameters, against access: ChannelAccess, rowLimit: Int
    ) throws -> ChannelTrial {
        let connection = try Connection(to: reader)
        let views = try connection.query(
            """
            select relname, obj_description(pg_class.oid, 'pg_class')
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(channel.schema) and relkind = 'v'
            order by relname
            """
        ) { row -> (name: Identifier, comment: String?) in (try row[0], try row[1]) }
        let relations = try connection.query(
            """
            select nspname, relname
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p', 'v', 'm', 'f')
            order by nspname, relname
            """
        ) { row -> (schema: Identifier, name: Identifier) in (try row[0], try row[1]) }
        var refusedCount = 0
        var unexpected: [String] = []
        for (schema, name) in relations {
            let shallOpen =
                access.declared.contains("\(schema).\(name) SELECT")
                || access.publicRelations.contains("\(schema).\(name)")
            do {
                _ = try connection.query("select from \(identifier: schema, name) limit 0")
                if !shallOpen { unexpected.append("\(schema).\(name) is open") }
            } catch SQLState.insufficientPrivilege {
                if shallOpen { unexpected.append("\(schema).\(name) is closed") }
                refusedCount += 1
            } catch let failure as ServerFailure {
                unexpected.append("\(schema).\(name) answers \(failure.sqlState)")
            }
        }
        return ChannelTrial(
            login: channel.login.text,
            views: try views.map { try look(at: $0, in: channel, connection, rowLimit: rowLimit) },
            refusedCount: refusedCount, unexpected: unexpected)
    }

    private static func look(
        at view: (name: Identifier, comment: String?), in channel: TenantChannel, _ connection: borrowing Connection,
        rowLimit: Int
    ) throws -> View {
        let count: Int? = try connection.first(
            "select count(*) from \(identifier: channel.schema, view.name)"
        ) { row in try row[0] }
        let rows = try connection.query(
            "select * from \(identifier: channel.schema, view.name) limit \(rowLimit)")
        let columns = try connection.query(
            """
            select attname from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \(channel.schema) and relname = \(view.name) and attnum > 0
            order by attnum
            """
        ) { row -> String in try row[0] }
        return View(
            name: view.name.text, comment: view.comment, columns: columns, rowCount: count ?? 0,
            rows: rows.map { row in columns.indices.map { row.text($0) } })
    }
}
