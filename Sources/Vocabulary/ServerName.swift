/// The name under which a PostgreSQL cluster is registered, such as `metropole`.
package struct ServerName: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let text: String

    /// The cluster in which the base lies.
    package static let base = ServerName(known: "base")

    /// - Throws: ``NameFailure``, which says the rule that was broken.
    package init(_ text: String) throws {
        try checkWord(text, kindOfName: "server name", reserved: [])
        self.text = text
    }

    private init(known text: String) {
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    package static func < (left: ServerName, right: ServerName) -> Bool { left.text < right.text }
}

/// Where a tenant's data lies: a database of a registered server.
package struct DataPlace: Hashable, Sendable, CustomStringConvertible {
    package let server: ServerName
    package let database: Identifier

    package init(server: ServerName = .base, database: Identifier) {
        self.server = server
        self.database = database
    }

    /// The database, and the server behind it unless it is the base's.
    package var description: String { server == .base ? database.text : "\(database)@\(server)" }
}
