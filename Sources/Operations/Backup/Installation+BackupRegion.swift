import Postgres
import Settings
import Tenancy
import Vocabulary

extension Installation {
    /// Refuses to write a backup of a tenant where its data may not lie.
    ///
    /// Backups are written in the region that `SOCLE_BACKUP_REGION` names, else in that of the base's server.
    ///
    /// - Parameter regions: those in which the data may lie; nil where nothing binds it.
    /// - Throws: ``LifeFailure/outsideResidency(_:what:region:allowed:)``.
    func requireBackupRegion(for tenant: TenantIdentifier, regions: [String]?) throws {
        guard let regions else { return }
        let region = try settings[.backupRegion] ?? RegisteredServer.find(.base, in: connectProvisioner()).region
        try Residency(regions: regions).require(
            "the place of backups", in: region, for: tenant, environment: settings.environment)
    }

    /// Refuses to write a backup of a tenant where its data may not lie, by what was applied of its file.
    func requireBackupRegion(for tenant: TenantIdentifier) throws {
        try requireBackupRegion(for: tenant, regions: appliedDeclaration(of: tenant).residency)
    }

    /// What was last applied of a tenant's file.
    ///
    /// - Throws: ``PlanFailure/unreadableDeclaration(_:)``.
    func appliedDeclaration(of tenant: TenantIdentifier) throws -> TenantDeclaration {
        let side = try BaseSide.inspect([tenant], in: connectProvisioner())[0]
        guard let text = side.appliedText, let declaration = try? TenantDeclaration(text: text) else {
            throw PlanFailure.unreadableDeclaration(tenant)
        }
        return declaration
    }
}
