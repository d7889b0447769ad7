package import Guard
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// What tenants use of what they may use; figures are as old as the guard's last measurement, sessions are counted now.
    ///
    /// - Parameter tenants: those that are meant; all when none is named.
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)``.
    package func usage(of tenants: [TenantIdentifier]) throws -> [TenantUsage] {
        let base = try connectMigratedBase()
        var failures = FailureList()
        for tenant in tenants { _ = try failures.collect { try RegisteredTenant.find(tenant, in: base) } }
        try failures.throwIfAny()
        var usages = try TenantUsage.read(tenants, in: base)
        for server in Set(usages.map(\.server)) {
            let sessions = try? TenantUsage.sessions(on: connectProvisioner(to: watchedPlace(of: server)))
            guard let sessions else { continue }
            for index in usages.indices where usages[index].server == server {
                usages[index].connections = usages[index].roles.reduce(0) { $0 + (sessions[$1] ?? 0) }
            }
        }
        return usages
    }

    /// The heartbeat of every registered server, nil where no guard ever left one.
    package func heartbeats() throws -> [(server: ServerName, beat: Heartbeat?)] {
        try Heartbeat.all(in: connectMigratedBase())
    }

    /// The database from which a server is watched: the base on its own, any other elsewhere.
    func watchedPlace(of server: ServerName) throws -> DataPlace {
        server == .base ? try basePlace : DataPlace(server: server, database: try Identifier("postgres"))
    }

    /// Refuses to write for a tenant whose storage is used up, by name and before anything begins.
    ///
    /// PostgreSQL would refuse it too, by a right that is missing.
    func requireThawed(_ tenant: TenantIdentifier) throws {
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.find(tenant, in: base)
        guard registered.frozenAt != nil else { return }
        let used = try TenantUsage.read([tenant], in: base).first?.storageBytes ?? 0
        throw GuardFailure.frozen(
            tenant, used: ByteCount(bytes: used), permitted: ByteCount(bytes: registered.limits.storageBytes))
    }
}
