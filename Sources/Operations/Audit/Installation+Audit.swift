package import Audit
package import FoundationEssentials
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// The names of the tenants, for readers, by their identity; the platform is one of them.
    package func auditOwners() throws -> [UUID: String] {
        let registered = try RegisteredTenant.all(in: connectMigratedBase())
        var names = Dictionary(registered.map { ($0.tenantID, $0.identifier.text) }) { first, _ in first }
        names[Platform.tenantID] = "platform"
        return names
    }

    /// The events of some chains, the newest first.
    ///
    /// **Runs as** runtime.
    package func auditEvents(_ selection: ChainSelection, _ filter: AuditFilter, limit: Int) throws
        -> [(database: Identifier, event: StoredEvent)]
    {
        var filter = filter
        filter.tenantID = try owner(selection)
        var found: [(database: Identifier, event: StoredEvent)] = []
        for database in try dataDatabases() {
            let events = try StoredEvent.list(filter, limit: limit, in: connectRuntime(to: database))
            found += events.map { (database, $0) }
        }
        return Array(found.sorted { $0.event.occurredAt > $1.event.occurredAt }.prefix(limit))
    }

    /// Judges some chains, each by itself.
    ///
    /// **Runs as** runtime.
    package func verifyAudit(_ selection: ChainSelection) throws -> [ChainVerdict] {
        var verdicts: [ChainVerdict] = []
        try forEachChain(selection, connectingBy: connectRuntime) { chain, connection in
            verdicts.append(try chain.verify(in: connection))
        }
        return verdicts
    }

    /// Counts the events whose time is over, or seals them in segments and takes them away.
    ///
    /// A chain that cannot be purged keeps no other from it.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameter done: called with each chain in which there were any.
    /// - Throws: what went wrong with some of them, when all are done.
    package func purgeAudit(_ selection: ChainSelection, isDryRun: Bool, done: (ExpiredEvents) -> Void) throws {
        var failures = FailureList()
        try forEachChain(selection, connectingBy: connectProvisioner) { chain, connection in
            do {
                let expired =
                    isDryRun
                    ? try ExpiredEvents.inspect(chain, in: connection)
                    : try namingHolder(in: [chain.database]) { try ExpiredEvents.purge(chain, in: connection) }
                if expired.count > 0 { done(expired) }
            } catch let failure as any Failure {
                if connection.isLost { throw failure }
                failures.append(failure)
            }
        }
        try failures.throwIfAny()
    }

    /// Writes some chains to a new file of mode 0600, all of them or none.
    ///
    /// **Runs as** runtime.
    package func exportAudit(_ selection: ChainSelection, to path: String) throws -> [AuditExport.Count] {
        let owners = try auditOwners()
        var export = try AuditExport(to: path)
        var counts: [AuditExport.Count] = []
        try forEachChain(selection, connectingBy: connectRuntime) { chain, connection in
            counts.append(try export.add(chain, name: owners[chain.tenantID], from: connection))
        }
        try export.finish()
        return counts
    }

    private func forEachChain(
        _ selection: ChainSelection, connectingBy connect: (Identifier) throws -> Connection,
        _ body: (AuditChain, borrowing Connection) throws -> Void
    ) throws {
        let owner = try owner(selection)
        for database in try dataDatabases() {
            let connection = try connect(database)
            for chain in try AuditChain.all(in: connection, database: database)
            where owner == nil || chain.tenantID == owner {
                try body(chain, connection)
            }
        }
    }

    /// Whose chains are selected; nil for everyone's.
    private func owner(_ selection: ChainSelection) throws -> UUID? {
        let base = try connectMigratedBase()
        switch selection {
        case .all: return nil
        case .platform: return Platform.tenantID
        case .tenant(let tenant): return try RegisteredTenant.find(tenant, in: base).tenantID
        }
    }
}
