import Cryptography
import FoundationEssentials
package import Postgres
import Settings
import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// How a login of a tenant connects to the database in which its data lies, with the password from the vault.
    ///
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)``, ``LifeFailure/notOpen(_:_:)`` for one that is suspended, ``OperationFailure/noPassword(login:)`` or a failure of the vault.
    package func parameters(forLogin login: Identifier, of tenant: TenantIdentifier) throws -> ConnectionParameters {
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.find(tenant, in: base)
        guard registered.state == .active else { throw LifeFailure.notOpen(tenant, registered.state) }
        if try registered.place != basePlace {
            try requireRelease(connectProvisioner(to: registered.place), of: registered.place)
        }
        let password = try password(of: login, of: registered.tenantID, in: base)
        var parameters = try address(of: registered.place).with(user: login.text, password: password)
        // The login may be rotated between here and the connection.
        parameters.passwordSource = PasswordSource { [self] in
            try self.password(of: login, of: registered.tenantID, in: connectProvisioner())
        }
        return parameters
    }

    private func password(of login: Identifier, of tenantID: UUID, in base: borrowing Connection) throws -> String {
        let password = try SecretStore(openVault()).get(
            kind: SecretLabel.loginKind, name: login.text, of: tenantID, on: base)
        guard let password else { throw OperationFailure.noPassword(login: login) }
        return try password.revealedText()
    }

    /// How anybody but the provisioner reaches a database.
    package func address(of place: DataPlace) throws -> ConnectionParameters {
        var parameters =
            place.server != .base
            ? try address(of: place.server) : settings.hasRuntime ? try settings.runtime() : try settings.provisioner()
        parameters.database = place.database.text
        parameters.applicationName = "socle"
        return parameters
    }
}
