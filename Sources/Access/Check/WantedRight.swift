import Postgres
import Vocabulary

/// A right that an operation needs, before anybody is asked whether he holds it.
struct WantedRight {
    let privilege: Privilege
    let words: String
    let kind: ObjectRights.Kind
    let number: Int
    let column: String?
    var isSequence = false
    let rights: ObjectRights?

    /// What of all the objects in some schemas is open to a login is asked at once; the rest one by one.
    var schemas: [String] = []

    static func database(_ database: Identifier, _ data: borrowing Connection) throws -> WantedRight {
        let number = try data.first("select oid::bigint from pg_database where datname = \(database)") { row in
            try row[0] as Int
        }
        return WantedRight(
            privilege: .connect, words: "database \(database)", kind: .database, number: number ?? 0, column: nil,
            rights: try .read(.database, number ?? 0, in: data))
    }

    /// What an operation needs in whole schemas: the schemas, all that is there, and what comes.
    static func inSchemas(
        _ schemas: [Identifier], owner: Identifier?, for operation: AccessOperation, _ data: borrowing Connection
    ) throws -> [WantedRight] {
        if operation == .execute { throw AccessFailure.objectNeeded(operation) }
        var wanted: [WantedRight] = []
        for schema in schemas {
            let object = try CheckedObject.find(
                ObjectName("\"\(schema.text.replacing("\"", with: "\"\""))\""), in: schema, data)
            let rights = try ObjectRights.read(.schema, object.number, in: data)
            for privilege in operation == .create ? [.usage, .create] : [Privilege.usage] {
                wanted.append(
                    WantedRight(
                        privilege: privilege, words: "schema \(schema)", kind: .schema, number: object.number,
                        column: nil, rights: rights))
            }
        }
        if operation == .create || operation == .use { return wanted }
        let ownerNumber = try owner.map { owner in
            try data.first("select oid::bigint from pg_roles where rolname = \(owner)") { row in try row[0] as Int }
                ?? 0
        }
        for privilege in operation.privileges {
            wanted.append(
                WantedRight(
                    privilege: privilege, words: "tables that are there", kind: .relation, number: 0, column: nil,
                    rights: nil, schemas: schemas.map(\.text)))
            guard let ownerNumber, let rights = try ObjectRights.read(.futureTables, ownerNumber, in: data) else {
                continue
            }
            wanted.append(
                WantedRight(
                    privilege: privilege, words: "tables to come", kind: .futureTables, number: ownerNumber,
                    column: nil, rights: rights))
        }
        return wanted
    }

    func need(of login: Identifier, in graph: RoleGraph, _ data: borrowing Connection) throws -> LoginAccess.Need {
        if !schemas.isEmpty { return try needOnAll(of: login, data) }
        let paths = rights?.paths(of: login.text, to: privilege, column: column, in: graph) ?? []
        // Who may set a role holds what that role holds.
        let roles = [login.text] + graph.chains(from: login.text, bySetRole: true).keys
        let isHeld =
            kind == .futureTables
            ? paths.contains { !$0.isDetour }
            : try data.first(
                "select bool_or(\(sql: question)) from unnest(\(roles)::text[]) as role"
            ) { row in try row[0] as Bool } ?? false
        return LoginAccess.Need(privilege: privilege, object: words, isHeld: isHeld, paths: paths)
    }

    /// The call that asks the server whether a role holds the right.
    private var question: SQL {
        let privilege = privilege.rawValue
        switch kind {
        case .database: return "has_database_privilege(role, \(number)::oid, \(privilege))"
        case .schema: return "has_schema_privilege(role, \(number)::oid, \(privilege))"
        case .function: return "has_function_privilege(role, \(number)::oid, \(privilege))"
        case .relation, .futureTables: break
        }
        if isSequence { return "has_sequence_privilege(role, \(number)::oid, \(privilege))" }
        if let column { return "has_column_privilege(role, \(number)::oid, \(column), \(privilege))" }
        return [.select, .insert, .update].contains(self.privilege)
            ? "has_any_column_privilege(role, \(number)::oid, \(privilege))"
            : "has_table_privilege(role, \(number)::oid, \(privilege))"
    }

    private func needOnAll(of login: Identifier, _ data: borrowing Connection) throws -> LoginAccess.Need {
        let found = try data.query(
            """
            select object, is_held and is_usable from socle.held_rights(array[\(login)]::text[], \(schemas)::text[])
            where kind = 'relation' and privilege = \(privilege.rawValue)
            order by object
            """
        ) { row -> (String, Bool) in (try row[0], try row[1]) }
        let closed = found.filter { !$0.1 }.map(\.0)
        let all = counted(found.count, "table that is", "tables that are")
        let count = "\(found.count - closed.count) of \(all) there"
        let examples = closed.isEmpty ? "" : ", not \(closed.prefix(3).joined(separator: ", "))"
        return LoginAccess.Need(
            privilege: privilege, object: count + examples + (closed.count > 3 ? " …" : ""), isHeld: closed.isEmpty,
            paths: [])
    }
}
