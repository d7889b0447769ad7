import FoundationEssentials
import Postgres
import Vocabulary

/// What tells of a cluster to whom it belongs: a role without any right, whose comment says it.
struct ClusterMark: Hashable, Sendable {
    /// A role exists once in a cluster, whatever happens to its databases.
    static let role = Identifier(derived: "socle_installation")

    let installation: UUID
    let environment: DeploymentEnvironment
    let server: ServerName

    init(installation: UUID, environment: DeploymentEnvironment, server: ServerName) {
        self.installation = installation
        self.environment = environment
        self.server = server
    }

    /// Reads the comment; nil for one that nobody of the platform wrote.
    init?(comment: String) {
        let words = comment.split(separator: " ").map(String.init)
        guard words.count == 6, words[0] == "installation", words[2] == "environment", words[4] == "server",
            let installation = UUID(uuidString: words[1]), let environment = DeploymentEnvironment(rawValue: words[3]),
            let server = try? ServerName(words[5])
        else { return nil }
        self.init(installation: installation, environment: environment, server: server)
    }

    var comment: String {
        "installation \(installation.uuidString.lowercased()) environment \(environment.rawValue) server \(server)"
    }

    /// Puts the mark on a cluster, over one that was there.
    func put(on cluster: borrowing Connection) throws {
        try cluster.transaction { cluster in
            let exists: Bool? = try cluster.first(
                "select exists (select from pg_roles where rolname = \(Self.role))"
            ) { row in try row[0] }
            if exists != true { try cluster.execute("create role \(identifier: Self.role) nologin") }
            try cluster.execute("comment on role \(identifier: Self.role) is \(literal: comment)")
        }
    }

    /// Takes the mark off.
    static func remove(from cluster: borrowing Connection) throws {
        try cluster.execute("drop role if exists \(identifier: role)")
    }
}
