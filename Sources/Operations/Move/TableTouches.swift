import Backup
import Postgres
import Vocabulary

/// Triggers by which a database tells which of a tenant's tables were written since a moment.
///
/// A statement that writes leaves a row, seen by whoever looks after its commit. A table without the trigger, since
/// it is new or because its owner took the trigger away, counts as written.
enum TableTouches {
    private static let name = Identifier(derived: "socle_touch")

    /// Begins to watch the tables of some schemas; waits for those who are writing now.
    ///
    /// **Runs as** provisioner.
    static func watch(_ schemas: [Identifier], in data: borrowing Connection) throws {
        for table in try tables(schemas, watched: false, data) {
            try data.transaction { data in
                let target: SQL = "\(identifier: table.schema, table.name)"
                try data.execute(
                    """
                    create trigger \(identifier: name) after insert or update or delete or truncate
                    on \(sql: target) for each statement execute function socle.note_touch()
                    """)
                try data.execute("alter table \(sql: target) enable always trigger \(identifier: name)")
                try data.execute(
                    "delete from socle.table_touches where relation = \(literal: String(table.oid))::oid")
            }
        }
    }

    /// Ends the watch and forgets what was seen.
    static func end(_ schemas: [Identifier], in data: borrowing Connection) throws {
        for table in try tables(schemas, watched: true, data) {
            try data.execute(
                "drop trigger if exists \(identifier: name) on \(identifier: table.schema, table.name)")
            try data.execute("delete from socle.table_touches where relation = \(literal: String(table.oid))::oid")
        }
    }

    /// The tables that may have been written, those below one included.
    static func written(_ schemas: [Identifier], in data: borrowing Connection) throws -> Set<Int64> {
        Set(
            try data.query(
                """
                with recursive written (relation) as (
                    select pg_class.oid
                    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                    where nspname::text = any(\(schemas.map(\.text))::text[]) and relkind in ('r', 'p')
                        and (
                            pg_class.oid in (select touches.relation from socle.table_touches as touches)
                            or not exists (
                                select from pg_trigger
                                where tgrelid = pg_class.oid and tgname = \(name) and tgenabled = 'A'
                            )
                        )
                    union
                    select inhrelid from written join pg_inherits on inhparent = relation
                )
                select relation::bigint from written
                """
            ) { row -> Int64 in try row[0] })
    }

    private static func tables(_ schemas: [Identifier], watched: Bool, _ data: borrowing Connection) throws
        -> [(schema: Identifier, name: Identifier, oid: Int64)]
    {
        try data.query(
            """
            select nspname::text, relname::text, pg_class.oid::bigint
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname::text = any(\(schemas.map(\.text))::text[]) and relkind in ('r', 'p')
                and exists (
                    select from pg_trigger where tgrelid = pg_class.oid and tgname = \(name)
                ) = \(watched)::boolean
            order by 1, 2
            """
        ) { row in (try row[0], try row[1], try row[2]) }
    }
}
