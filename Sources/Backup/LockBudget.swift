package import Postgres
package import Vocabulary

/// How many locks a server can hold, before a program that takes one a relation fails in the middle.
package enum LockBudget {
    /// Refuses to begin what would not come to its end.
    ///
    /// - Throws: ``BackupFailure/lockBudget(tables:free:)``.
    package static func require(for schemas: [Identifier], in connection: borrowing Connection) throws {
        let counts: (wanted: Int, free: Int)? = try connection.first(
            """
            select (
                    select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                    where nspname::text = any(\(schemas.map(\.text))::text[]) and relkind in ('r', 'p', 'v', 'm', 'S')
                ),
                current_setting('max_locks_per_transaction')::bigint * (
                    current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint
                ) - (select count(*) from pg_locks)
            """
        ) { row in (try row[0], try row[1]) }
        guard let counts, counts.wanted > counts.free * 9 / 10 else { return }
        throw BackupFailure.lockBudget(tables: counts.wanted, free: counts.free)
    }
}
