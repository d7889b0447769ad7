import Audit
import FoundationEssentials
import Postgres
import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// How many secrets are tried after a shredding, for each key one at least.
    private static let mostTried = 100

    /// Destroys every version of a tenant's key, and proves that its secrets open no more.
    ///
    /// Nobody seals meanwhile. The audit row is committed before the first key
    /// goes; a call that was cut short is repeated, and finds what there is left
    /// to destroy.
    ///
    /// - Parameter isErasure: whether the data goes too; else a tenant whose data lies in an archive is refused.
    /// - Throws: ``SecretFailure/stillOpens(_:)`` when the proof fails, ``LifeFailure/archiveNeedsKey(_:version:)``,
    ///   or a failure of the vault.
    package func shred(_ tenant: TenantIdentifier, isErasure: Bool = false) throws -> ShreddingCertificate {
        let vault = try openVault()
        let base = try connectMigratedBase()
        if !isErasure, try RegisteredTenant.find(tenant, in: base).state == .archived {
            throw LifeFailure.archiveNeedsKey(tenant, version: nil)
        }
        let known = KnownOwner(owner: .tenant(tenant), uuid: try SecretOwner.tenant(tenant).uuid(in: base))
        return try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                try lockOwner(known, in: base)
                try base.execute("lock table socle.secrets in share row exclusive mode")
                let count = try SecretStore(vault).counts(of: known.uuid, on: base).values.reduce(0, +)
                let samples = try samples(of: known.uuid, in: base)
                let keys = try vault.keys.keyVersions(of: known.uuid)
                let sequence = try announce(
                    AuditEvent(
                        tenantID: known.uuid, class: .proof, action: "key.shredded", object: tenant.text,
                        detail: [
                            "keys": .array(keys.map(\.fingerprint)), "secrets": JSON(count),
                            "tried": JSON(samples.count),
                        ]))
                try vault.keys.shred(known.uuid)
                let refused = try samples.count { try isRefused($0.envelope, $0.label, by: vault) }
                let destroyed = try vault.keys.keyVersions(of: known.uuid)
                return ShreddingCertificate(
                    tenant: tenant, tenantID: known.uuid, shreddedAt: .now, keys: destroyed, secretCount: count,
                    triedCount: refused, auditSequence: sequence,
                    // All of them: the clock of the keys need not be the server's. Read after the keys are gone,
                    // since a backup that holds them was recorded before it took them.
                    keyStoreBackups: try KeyStoreRecord.read(in: base).backups)
            }
        }
    }

    /// Some secrets of a tenant, first one for each key that any hangs on.
    private func samples(
        of tenantID: UUID, in base: borrowing Connection
    ) throws -> [(label: SecretLabel, envelope: [UInt8])] {
        try base.query(
            """
            select kind, name, version, envelope
            from (
                select kind, name, version, envelope,
                    row_number() over (partition by substring(envelope from 11 for 16) order by kind, name) as place
                from socle.secrets where tenant_id = \(tenantID)
            ) as numbered
            order by place, kind, name
            limit \(Self.mostTried)
            """
        ) { row in
            let label = try SecretLabel(tenant: tenantID, kind: try row[0], name: try row[1], version: try row[2])
            return (label, try row[3])
        }
    }

    /// Whether a secret is refused for want of its key; what is no envelope at all proves nothing.
    ///
    /// - Throws: ``SecretFailure/stillOpens(_:)``; what else kept it from being tried.
    private func isRefused(_ envelope: [UInt8], _ label: SecretLabel, by vault: Vault) throws -> Bool {
        do {
            _ = try vault.open(envelope, as: label)
        } catch VaultFailure.keyVersion, VaultFailure.cannotOpen {
            return true
        } catch VaultFailure.envelope {
            return false
        }
        throw SecretFailure.stillOpens("\(label)")
    }
}
