import Backup
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Whether the archives of archived tenants lie where they were written; none of them is opened.
    func archiveFindings(_ base: borrowing Connection) throws -> [Finding] {
        let archived = try RegisteredTenant.all(in: base).filter { $0.state == .archived }
        let gone = try archived.compactMap { tenant -> Finding? in
            let archive = try TenantArchive.find(of: tenant.tenantID, in: base)
            if let archive, let found = try? SealedBackup(folder: archive.folder), found.backupID == archive.backupID {
                return nil
            }
            return Finding(
                "archive of '\(tenant.identifier)'", .warning, "it is not in '\(archive?.folder ?? "")' any more",
                hint: "Whoever moved it names the folder by 'socle tenant resume --from'.")
        }
        if !gone.isEmpty || archived.isEmpty { return gone }
        return [Finding("archives", .ok, "\(archived.count), each where it was written")]
    }
}
