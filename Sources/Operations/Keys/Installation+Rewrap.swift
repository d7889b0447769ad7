import Audit
import Backup
import FoundationEssentials
import Postgres
import Tenancy
package import Vault
import Vocabulary

extension Installation {
    /// Wraps the data keys of owners' secrets anew under their present keys, and ends older keys when that is asked for.
    ///
    /// An older key is disabled or destroyed only when nothing hangs on it. An
    /// owner that fails keeps no other waiting; one that was shredded is left
    /// alone unless it is named.
    ///
    /// - Parameter progress: told the owner, and how far its secrets are.
    /// - Throws: when the base cannot be reached, or an owner that was named is not known.
    package func rewrap(
        _ rewrapping: Rewrapping, of selection: OwnerSelection,
        progress: (_ owner: SecretOwner, _ progress: RewrapProgress) throws -> Void = { _, _ in }
    ) throws -> OwnerReport<Rewrapped> {
        let vault = try openVault()
        let base = try connectMigratedBase()
        var report = OwnerReport<Rewrapped>()
        for known in try selection.owners(in: base) {
            try report.add(known.owner) {
                var done = Rewrapped(owner: known.owner)
                do {
                    try enable(rewrapping.minimum, of: known, vault, &done)
                    done.secrets = try rewrapSecrets(of: known, vault, base) { try progress(known.owner, $0) }
                } catch VaultFailure.shredded where !selection.isByName {
                    return nil
                }
                try disable(rewrapping.minimum, of: known, vault, base, &done)
                if rewrapping.destroysDisabled { try destroyDisabled(of: known, vault, base, &done) }
                return done.isNothing ? nil : done
            }
            if base.isLost { break }
        }
        return report
    }

    /// Wraps anew what hangs on older keys, in the table and in files.
    private func rewrapSecrets(
        of known: KnownOwner, _ vault: Vault, _ base: borrowing Connection,
        _ progress: (RewrapProgress) throws -> Void
    ) throws -> Int {
        var count = 0
        do {
            try SecretStore(vault).rewrap(of: known.uuid, on: base) {
                count = $0.rewrapped
                try progress($0)
            }
            for file in try sealedFiles(of: known.owner) where try vault.rewrap(file: file.path, as: file.label) {
                count += 1
            }
        } catch {
            // What was done before is told too, and the failure itself weighs more than that of telling.
            try? auditRewrapping(of: known, count, base)
            throw error
        }
        try auditRewrapping(of: known, count, base)
        return count
    }

    private func auditRewrapping(of known: KnownOwner, _ count: Int, _ base: borrowing Connection) throws {
        if count == 0 { return }
        try AuditTrail.append(
            AuditEvent(
                tenantID: known.uuid, action: "key.rewrapped", object: "secrets", detail: ["count": JSON(count)]),
            in: base)
    }

    // MARK: The end of older keys

    /// Lets keys open again that a lower minimum asks for, so that what hangs on them can be wrapped anew.
    private func enable(
        _ minimum: Rewrapping.Minimum?, of known: KnownOwner, _ vault: Vault, _ done: inout Rewrapped
    ) throws {
        guard case .version(let minimum) = minimum else { return }
        let versions = try vault.keys.keyVersions(of: known.uuid).filter {
            $0.state == .disabled && $0.version >= minimum
        }.map(\.version)
        if versions.isEmpty { return }
        try setMinimum(minimum, of: known, vault, ["enabled": .array(versions.map { JSON($0) })])
        done.enabled = versions
    }

