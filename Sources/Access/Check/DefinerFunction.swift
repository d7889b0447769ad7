import Postgres
import Vocabulary

/// A function that runs with its owner's rights; what it reads no catalog tells.
struct DefinerFunction {
    let number: Int
    let name: String
    let owner: String

    /// Those that nobody vouches for: neither PostgreSQL's, nor an extension's, nor the platform's.
    static func list(in data: borrowing Connection) throws -> [DefinerFunction] {
        try data.query(
            """
            select pg_proc.oid::bigint, pg_proc.oid::regprocedure::text, pg_get_userbyid(proowner)::text
            from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
            where prosecdef and nspname not in ('pg_catalog', 'information_schema', 'socle', 'mesh', 'catalogue')
                and not exists (
                    select from pg_depend
                    where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e'
                )
            order by 2
            """
        ) { row in DefinerFunction(number: try row[0], name: try row[1], owner: try row[2]) }
    }
}

extension [DefinerFunction] {
    /// Those that a login may call and whose owner may read the object.
    func reachable(
        by login: Identifier, to object: CheckedObject?, _ operation: AccessOperation, _ data: borrowing Connection
    ) throws -> [String] {
        guard let object, object.kind.isRelation, !isEmpty else { return [] }
        let (numbers, owners, names) = (map(\.number), map(\.owner), map(\.name))
        return try data.query(
            """
            select name
            from unnest(\(numbers)::bigint[], \(owners)::text[], \(names)::text[]) as functions (number, owner, name)
            where has_function_privilege(\(login)::text, number::oid, 'EXECUTE')
                and has_any_column_privilege(owner, \(object.number)::oid, 'SELECT')
            """
        ) { row -> String in try row[0] }
    }
}
