import FoundationEssentials
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
    /// - Throws: ``PlanFailure/held(_:by:)``, which names the other.
    func lockTenant(_ tenant: TenantIdentifier, in base: borrowing Connection) throws {
        do {
            try base.execute("select from socle.registry where identifier = \(tenant) for no key update nowait")
        } catch let failure as ServerFailure where failure.sqlState == .lockNotAvailable {
            for query in Self.holders(of: tenant) {
                // The one for several holders fails when there is one, and the other way round.
                if let holder = try? self.holder(among: query) { throw PlanFailure.held(tenant, by: holder) }
            }
            throw failure
        }
    }

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
    /// Whether somebody else has just made the same tenant, or one with the same name.
    var isLostRace: Bool {
        constraint == "registry_identifier_key" || constraint == "derived_names_pkey"
    }
}