    /// Ends the keys below a minimum, once nothing hangs on them.
    ///
    /// - Throws: ``SecretFailure/keyInUse(version:of:count:)``; VLT209 for a version that there is not.
    private func disable(
        _ minimum: Rewrapping.Minimum?, of known: KnownOwner, _ vault: Vault, _ base: borrowing Connection,
        _ done: inout Rewrapped
    ) throws {
        let keys = try vault.keys.keyVersions(of: known.uuid)
        let lowest: Int
        switch minimum {
        case nil: return
        case .version(let version): lowest = version
        case .newest:
            guard let primary = keys.last(where: { $0.state == .primary }) else { return }
            lowest = primary.version
        }
        let older = keys.filter { $0.state == .decryptOnly && $0.version < lowest }
        guard keys.contains(where: { $0.version == lowest }) else {
            let newest = keys.last { $0.state == .primary }?.version ?? 0
            throw VaultFailure.minimumVersion(lowest, tenant: known.uuid, newest: newest)
        }
        if older.isEmpty { return }
        done.disabled = try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                try requireNothing(on: older, of: known, vault, base)
                let versions = older.map(\.version)
                try setMinimum(lowest, of: known, vault, ["disabled": .array(versions.map { JSON($0) })])
                return versions
            }
        }
    }

    private func destroyDisabled(
        of known: KnownOwner, _ vault: Vault, _ base: borrowing Connection, _ done: inout Rewrapped
    ) throws {
        done.destroyed = try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                let disabled = try vault.keys.keyVersions(of: known.uuid).filter { $0.state == .disabled }
                if disabled.isEmpty { return [] }
                try requireNothing(on: disabled, of: known, vault, base)
                try announce(
                    AuditEvent(
                        tenantID: known.uuid, action: "key.destroyed", object: "keys",
                        detail: ["keys": .array(disabled.map(\.fingerprint))]))
                return try SecretStore(vault).destroyDisabledVersions(of: known.uuid, on: base).map(\.version)
            }
        }
    }

    /// Sets the lowest version that opens, after its audit row.
    private func setMinimum(
        _ minimum: Int, of known: KnownOwner, _ vault: Vault, _ detail: JSON
    ) throws {
        try announce(
            AuditEvent(tenantID: known.uuid, action: "key.disabled", object: "below/\(minimum)", detail: detail))
        try vault.keys.setMinimumVersion(minimum, of: known.uuid)
    }

    /// Keeps everybody from sealing until the transaction ends, and refuses when a secret hangs on one of the keys.
    private func requireNothing(
        on keys: [KeyVersion], of known: KnownOwner, _ vault: Vault, _ base: borrowing Connection
    ) throws {
        try base.execute("lock table socle.secrets in share row exclusive mode")
        var counts = try SecretStore(vault).counts(of: known.uuid, on: base)
        for file in try sealedFiles(of: known.owner) {
            guard let key = try vault.keyIdentifier(ofFile: file.path, as: file.label) else { continue }
            counts[key, default: 0] += 1
        }
        let archived: (tenant: TenantIdentifier, keys: Set<String>)? = try archivedKeys(of: known, in: base)
        let backups = try backupsByKey(of: known.uuid, in: base)
        for key in keys {
            // A backup can be made again; of an archive there is no other.
            if let archived, archived.keys.contains(key.identifier) {
                throw LifeFailure.archiveNeedsKey(archived.tenant, version: key.version)
            }
            if let backup = backups[key.identifier] {
                throw SecretFailure.backupNeedsKey(folder: backup, version: key.version)
            }
            guard let count = counts[key.identifier] else { continue }
            throw SecretFailure.keyInUse(version: key.version, of: known.owner, count: count)
        }
    }
}

extension Installation {
    /// A backup that was made of a tenant and is still where it was written, by each key on which its files hang.
    fileprivate func backupsByKey(of tenantID: UUID, in base: borrowing Connection) throws -> [String: String] {
        let made = try base.query(
            """
            select detail ->> 'folder', detail ->> 'backup'
            from socle.operations join socle.operation_steps using (operation_id)
            where tenant_id = \(tenantID) and kind <> \(ArchiveTenant.kind) and name = 'backup'
                and operation_steps.state = 'done' and detail ? 'folder'
            order by operation_id
            """
        ) { row -> (String, String?) in (try row[0], try row[1]) }
        var backups: [String: String] = [:]
        for (folder, backupID) in made {
            // What was moved away or removed is its keeper's to answer for.
            guard let backup = try? SealedBackup(folder: folder),
                backup.backupID.uuidString.lowercased() == backupID
            else { continue }
            for key in try backup.keyIdentifiers() { backups[key] = folder }
        }
        return backups
    }

    /// The keys that the archive of a tenant hangs on; nil for one that is not archived.
    fileprivate func archivedKeys(
        of known: KnownOwner, in base: borrowing Connection
    ) throws -> (tenant: TenantIdentifier, keys: Set<String>)? {
        guard case .tenant(let tenant) = known.owner,
            try RegisteredTenant.find(tenant, in: base).state == .archived,
            let archive = try TenantArchive.find(of: known.uuid, in: base)
        else { return nil }
        return (tenant, archive.keys)
    }
}

extension KeyVersion {
    /// The version with its random name, which proves which key was meant and opens nothing.
    var fingerprint: JSON { ["version": JSON(version), "fingerprint": .string(identifier)] }
}
