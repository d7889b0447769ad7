import Postgres
package import Tenancy
package import Vocabulary

/// A registered server with what it has and what of it is promised.
package struct ServerOverview: Sendable {
    package let server: RegisteredServer
    /// Tenants that lie there and were not erased.
    package let tenants: Int
    package let capacity: ServerCapacity
    /// What the server says of itself; nil when it was not reached.
    package let facts: ServerFacts?
    /// Why it was not reached.
    package let failure: (any Failure)?

    /// Host and port, or where the base's is set.
    package var shownAddress: String {
        server.address.flatMap { try? ServerAddress($0).shown } ?? "as set"
    }
}

extension Installation {
    /// What each registered server has, and what of it is promised.
    ///
    /// **Runs as** provisioner. A server that is gone is told, and keeps no other from being shown.
    package func serverOverviews() throws -> [ServerOverview] {
        let base = try connectMigratedBase()
        let promised = try promisedAmounts(in: base)
        return try RegisteredServer.all(in: base).map { server in
            var facts: ServerFacts?
            var failure: (any Failure)?
            do {
                facts = try ServerFacts.inspect(connectCluster(server.name))
            } catch let found as any Failure {
                failure = found
            }
            let own = promised[server.name]
            return ServerOverview(
                server: server, tenants: own?.tenants ?? 0,
                capacity: ServerCapacity(
                    server: server.name, total: facts?.amounts ?? [:], overcommit: server.overcommit,
                    promised: own?.amounts ?? [:]),
                facts: facts, failure: failure)
        }
    }

    /// What is promised to the tenants of each server, as last applied.
    func promisedAmounts(
        in base: borrowing Connection
    ) throws -> [ServerName: (tenants: Int, amounts: ServerCapacity.Amounts)] {
        let rows = try base.query(
            """
            select server, count(*),
                sum((limits ->> 'database_connections')::float8) filter (where state in ('active', 'suspended')),
                sum((limits ->> 'storage_bytes')::float8) filter (where state in ('active', 'suspended')),
                sum((declaration::jsonb ->> 'cpu_cores')::float8) filter (where state in ('active', 'suspended')),
                sum((declaration::jsonb ->> 'memory_bytes')::float8) filter (where state in ('active', 'suspended'))
            from socle.registry
            where state <> 'erased'
            group by server
            """
        ) { row -> (ServerName, (tenants: Int, amounts: ServerCapacity.Amounts)) in
            (
                try row[0],
                (
                    tenants: try row[1],
                    amounts: [
                        .connections: try row[2] ?? 0, .storage: try row[3] ?? 0, .cpu: try row[4] ?? 0,
                        .memory: try row[5] ?? 0,
                    ]
                )
            )
        }
        return Dictionary(rows) { first, _ in first }
    }
}
