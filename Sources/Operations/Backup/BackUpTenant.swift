import Audit
import Backup
package import FoundationEssentials
package import Journal
import Postgres
import Tenancy
package import Vocabulary

/// `tenant.backup`: one tenant's data of one moment, sealed with its key.
package struct BackUpTenant: Procedure {
    package typealias Context = Installation
    package static let kind = "tenant.backup"

    package let tenant: UUID?
    package let identifier: TenantIdentifier
    /// The folder that is to be made.
    package let folder: String

    package func mayBegin(_ installation: Installation) throws {
        let found = try installation.registered(identifier, tenant)
        try installation.requireLiving(found)
        try installation.requireBackupRegion(for: identifier)
        try SealedBackup.requireNew(folder)
        try LockBudget.require(
            for: installation.ownSchemas(of: found), in: installation.connectProvisioner(to: found.place))
    }

    package static let steps: [Step<BackUpTenant>] = [
        Step("backup", "Write the tenant's data of one moment, sealed with its key.") { backup, context in
            let tenant = try context.values.registered(backup.identifier, backup.tenant)
            return try context.values.backUp(tenant, to: backup.folder, in: context)
        } undo: { backup, context in
            try context.values.discardBackup(in: backup.folder, context)
        },
        Step("record", "Tell the tenant's audit chain.") { backup, context in
            let base = try context.values.connectProvisioner()
            try AuditTrail.appendOnce(
                AuditEvent(
                    tenantID: backup.tenant ?? Platform.tenantID, action: "tenant.backed_up",
                    object: backup.identifier.text, detail: context.detail(of: "backup") ?? .null), in: base)
            return nil
        },
    ]
}

extension Installation {
    /// Makes a backup of a tenant as an operation of its own.
    ///
    /// - Parameter folder: absolute, and not there yet.
    package func backUp(
        _ tenant: TenantIdentifier, to folder: String, watch: @escaping (JournalEvent) -> Void
    ) throws -> Operation {
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.find(tenant, in: base)
        return try run(
            BackUpTenant(tenant: registered.tenantID, identifier: tenant, folder: folder), watch: watch)
    }

    /// The tenant of an operation, refused when another bears its name by now.
    func registered(_ identifier: TenantIdentifier, _ tenantID: UUID?) throws -> RegisteredTenant {
        let tenant = try RegisteredTenant.find(identifier, in: connectMigratedBase())
        guard tenant.tenantID == tenantID else { throw TenancyFailure.notApplied(identifier, nearest: nil) }
        return tenant
    }

    /// The step of an operation that makes a backup, from any point at which an earlier run died.
    ///
    /// - Returns: what the journal keeps of it.
    func backUp<P: Procedure<Installation>>(
        _ tenant: RegisteredTenant, to folder: String, in context: StepContext<P>
    ) throws -> JSON {
        try requireBackupRegion(for: tenant.identifier)
        let vault = try openVault()
        let step = "backup"
        let begun = context.detail(of: step)?["backup"]?.text.flatMap { UUID(uuidString: $0) }
        if let begun, let made = try? SealedBackup(folder: folder), made.backupID == begun {
            return summary(try made.manifest(openedBy: vault), folder)
        }
        let backupID = begun ?? UUID()
        try context.report(["folder": .string(folder), "backup": .string(backupID.uuidString.lowercased())])
        let data = try connectProvisioner(to: tenant.place)
        let source = try backupSource(tenant)
        let manifest = try SealedBackup.make(
            source, backupID: backupID, to: folder, in: data, sealedBy: vault,
            adding: { data, folder in
                try PlatformRows.write(of: tenant.tenantID, from: data, to: folder)
                let rights = try JSONEncoder().encode(StructureFacts.rights(in: source.schemas, data))
                let path = "\(folder)/\(Self.rightsFile)"
                guard FileManager.default.createFile(atPath: path, contents: rights) else {
                    throw BackupFailure.cannotWrite(path: path, reason: "it cannot be made")
                }
            })
        return summary(manifest, folder)
    }

    /// What a backup of a tenant is made of.
    func backupSource(_ tenant: RegisteredTenant) throws -> SealedBackup.Source {
        try SealedBackup.Source(
            tenant: tenant, schemas: ownSchemas(of: tenant), parameters: provisionerParameters(to: tenant.place),
            tool: postgresTool())
    }

    /// The schemas that the tenant itself writes, in the database where they lie.
    func ownSchemas(of tenant: RegisteredTenant) throws -> [Identifier] {
        try connectProvisioner(to: tenant.place).query(
            """
            select schema_name from socle.schemas
            where tenant_id = \(tenant.tenantID) and purpose in ('data', 'analytics', 'theme')
            order by schema_name
            """
        ) { row in try row[0] }
    }

    /// PostgreSQL's own programs.
    func postgresTool() throws -> PostgresTool {
        PostgresTool(programs: try PostgresPrograms.find().folder)
    }

    /// Takes away what a step that makes a backup left, the backup itself included.
    func discardBackup<P: Procedure<Installation>>(in folder: String, _ context: StepContext<P>) throws {
        try SealedBackup.discardRemains(of: folder)
        let begun = context.detail(of: "backup")?["backup"]?.text.flatMap { UUID(uuidString: $0) }
        guard let begun, let made = try? SealedBackup(folder: folder), made.backupID == begun else { return }
        try FileManager.default.removeItem(atPath: folder)
    }

    private func summary(_ manifest: BackupManifest, _ folder: String) -> JSON {
        [
            "folder": .string(folder), "backup": .string(manifest.backupID.uuidString.lowercased()),
            "tables": JSON(manifest.tables.count), "rows": JSON(manifest.rows), "files": JSON(manifest.files.count),
        ]
    }
}
