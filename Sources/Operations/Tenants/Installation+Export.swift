import Audit
import Cryptography
import FoundationEssentials
import Postgres
package import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// Writes a tenant's declaration with the passwords of its logins to a new file that only its owner can read.
    ///
    /// The audit row is written before the file, as when a secret is opened.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Returns: how many passwords stand in the file.
    /// - Throws: ``TenancyFailure/fileExists(path:)``, ``OperationFailure/noPassword(login:)`` or a failure of the vault.
    package func exportWithSecrets(_ tenant: TenantIdentifier, as format: ExportFormat, to path: String) throws -> Int {
        let export = try self.export(tenant).export
        // Asked before anything is opened; asked again when the file gets its name.
        if NewFile(path).exists { throw TenancyFailure.fileExists(path: path) }
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.find(tenant, in: base)
        let store = try SecretStore(openVault())
        let logins = try store.list(of: registered.tenantID, on: base) { _ in }
            .filter { $0.kind == SecretLabel.loginKind }.map(\.name)
        let passwords = try Set(logins).sorted().map { login -> (login: String, password: String) in
            let secret = try store.get(kind: SecretLabel.loginKind, name: login, of: registered.tenantID, on: base)
            guard let secret else { throw OperationFailure.noPassword(login: try Identifier(login)) }
            return (login, try secret.revealedText())
        }
        try AuditTrail.append(
            AuditEvent(
                tenantID: registered.tenantID, class: .access, action: "tenant.exported", object: tenant.text,
                detail: ["format": .string(format.rawValue), "passwords": JSON(passwords.count)]),
            in: base)
        try NewFile(path).write(export.with(passwords: passwords).text(as: format), mode: 0o600)
        return passwords.count
    }
}
