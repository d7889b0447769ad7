import FoundationEssentials
package import Journal
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Closes a tenant's logins and ends its sessions.
    ///
    /// - Returns: the shares of its tables that others go on reading.
    /// - Throws: ``LifeFailure/otherState(_:_:wanted:)`` when it is suspended or archived.
    package func suspend(_ tenant: TenantIdentifier, reason: String, watch: @escaping (JournalEvent) -> Void) throws
        -> [String]
    {
        try requireReason(reason, "--reason")
        let base = try connectMigratedBase()
        let found = try RegisteredTenant.find(tenant, in: base)
        try run(SuspendTenant(tenant: found.tenantID, reason: reason), watch: watch)
        return try shares(of: found.tenantID, in: base)
    }

    /// Opens a suspended tenant again, or brings an archived one back.
    ///
    /// - Parameter archive: the folder in which its archive lies now; nil for where it was written.
    /// - Returns: whether it was brought back from an archive.
    /// - Throws: ``LifeFailure/otherState(_:_:wanted:)`` when it is open.
    @discardableResult
    package func resume(
        _ tenant: TenantIdentifier, reason: String, from archive: String? = nil,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> Bool {
        try requireReason(reason, "--reason")
        let base = try connectMigratedBase()
        let found = try RegisteredTenant.find(tenant, in: base)
        let open = try Operation.open(of: found.tenantID, in: base)
        if open?.kind == RestoreTenant.kind || open == nil && found.state == .archived {
            try restoreArchived(found, reason: reason, from: archive, watch: watch)
            return true
        }
        if let archive { throw LifeFailure.noArchive(tenant, folder: archive, reason: "the tenant is not archived") }
        try run(ResumeTenant(tenant: found.tenantID, reason: reason), watch: watch)
        return false
    }

    /// Refuses what can be begun with tenants of one state alone.
    ///
    /// - Throws: ``LifeFailure/otherState(_:_:wanted:)``.
    func require(_ state: TenantState, of tenantID: UUID?, for wanted: String) throws {
        let found = try registered(tenantID, in: connectMigratedBase())
        if found.state != state { throw LifeFailure.otherState(found.identifier, found.state, wanted: wanted) }
    }

    /// What others read of a tenant: consumer and table, by subscriptions that nobody has ended.
    func shares(of tenantID: UUID, in base: borrowing Connection) throws -> [String] {
        try base.query(
            """
            select format('%s reads %s.%s', consumer.identifier, schema_name, table_name)
                || case when expires_at <= now() then ' (expired)' else '' end
            from mesh.subscriptions
            join mesh.listings using (listing_id)
            join mesh.assets using (asset_id)
            join mesh.projects on projects.project_id = subscriptions.project_id
            join socle.registry as consumer on consumer.tenant_id = projects.tenant_id
            where assets.tenant_id = \(tenantID) and projects.tenant_id <> \(tenantID)
                and subscriptions.status = 'APPROVED'
            order by 1
            """
        ) { row in try row[0] }
    }
}
