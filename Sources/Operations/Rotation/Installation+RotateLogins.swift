import Audit
import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Gives logins of a tenant new passwords, in the vault and on the server at the same moment.
    ///
    /// What is open stays open. Who read the old password and connects with it
    /// only now reads again; that is what ``PasswordSource`` is for.
    ///
    /// - Parameter schedule: when they are due; nil for now.
    /// - Returns: the logins that have a new password.
    /// - Throws: ``SecretFailure/clockSetBack(login:appliedAt:now:)``.
    func rotateLogins(
        of tenant: TenantIdentifier, _ tenantID: UUID, _ schedule: RotationSchedule?, withChannels: Bool,
        _ vault: Vault, _ base: borrowing Connection
    ) throws -> [Identifier] {
        let server = try RegisteredTenant.find(tenant, in: base).place.server
        return try namingHolder(in: [basePlace]) {
            if server == .base {
                return try base.transaction { base in
                    try rotateLogins(of: tenant, tenantID, schedule, withChannels: withChannels, vault, base, on: base)
                }
            }
            // The base is committed first: of a password that the server got and the vault did not, nobody would know.
            return try connectCluster(server).transaction { server in
                try base.transaction { base in
                    try rotateLogins(
                        of: tenant, tenantID, schedule, withChannels: withChannels, vault, base, on: server)
                }
            }
        }
    }

    /// - Parameter server: where the logins are, in a transaction of its own unless it is the base.
    private func rotateLogins(
        of tenant: TenantIdentifier, _ tenantID: UUID, _ schedule: RotationSchedule?, withChannels: Bool,
        _ vault: Vault, _ base: borrowing Connection, on server: borrowing Connection
    ) throws -> [Identifier] {
        // As a change of the tenant does, which gives passwords as well.
        try lockOwner(KnownOwner(owner: .tenant(tenant), uuid: tenantID), in: base)
        let due = try AppliedLogin.all(of: tenantID, in: base).filter {
            try $0.isToBeRotated(of: tenant, schedule, withChannels: withChannels)
        }
        let passwords = try vault.issuePasswords(for: due.map(\.name), of: tenantID, in: base)
        for (login, sealed) in zip(due, passwords) {
            try sealed.set(in: server)
            try SealedPassword.record([sealed], of: tenantID, in: base)
            // The one before stays for who has read it already; what is older opens no login.
            try SecretStore(vault).remove(
                kind: SecretLabel.loginKind, name: login.name.text, below: sealed.version - 1, of: tenantID,
                on: base)
            try AuditTrail.append(
                AuditEvent(
                    tenantID: tenantID, action: "login.rotated", object: login.name.text,
                    detail: ["secret_version": JSON(sealed.version)]),
                in: base)
        }
        return due.map(\.name)
    }
}
