import Vocabulary

/// `socle server`: the clusters in which tenants' data lies.
enum ServerCommands {
    static let command = Command.group(
        "server", "Register the PostgreSQL clusters in which tenants' data lies.",
        [AddServer.command, ListServers.command, CheckServers.command, RemoveServer.command],
        discussion: """
            Tenants of placement 'cluster' lie in the server that their file names, or in the only one of their region. \
            In development the base's own stands in where there is none. docs/servers.md shows it all.
            """)

    static let name = Argument("NAME", ServerName.self, "The short name of the cluster.")
}

extension ServerName: ArgumentValue {
    package init(argument text: String) throws { try self.init(text) }
    package static var placeholder: String? { "SERVER" }
}
