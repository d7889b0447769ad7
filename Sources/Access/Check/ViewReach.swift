import Postgres
import Vocabulary

/// The views that show an object, from the nearest to the farthest.
struct ViewReach {
    /// A view and one thing that it reads.
    struct View: Hashable {
        let shown: Int
        let view: Int
        let name: String
        let schema: String
        let owner: String
        let isCopy: Bool
        let isInvoker: Bool
    }

    let object: Int
    let views: [View]

    static func read(
        of object: CheckedObject?, for operation: AccessOperation, in data: borrowing Connection
    ) throws -> ViewReach {
        guard let object, operation == .read, object.kind.isRelation else { return ViewReach(object: 0, views: []) }
        let views = try data.query(
            """
            select shown::bigint, view::bigint, view_name, schema_name, owner_name, is_copy, is_invoker
            from socle.showing_views(\(object.number)::oid, \(orNull: object.column?.place)::smallint)
            """
        ) { row in
            View(
                shown: try row[0], view: try row[1], name: try row[2], schema: try row[3], owner: try row[4],
                isCopy: try row[5], isInvoker: try row[6])
        }
        return ViewReach(object: object.number, views: views)
    }

    /// By which of the views a login sees the object.
    ///
    /// A view reads with the rights of its owner, or of whoever asks it when it is an invoker's; a
    /// copy is read whatever rights stand behind it.
    func paths(of login: Identifier, in graph: RoleGraph, _ data: borrowing Connection) throws -> [LoginAccess.ViewPath]
    {
        if views.isEmpty { return [] }
        let pairs = Set(
            views.flatMap { [Pair(login.text, $0.view), Pair($0.owner, $0.shown), Pair(login.text, $0.shown)] }
        )
        .sorted { ($0.role, $0.relation) < ($1.role, $1.relation) }
        let (roles, relations) = (pairs.map(\.role), pairs.map(\.relation))
        let held = Set(
            try data.query(
                """
                select role, relation from unnest(\(roles)::text[], \(relations)::bigint[]) as pairs (role, relation)
                join pg_class on pg_class.oid = relation::oid
                where has_any_column_privilege(role, relation::oid, 'SELECT')
                    and has_schema_privilege(role, relnamespace, 'USAGE')
                """
            ) { row in Pair(try row[0], try row[1]) })
        var paths: [LoginAccess.ViewPath] = []
        for view in Dictionary(grouping: views, by: \.view).values.compactMap(\.first).sorted(by: { $0.name < $1.name })
        where held.contains(Pair(login.text, view.view)) {
            if let path = path(from: view.view, as: login.text, of: login.text, held, []) { paths.append(path) }
        }
        return paths
    }

    /// The way from a view down to the object, with the rights of a reader.
    private func path(
        from view: Int, as reader: String, of login: String, _ held: Set<Pair>, _ above: [String]
    ) -> LoginAccess.ViewPath? {
        for edge in views where edge.view == view && !above.contains(edge.name) {
            if edge.isCopy {
                return LoginAccess.ViewPath(views: above + [edge.name], isCopy: true, reader: edge.owner)
            }
            let next = edge.isInvoker ? reader : edge.owner
            let mayRead = held.contains(Pair(next, edge.shown))
            guard mayRead else { continue }
            if edge.shown == object {
                return LoginAccess.ViewPath(views: above + [edge.name], isCopy: false, reader: next)
            }
            if let path = path(from: edge.shown, as: next, of: login, held, above + [edge.name]) { return path }
        }
        return nil
    }

    private struct Pair: Hashable {
        let role: String
        let relation: Int

        init(_ role: String, _ relation: Int) {
            self.role = role
            self.relation = relation
        }
    }
}
