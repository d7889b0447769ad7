import FoundationEssentials
import Glibc
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Keeps everybody else from changing a tenant until the transaction ends; does not wait for who does.
    ///
    /// The lock is that of the tenant's row, which others take too who change a
    /// tenant. A tenant that has no row yet has its identifier and its names,
    /// which two who make it at once cannot both insert.
    ///
    /// - Throws: ``PlanFailure/held(_:by:)``, which names the other; the server's own failure when nobody is found.
    func lockTenant(_ tenant: TenantIdentifier, in base: borrowing Connection) throws {
        for _ in 0..<Self.lockAttempts {
            // Rows that somebody holds are left out, so that the transaction stays whole and can ask again.
            let row: (exists: Bool, isLocked: Bool)? = try base.first(
                """
                with locked as (
                    select identifier from socle.registry where identifier = \(tenant) for no key update skip locked
                )
                select exists (select from socle.registry where identifier = \(tenant)), exists (select from locked)
                """
            ) { row in (try row[0], try row[1]) }
            guard let row, row.exists, !row.isLocked else { return }
            for query in Self.holders(of: tenant) {
                // The one for several holders fails when there is one, and the other way round.
                if let holder = try? self.holder(among: query) { throw PlanFailure.held(tenant, by: holder) }
            }
            // Who held it has let go meanwhile, between two transactions of a run or at its end.
            usleep(10_000)
        }
        try base.execute("select from socle.registry where identifier = \(tenant) for no key update nowait")
    }

    /// How often a holder is looked for who is never there when he is asked for.
    private static let lockAttempts = 200

    /// The session of a process among some, the one with the oldest transaction.
    private func holder(among processes: SQL) throws -> LockHolder? {
        try connectProvisioner().first(
            """
            select usename::text, pid, application_name, coalesce(xact_start, backend_start) from pg_stat_activity
            where pid in (\(sql: processes))
            order by 4 limit 1
            """
        ) { row in
            LockHolder(login: try row[0], process: try row[1], application: try row[2], since: try row[3])
        }
    }

    /// Queries for the processes that hold the row of a tenant: the row names their transactions.
    private static func holders(of tenant: TenantIdentifier) -> [SQL] {
        let several: SQL = "select xid from socle.registry cross join pg_get_multixact_members(xmax)"
        return ["select xmax from socle.registry", several].map { transactions in
            """
            select pid from pg_locks
            where locktype = 'transactionid' and granted
                and transactionid in (\(sql: transactions) where identifier = \(tenant))
            """
        }
    }
}

extension ServerFailure {
    /// Whether somebody else has just made the same tenant, or something with the same name.
    var isLostRace: Bool {
        sqlState == .duplicateObject || sqlState == .duplicateSchema
            || constraint.map(Self.namingConstraints.contains) == true
    }

    private static let namingConstraints = [
        "registry_identifier_key", "derived_names_pkey", "pg_authid_rolname_index", "pg_namespace_nspname_index",
    ]
}
