import Backup
import FoundationEssentials
import Glibc
package import Journal
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Puts a tenant's data into a sealed backup that was verified, and takes it from the server.
    ///
    /// Everything that can be refused is refused before anything is touched.
    ///
    /// - Parameter folder: absolute, and not there yet; nil for one in the state of the installation.
    /// - Returns: where the data lies now.
    /// - Throws: ``LifeFailure``, ``JournalFailure``.
    package func archive(
        _ tenant: TenantIdentifier, reason: String, to folder: String?, watch: @escaping (JournalEvent) -> Void
    ) throws -> TenantArchive {
        try requireReason(reason, "--reason")
        let base = try connectMigratedBase()
        let found = try RegisteredTenant.find(tenant, in: base)
        // Another operation is refused by name, and a run that died goes on.
        if try Operation.open(of: found.tenantID, in: base) == nil {
            guard found.state != .archived else {
                throw LifeFailure.otherState(tenant, found.state, wanted: "archived")
            }
            if let folder { try requireFree(folder) }
            try requireArchivable(found)
        }
        try run(ArchiveTenant(tenant: found.tenantID, reason: reason, folder: folder), watch: watch)
        return try archive(of: found, in: nil)
    }

    /// Refuses a folder that is there, or that cannot be made.
    private func requireFree(_ folder: String) throws {
        if FileManager.default.fileExists(atPath: folder) { throw BackupFailure.exists(path: folder) }
        let parent = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
        guard Glibc.access(parent.isEmpty ? "/" : parent, W_OK | X_OK) == 0 else {
            throw BackupFailure.cannotWrite(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    /// Brings an archived tenant back from its archive, or goes on with what brings it back.
    ///
    /// - Parameter folder: where the archive lies now; nil for where it was written.
    func restoreArchived(
        _ tenant: RegisteredTenant, reason: String, from folder: String?, watch: @escaping (JournalEvent) -> Void
    ) throws {
        if try Operation.open(of: tenant.tenantID, in: connectMigratedBase()) == nil {
            _ = try checkArchive(archive(of: tenant, in: folder), of: tenant)
        }
        try run(RestoreTenant(tenant: tenant.tenantID, reason: reason, folder: folder), watch: watch)
    }

    /// Where the data of an archived tenant lies; nil for one that is not archived.
    package func archive(of tenant: TenantIdentifier) throws -> TenantArchive? {
        let base = try connectMigratedBase()
        let found = try RegisteredTenant.find(tenant, in: base)
        return found.state == .archived ? try TenantArchive.find(of: found.tenantID, in: base) : nil
    }

    /// The archive of a tenant, wherever it is said to lie.
    func archive(of tenant: RegisteredTenant, in folder: String?) throws -> TenantArchive {
        guard let archive = try TenantArchive.find(of: tenant.tenantID, in: connectMigratedBase()) else {
            throw LifeFailure.noArchive(tenant.identifier, folder: folder ?? "", reason: "nothing is known of it")
        }
        return folder.map(archive.lying(in:)) ?? archive
    }

    /// Opens every file of an archive, and sees that it is the tenant's last one.
    func checkArchive(_ archive: TenantArchive, of tenant: RegisteredTenant) throws -> BackupManifest {
        let backup: SealedBackup
        do {
            backup = try SealedBackup(folder: archive.folder)
        } catch let failure as BackupFailure {
            throw LifeFailure.noArchive(tenant.identifier, folder: archive.folder, reason: failure.message)
        }
        guard backup.tenantID == tenant.tenantID, backup.backupID == archive.backupID else {
            throw LifeFailure.noArchive(
                tenant.identifier, folder: archive.folder, reason: "it is another backup than the one of its archiving")
        }
        return try backup.check(openedBy: openVault())
    }

    /// Refuses what would be lost, what would be missed, and what nobody knows of.
    ///
    /// - Throws: ``LifeFailure``, ``MoveFailure/dependence(object:on:)``.
    func requireArchivable(_ tenant: RegisteredTenant) throws {
        let base = try connectMigratedBase()
        let data = try connectProvisioner(to: tenant.place)
        try LegalHold.requireNone(on: tenant.tenantID, in: base)
        let shares = try base.query(
            """
            select distinct format('%s reads %s.%s', consumer, schema_name, table_name) from mesh.share_facts
            where (producer_id = \(tenant.tenantID) or consumer_id = \(tenant.tenantID))
                and (subscription_status = 'APPROVED' or grant_status is not null and grant_status <> 'REVOKED')
            order by 1
            """
        ) { row -> String in try row[0] }
        guard shares.isEmpty else { throw LifeFailure.inShares(tenant.identifier, shares: shares) }
        try requireBackupRegion(for: tenant.identifier)
        try requireKnown(tenant, in: base, data)
        // PostgreSQL's program writes schemas, in which no large object lies.
        let objects = try largeObjects(of: tenant, in: data, limit: 1000).map { "large object \($0)" }
        guard objects.isEmpty else { throw LifeFailure.unknownObjects(tenant.identifier, objects: objects) }
        try requireIndependence(tenant, ownSchemas(of: tenant))
    }

    /// Refuses what an archived tenant has nothing for: its data lies in no database.
    ///
    /// - Throws: ``LifeFailure/notOpen(_:_:)``.
    func requireLiving(_ tenant: RegisteredTenant) throws {
        if tenant.state == .archived { throw LifeFailure.notOpen(tenant.identifier, .archived) }
    }
}
