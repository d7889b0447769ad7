import FoundationEssentials
import Tenancy
import Vocabulary

/// What a cluster is and has, as it says itself.
package struct ServerFacts: Hashable, Sendable {
    /// The version as one number: 150020 is 15.20.
    package var version = 0
    var isSuperuser = false
    var isInRecovery = false
    /// What initdb gave the cluster, the same in its copies.
    var systemIdentifier = ""
    package var maxConnections = 0
    /// Sessions that only superusers and the like can have.
    package var reservedConnections = 0
    package var hasTLS = false
    /// Whether it can check certificates of clients.
    var checksCertificates = false
    /// Whether the present session goes through TLS.
    var isEncrypted = false
    /// Whence the session comes, as the server sees it; nil by the local socket.
    var clientAddress: String?
    /// How pg_hba.conf asks those who come by the local socket for proof; nil when it lets nobody in there.
    var localProof: String?
    var passwordEncryption = ""
    var missingExtensions: [String] = []
    var hasLocale = false
    var logsStatements = false
    /// Lines of pg_hba.conf that let somebody in without proof.
    var trustingLines: [Int] = []
    /// Lines of pg_hba.conf that take a password in the clear over the network.
    var clearPasswordLines: [Int] = []
    /// What is wrong with pg_hba.conf, with the line.
    var hostAccessErrors: [String] = []
    /// Bytes in all databases.
    package var dataBytes: Int64 = 0
    /// The comment of the mark, or nil without one.
    var mark: String?
    /// Databases that everybody may enter.
    var openDatabases: [String] = []
    /// Bytes that the volume of the data has in all, and that are free; nil where that cannot be told.
    package var volumeBytes: Int64?
    package var freeBytes: Int64?
    package var processors: Int?
    package var memoryBytes: Int64?

    /// What the cluster may promise to tenants once.
    var amounts: ServerCapacity.Amounts {
        var amounts: ServerCapacity.Amounts = [
            .connections: Double(
                max(0, maxConnections - reservedConnections - ServerCapacity.platformConnections))
        ]
        // What tenants hold already is part of what was promised.
        amounts[.storage] = freeBytes.map { Double($0 + dataBytes) }
        amounts[.cpu] = processors.map(Double.init)
        amounts[.memory] = memoryBytes.map(Double.init)
        return amounts
    }

    /// The version as people write it.
    package var versionText: String { "\(version / 10_000).\(version % 10_000)" }
}
