import Audit
package import Cryptography
import FoundationEssentials
import Postgres
import Settings
import Tenancy
package import Vault
package import Vocabulary

/// A secret as a list shows it, with whose it is.
package struct ListedSecret: Sendable {
    /// The tenant's identifier, `platform`, or the UUID of nobody who is known.
    package let owner: String
    package let entry: SecretEntry
}

extension Installation {
    /// Seals a secret as the next version of its name, and leaves an audit row of that in the same transaction.
    ///
    /// - Returns: the version.
    /// - Throws: ``SecretFailure/loginIsRotated(_:of:)``, or a failure of the vault.
    @discardableResult
    package func setSecret(
        _ secret: borrowing SecretBytes, _ name: SecretName, of owner: SecretOwner
    ) throws -> Int {
        if name.isLogin { throw SecretFailure.loginIsRotated(name.name, of: owner) }
        if name.isOwn(of: owner) { throw SecretFailure.isOwn(name) }
        let store = try SecretStore(openVault())
        let base = try connectMigratedBase()
        return try changingSecrets(of: owner, in: base) { base, tenantID in
            let version = try store.set(secret, kind: name.kind, name: name.name, of: tenantID, on: base)
            try AuditTrail.append(
                AuditEvent(
                    tenantID: tenantID, action: "secret.set", object: "\(name)",
                    detail: ["version": JSON(version)]),
                in: base)
            return version
        }
    }

    /// Opens a secret, and leaves an audit row of that before it is shown to anybody.
    ///
    /// - Parameter version: the one in use when nil.
    /// - Throws: ``SecretFailure``, or a failure of the vault.
    package func openSecret(_ name: SecretName, version: Int? = nil, of owner: SecretOwner) throws -> SecretBytes {
        let vault = try openVault()
        let base = try connectMigratedBase()
        let tenantID = try owner.uuid(in: base)
        let secret = try SecretStore(vault).get(
            kind: name.kind, name: name.name, version: version, of: tenantID, on: base)
        guard let secret else { throw try unknown(name, version: version, of: owner, tenantID, base) }
        _ = try namingHolder(in: [basePlace]) {
            try AuditTrail.append(
                AuditEvent(
                    tenantID: tenantID, class: .access, action: "secret.opened", object: "\(name)",
                    detail: version.map { ["version": JSON($0)] } ?? .object([])),
                in: base)
        }
        return secret
    }

    /// Removes a version of a secret, or all of them, and leaves an audit row of that in the same transaction.
    ///
    /// Nothing is opened, so that what does not open any more can be given up.
    ///
    /// - Parameter version: all when nil.
    /// - Returns: how many there were.
    /// - Throws: ``SecretFailure``: there is none, or it is the password of a login that exists.
    @discardableResult
    package func removeSecret(_ name: SecretName, version: Int? = nil, of owner: SecretOwner) throws -> Int {
        if name.isOwn(of: owner) { throw SecretFailure.isOwn(name) }
        let store = try SecretStore(openVault())
        let base = try connectMigratedBase()
        return try changingSecrets(of: owner, in: base) { base, tenantID in
            if name.isLogin { try requireUnused(name, version: version, of: owner, tenantID, base) }
            let count = try store.remove(
                kind: name.kind, name: name.name, version: version, of: tenantID, on: base)
            guard count > 0 else { throw try unknown(name, version: version, of: owner, tenantID, base) }
            try AuditTrail.append(
                AuditEvent(
                    tenantID: tenantID, action: "secret.removed", object: "\(name)",
                    detail: version.map { ["version": JSON($0)] } ?? ["versions": JSON(count)]),
                in: base)
            return count
        }
    }

    /// Refuses to take away a password that a login has; what a login left behind that was dropped may go.
    private func requireUnused(
        _ name: SecretName, version: Int?, of owner: SecretOwner, _ tenantID: UUID, _ base: borrowing Connection
    ) throws {
        // As a rotation does, which gives out the next version.
        try base.execute("lock table socle.secrets in share row exclusive mode")
        let login = try base.first(
            """
            select (select server from socle.registry where tenant_id = \(tenantID)),
                (select max(version) from socle.secrets
                 where tenant_id = \(tenantID) and kind = \(name.kind) and name = \(name.name)),
                (select secret_version from socle.login_verifiers
                 where tenant_id = \(tenantID) and login_name = \(name.name))
            """
        ) { row in (server: try row[0] as ServerName?, newest: try row[1] as Int?, applied: try row[2] as Int?) }
        guard let login else { return }
        let exists: Bool? = try connectCluster(login.server ?? .base).first(
            "select exists (select from pg_roles where rolname = \(name.name))"
        ) { row in try row[0] }
        guard exists == true else { return }
        guard let version else { throw SecretFailure.loginExists(name.name, of: owner) }
        if version == login.newest || version == login.applied {
            throw SecretFailure.versionInUse(version, login: name.name, of: owner)
        }
    }

    /// The secrets of an owner without their values, or everyone's.
    ///
    /// - Parameter unreadable: called with each key file that cannot be read; its secrets are listed without key version
    package func secrets(of owner: SecretOwner?, unreadable: (any Failure) -> Void) throws -> [ListedSecret] {
        let vault = try openVault()
        let base = try connectMigratedBase()
        let entries = try SecretStore(vault).list(of: owner?.uuid(in: base), on: base, unreadable: unreadable)
        let names: [UUID: String] = try base.query("select tenant_id, identifier from socle.registry") { row in
            (try row[0] as UUID, try row[1] as String)
        }.reduce(into: [Platform.tenantID: "platform"]) { $0[$1.0] = $1.1 }
        return entries.map {
            ListedSecret(owner: names[$0.tenant] ?? $0.tenant.uuidString.lowercased(), entry: $0)
        }
    }

    /// Changes the secrets of an owner in one transaction, and says who is in the way of it.
    private func changingSecrets<Result>(
        of owner: SecretOwner, in base: borrowing Connection,
        _ body: (borrowing Connection, UUID) throws -> Result
    ) throws -> Result {
        try namingHolder(in: [basePlace]) {
            try base.transaction { base in try body(base, owner.uuid(in: base)) }
        }
    }

    /// Why a secret was not found, with the nearest name that there is.
    private func unknown(
        _ name: SecretName, version: Int?, of owner: SecretOwner, _ tenantID: UUID, _ base: borrowing Connection
    ) throws -> SecretFailure {
        let known = try base.query(
            "select kind, name, max(version) from socle.secrets where tenant_id = \(tenantID) group by kind, name"
        ) { row in (name: SecretName(kind: try row[0], name: try row[1]), version: try row[2] as Int) }
        if let version, let found = known.first(where: { $0.name == name }) {
            return .noVersion(version, of: name, latest: found.version)
        }
        return .unknown(name, of: owner, nearest: nearestName(to: "\(name)", in: known.map { "\($0.name)" }))
    }
}
