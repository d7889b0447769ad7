package import Postgres
package import Vocabulary

/// Who may do something with an object of a database, and by which path.
///
/// The answer is the server's own: `has_*_privilege` for the login and for every role that it may
/// set. The path is read from the catalog, and both are compared.
package struct AccessCheck: Sendable {
    package let operation: AccessOperation
    /// What was asked for, in words.
    package let object: String
    package let logins: [LoginAccess]

    package init(operation: AccessOperation, object: String, logins: [LoginAccess]) {
        self.operation = operation
        self.object = object
        self.logins = logins
    }

    package var isAllowed: Bool { logins.contains(where: \.isAllowed) }

    /// Asks for some logins.
    ///
    /// **Runs as** provisioner, in the database of the object; no query touches the object itself.
    ///
    /// - Parameters:
    ///   - object: nil for the database itself, and for everything that lies in `schemas`.
    ///   - schemas: the tenant's own schemas, for a question without object.
    package static func of(
        _ operation: AccessOperation, on object: CheckedObject?, schemas: [Identifier] = [], owner: Identifier? = nil,
        by logins: [Identifier], database: Identifier, in data: borrowing Connection
    ) throws -> AccessCheck {
        let graph = try RoleGraph.read(logins.map(\.text), in: data)
        var needs: [WantedRight] = [try .database(database, data)]
        if operation != .connect {
            if let object {
                try object.require(operation)
                needs += try object.wanted(for: operation, data)
            } else {
                needs += try WantedRight.inSchemas(schemas, owner: owner, for: operation, data)
            }
        }
        let views = try ViewReach.read(of: object, for: operation, in: data)
        let definers = try DefinerFunction.list(in: data)
        let answers = try logins.map { login in
            let attributes = graph.roles[login.text] ?? .init()
            let held = try needs.map { try $0.need(of: login, in: graph, data) }
            return LoginAccess(
                login: login, closed: attributes.closed, needs: held,
                views: try views.paths(of: login, in: graph, data),
                rowSecurity: object.flatMap { $0.rowSecurity(for: login, held.last, in: graph) },
                definerFunctions: try definers.reachable(by: login, to: object, operation, data))
        }
        let words = object?.words ?? (operation == .connect ? "database \(database)" : "the tenant's own schemas")
        return AccessCheck(operation: operation, object: words, logins: answers)
    }

    /// Every role that has access, in the order of names; superusers are one line each.
    ///
    /// **Runs as** provisioner, in the database of the object.
    package static func everyone(
        _ operation: AccessOperation, on object: CheckedObject, database: Identifier, in data: borrowing Connection
    ) throws -> AccessCheck {
        let logins = try data.query(
            """
            select rolname from pg_roles
            where (rolcanlogin or rolsuper) and has_database_privilege(oid, \(database.text), 'CONNECT')
            order by rolname
            """
        ) { row -> Identifier in try row[0] }
        let all = try of(operation, on: object, by: logins, database: database, in: data)
        return AccessCheck(
            operation: operation, object: all.object, logins: all.logins.filter(\.isAllowed))
    }
}

extension RoleGraph.Role {
    /// Why nobody can log in as this role, if so.
    var closed: String? {
        if !isLogin { return "it cannot log in" }
        if connectionLimit == 0 { return "it may have no session" }
        return isExpired ? "its password is over" : nil
    }
}

extension CheckedObject {
    /// Refuses an operation that objects of the kind do not know.
    func require(_ operation: AccessOperation) throws {
        let wanted: (Bool, String)
        switch operation {
        case .connect: wanted = (true, "")
        case .create: wanted = (kind == .schema, "schemas")
        case .execute: wanted = (kind == .function, "functions: name the types too, 'schema.function(integer)'")
        case .use: wanted = (kind == .schema || kind == .sequence, "schemas and sequences")
        case .read, .update, .write:
            wanted = (kind.isRelation || kind == .sequence && operation != .write, "tables, views and sequences")
        case .insert: wanted = (kind.isRelation, "tables and views")
        case .delete, .truncate: wanted = (kind.isRelation && column == nil, "whole tables and views")
        }
        guard wanted.0 else { throw AccessFailure.notAKind(operation, object: words, wanted: wanted.1) }
    }

    /// What an operation needs: the schema, and the object.
    fileprivate func wanted(for operation: AccessOperation, _ data: borrowing Connection) throws -> [WantedRight] {
        let space = WantedRight(
            privilege: .usage, words: "schema \(schema)", kind: .schema, number: schemaNumber, column: nil,
            rights: try .read(.schema, schemaNumber, in: data))
        let rights = try ObjectRights.read(rightsKind, number, in: data)
        let own = operation.privileges.map {
            WantedRight(
                privilege: $0, words: words, kind: rightsKind, number: number, column: column?.name.text,
                isSequence: kind == .sequence, rights: rights)
        }
        return kind == .schema && operation == .use ? own : [space] + own
    }

    /// How policies on the rows bear on a login that holds the right.
    fileprivate func rowSecurity(for login: Identifier, _ need: LoginAccess.Need?, in graph: RoleGraph) -> String? {
        guard hasRowSecurity, need?.isMet == true else { return nil }
        if graph.roles[login.text]?.isSuperuser == true || graph.roles[login.text]?.bypassesRowSecurity == true {
            return "no policy runs for it: it bypasses row security"
        }
        if !forcesRowSecurity, need?.paths.contains(where: { $0.source == .ownership }) == true {
            return "no policy runs for it: it owns the table"
        }
        return "row security shows it some rows only"
    }
}
