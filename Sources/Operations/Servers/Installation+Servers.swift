import Cryptography
import FoundationEssentials
package import Postgres
import Settings
package import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// Opens a connection as the provisioner of the server on which a database lies.
    ///
    /// - Throws: ``PlacementFailure/unknownServer(_:nearest:)``, ``OperationFailure/embeddedServerStopped`` or ``ConnectionFailure``.
    package func connectProvisioner(to place: DataPlace) throws -> Connection {
        if place.server == .base { return try connectProvisioner(to: place.database) }
        return try Connection(to: platformSession(provisionerParameters(to: place)))
    }

    /// How the provisioner connects to a database, for PostgreSQL's own programs.
    func provisionerParameters(to place: DataPlace) throws -> ConnectionParameters {
        if place.server == .base { return try settings.provisioner().with(database: place.database.text) }
        let base = try connectProvisioner()
        var parameters = try parameters(of: .find(place.server, in: base))
        parameters.database = place.database.text
        let secret = try SecretStore(openVault()).get(
            kind: SecretLabel.serverKind, name: place.server.text, of: Platform.tenantID, on: base)
        if let secret { parameters.password = try secret.revealedText() }
        return parameters
    }

    /// The provisioner on a server, in the database that belongs to nobody.
    func connectCluster(_ server: ServerName) throws -> Connection {
        try connectProvisioner(to: DataPlace(server: server, database: Identifier("postgres")))
    }

    /// Where a registered server is, as its row of the base says; the role and its password are the caller's.
    func address(of server: ServerName) throws -> ConnectionParameters {
        try parameters(of: .find(server, in: connectProvisioner()))
    }

    /// How a registered server is reached, with the file of the certificates that it must prove itself by.
    func parameters(of server: RegisteredServer) throws -> ConnectionParameters {
        guard let text = server.address else { return try settings.provisioner() }
        let address = try ServerAddress(text)
        return address.parameters(caFile: try server.caCertificate.map { try caFile($0, of: server.name) })
    }

    /// The file in which libpq reads certificates, which lie in the base and are written where they are needed.
    private func caFile(_ certificates: String, of server: ServerName) throws -> String {
        let folder = "\(settings.stateDirectory)/servers"
        let path = "\(folder)/\(server).pem"
        if FileManager.default.contents(atPath: path) == Data(certificates.utf8) { return path }
        try makeFolder(folder, mode: 0o755)
        try writeFile(path, certificates, mode: 0o644)
        return path
    }

    /// The servers of the base's registry, the base first.
    package func servers() throws -> [RegisteredServer] {
        try RegisteredServer.all(in: connectMigratedBase())
    }
}
