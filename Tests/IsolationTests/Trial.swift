import Postgres
import TestServer

/// A trial of rights: how many were tried, and which were not refused, as `login: object RIGHT`.
struct Trial {
    var count = 0
    var open: Set<String> = []

    static func += (sum: inout Trial, other: Trial) {
        sum.count += other.count
        sum.open.formUnion(other.open)
    }
}

// MARK: What the catalog says

extension Trial {
    /// Asks the catalog for every right of logins on schemas and on everything in them.
    static func asking(
        of logins: [String], in schemas: [String], _ base: borrowing Connection
    ) throws -> Trial {
        let rights = try base.query(
            """
            with logins as (select unnest(\(logins)::text[]) as login),
            spaces as (select oid, nspname from pg_namespace where nspname = any (\(schemas)::text[])),
            tried as (
                select format('%s: schema %s %s', login, nspname, verb) as tried,
                    has_schema_privilege(login, spaces.oid, verb) as is_open
                from logins cross join spaces cross join unnest(array['USAGE', 'CREATE']) as verb
                union all
                select format('%s: %s.%s %s', login, nspname, relname, verb),
                    case when verb in ('DELETE', 'TRUNCATE', 'TRIGGER')
                        then has_table_privilege(login, pg_class.oid, verb)
                        else has_any_column_privilege(login, pg_class.oid, verb)
                    end
                from logins cross join spaces join pg_class on relnamespace = spaces.oid
                cross join unnest(
                    array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']
                ) as verb
                where relkind in ('r', 'p', 'v', 'm', 'f')
                union all
                select format('%s: %s.%s %s', login, nspname, relname, verb),
                    has_sequence_privilege(login, pg_class.oid, verb)
                from logins cross join spaces join pg_class on relnamespace = spaces.oid
                cross join unnest(array['USAGE', 'SELECT', 'UPDATE']) as verb
                where relkind = 'S'
                union all
                select format('%s: %s EXECUTE', login, pg_proc.oid::regprocedure),
                    has_function_privilege(login, pg_proc.oid, 'EXECUTE')
                from logins cross join spaces join pg_proc on pronamespace = spaces.oid
            )
            select tried, is_open from tried
            """
        ) { row -> (String, Bool) in (try row[0], try row[1]) }
        return Trial(count: rights.count, open: Set(rights.filter(\.1).map(\.0)))
    }
}

// MARK: What the server does

extension Trial {
    /// A statement that needs a right.
    private struct Attempt {
        let right: String
        let statement: SQL
    }

    /// Tries, as a login, every right on schemas and on everything in them; nothing of it stays.
    ///
    /// - Parameter allowed: rights that are meant to be there; of these only reading is tried.
    static func trying(
        as login: ConnectionParameters, in schemas: [String], allowed: Set<String>, _ base: borrowing Connection
    ) throws -> Trial {
        var trial = Trial()
        let connection = try Connection(to: login)
        for attempt in try attempts(in: schemas, base) {
            let right = "\(login.user ?? ""): \(attempt.right)"
            if allowed.contains(right), !right.hasSuffix(" SELECT") { continue }
            // A channel's sessions are read-only unless they say otherwise, and any of them can.
            try connection.execute("begin read write")
            let state = try refusal(of: attempt.statement, connection)
            try connection.execute("rollback")
            trial.count += 1
            if state != .insufficientPrivilege { trial.open.insert(right) }
        }
        return trial
    }

    private static func attempts(in schemas: [String], _ base: borrowing Connection) throws -> [Attempt] {
        try attemptsOnSchemas(schemas) + attemptsOnRelations(schemas, base) + attemptsOnFunctions(schemas, base)
    }

    private static func attemptsOnSchemas(_ schemas: [String]) -> [Attempt] {
        schemas.flatMap { schema in
            [
                Attempt(right: "schema \(schema) CREATE", statement: "create table \(raw: schema).intruder ()"),
                // Where USAGE is missing a name is not even looked for.
                Attempt(right: "schema \(schema) USAGE", statement: "select \(raw: schema).nothing_of_that_name()"),
            ]
        }
    }

    private static func attemptsOnRelations(
        _ schemas: [String], _ base: borrowing Connection
    ) throws -> [Attempt] {
        let relations = try base.query(
            """
            select format('%s.%s', nspname, relname), format('%I.%I', nspname, relname), relkind::text,
                coalesce((
                    select quote_ident(attname) from pg_attribute
                    where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attidentity = ''
                        and attgenerated = ''
                    limit 1
                ), 'nothing')
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = any (\(schemas)::text[]) and relkind in ('r', 'p', 'v', 'm', 'S')
            """
        ) { row -> (String, String, String, String) in (try row[0], try row[1], try row[2], try row[3]) }
        return relations.flatMap { name, quotedName, kind, column -> [Attempt] in
            let relation = SQL(raw: quotedName)
            let reading = Attempt(right: "\(name) SELECT", statement: "select from \(sql: relation) limit 0")
            switch kind {
            case "v", "m": return [reading]
            case "S":
                return [reading, Attempt(right: "\(name) USAGE", statement: "select nextval(\(literal: quotedName))")]
            default:
                return [
                    reading,
                    Attempt(right: "\(name) INSERT", statement: "insert into \(sql: relation) default values"),
                    Attempt(
                        right: "\(name) UPDATE",
                        statement: "update \(sql: relation) set \(raw: column) = default where false"),
                    Attempt(right: "\(name) DELETE", statement: "delete from \(sql: relation) where false"),
                    Attempt(right: "\(name) TRUNCATE", statement: "truncate \(sql: relation)"),
                    Attempt(right: "\(name) LOCK", statement: "lock table \(sql: relation) nowait"),
                ]
            }
        }
    }

    private static func attemptsOnFunctions(
        _ schemas: [String], _ base: borrowing Connection
    ) throws -> [Attempt] {
        try base.query(
            """
            select pg_proc.oid::regprocedure::text, format('select %I.%I(%s)', nspname, proname, (
                select string_agg('null::' || format_type(argument, null), ', ' order by place)
                from unnest(proargtypes) with ordinality as arguments (argument, place)
            ))
            from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
            where nspname = any (\(schemas)::text[])
            """
        ) { row in Attempt(right: "\(try row[0] as String) EXECUTE", statement: SQL(raw: try row[1])) }
    }
}
