/// What `socle dev start` writes down, so that every command finds the embedded server.
package struct EmbeddedServerRecord: Codable, Hashable, Sendable {
    /// The state folder to which the server belongs: in a copied or moved checkout it is another one.
    package let state: String
    /// Folder of PostgreSQL's programs.
    package let programs: String
    /// Folder of the cluster.
    package let data: String
    /// Folder of the socket; short, since a socket's path has at most 107 bytes.
    package let socket: String
    /// Port on the loopback address, and in the socket's name.
    package let port: Int
    /// Account of the operating system as which the server runs.
    package let account: String

    package init(state: String, programs: String, data: String, socket: String, port: Int, account: String) {
        self.state = state
        self.programs = programs
        self.data = data
        self.socket = socket
        self.port = port
        self.account = account
    }
}
