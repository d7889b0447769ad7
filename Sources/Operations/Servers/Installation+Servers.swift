import Cryptography
package import Postgres
import Vault
package import Vocabulary

extension Installation {
    /// Opens a connection as the provisioner of the server on which a database lies.
    ///
    /// - Throws: ``OperationFailure/unknownServer(_:)``, ``OperationFailure/embeddedServerStopped`` or ``ConnectionFailure``.
    package func connectProvisioner(to place: DataPlace) throws -> Connection {
        if place.server == .base { return try connectProvisioner(to: place.database) }
        var parameters = try address(of: place.server)
        parameters.database = place.database.text
        let secret = try SecretStore(openVault()).get(
            kind: SecretLabel.serverKind, name: place.server.text, of: Platform.tenantID, on: connectProvisioner())
        if let secret { parameters.password = try secret.revealedText() }
        return try Connection(to: withLockTimeout(parameters))
    }

    /// Where a registered server is, as its row of the base says.
    func address(of server: ServerName) throws -> ConnectionParameters {
        let address: String? =
            try connectProvisioner().first("select address from socle.servers where name = \(server)") { row in
                try row[0]
            } ?? nil
        guard let address else { throw OperationFailure.unknownServer(server) }
        var parameters = try ConnectionParameters(url: address)
        parameters.applicationName = "socle"
        return parameters
    }
}
