import FoundationEssentials
import Tenancy
package import Vocabulary

/// What is to be said of a cluster when it is registered, or registered anew.
package struct ServerRegistration: Sendable {
    package let name: ServerName
    /// Where it is; nil to leave that as it is.
    package let address: ServerAddress?
    package let region: String?
    package let overcommit: Double?
    /// File of the certificates that must have signed the server's.
    package let caFile: String?

    package init(
        name: ServerName, address: ServerAddress?, region: String?, overcommit: Double?, caFile: String?
    ) {
        self.name = name
        self.address = address
        self.region = region
        self.overcommit = overcommit
        self.caFile = caFile
    }

    /// What is to be kept of the server, from what was kept and what is given now.
    func merged(into known: RegisteredServer?) throws -> RegisteredServer {
        if name == .base, address != nil || caFile != nil { throw RegistrationFailure.isBase }
        if let overcommit, !(0.1...100).contains(overcommit) { throw RegistrationFailure.overcommit(overcommit) }
        if let region, !Region.isRegion(region) { throw RegistrationFailure.notARegion(region) }
        let place = try address ?? known?.address.map { try ServerAddress($0) }
        guard place != nil || name == .base else { throw RegistrationFailure.addressNeeded(name) }
        let certificates = try caFile.map(certificates) ?? known?.caCertificate
        if let place, !place.isLocal, certificates == nil { throw RegistrationFailure.noCertificates(name) }
        return RegisteredServer(
            name: name, address: place?.text, region: region ?? known?.region,
            overcommit: overcommit ?? known?.overcommit ?? 1, caCertificate: certificates,
            platformNetwork: known?.platformNetwork)
    }

    private func certificates(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else { throw OperationFailure.noFile(path: path) }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8),
            text.contains("-----BEGIN CERTIFICATE-----"), !text.contains("PRIVATE KEY")
        else { throw RegistrationFailure.notCertificates(path: path) }
        return text
    }
}
