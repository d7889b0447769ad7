package import Postgres
package import Vocabulary

/// A PostgreSQL cluster in which tenants' data may lie.
package struct RegisteredServer: Hashable, Sendable {
    package let name: ServerName
    /// How the provisioner connects, without a password; nil for the base, whose address is a setting.
    package let address: String?
    /// Region in which it stands, where that was declared.
    package let region: String?
    /// How often what it has may be promised to tenants: 1 is once.
    package let overcommit: Double
    /// Certificates in PEM that must have signed the server's; nil where the way does not leave the machine.
    package let caCertificate: String?
    /// Address from which the platform reaches it; nil for a local socket.
    package let platformNetwork: NetworkRange?

    package init(
        name: ServerName, address: String? = nil, region: String? = nil, overcommit: Double = 1,
        caCertificate: String? = nil, platformNetwork: NetworkRange? = nil
    ) {
        self.name = name
        self.address = address
        self.region = region
        self.overcommit = overcommit
        self.caCertificate = caCertificate
        self.platformNetwork = platformNetwork
    }

    /// Every cluster that the base knows, itself first.
    package static func all(in base: borrowing Connection) throws -> [RegisteredServer] {
        try base.query("\(sql: columns) order by name <> 'base', name", decode)
    }

    /// A cluster by its name.
    ///
    /// - Throws: ``PlacementFailure/unknownServer(_:nearest:)``.
    package static func find(_ name: ServerName, in base: borrowing Connection) throws -> RegisteredServer {
        if let server = try base.first("\(sql: columns) where name = \(name)", decode) { return server }
        let known = try all(in: base).map(\.name.text)
        throw PlacementFailure.unknownServer(name, nearest: nearestName(to: name.text, in: known))
    }

    private static let columns: SQL =
        "select name, address, region, overcommit, ca_certificate, platform_network from socle.servers"

    private static func decode(_ row: Row) throws -> RegisteredServer {
        let network: String? = try row[5]
        return RegisteredServer(
            name: try row[0], address: try row[1], region: try row[2], overcommit: try row[3],
            caCertificate: try row[4], platformNetwork: network.flatMap { NetworkRange($0) })
    }
}
