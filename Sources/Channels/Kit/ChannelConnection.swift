import Tenancy
package import Vocabulary

/// Where the readers of a channel connect, and as whom; never with which password.
package struct ChannelConnection: Hashable, Sendable {
    /// Host name, address, or folder of a socket.
    package let host: String
    package let port: Int
    package let database: String
    package let user: String
    /// The schema with the views.
    package let schema: String

    package init(_ channel: TenantChannel, host: String, port: Int) {
        self.host = host
        self.port = port
        database = channel.tenant.database.text
        user = channel.login.text
        schema = channel.schema.text
    }

    /// The command that opens a session, for a shell; psql asks for the password.
    package var psqlCommand: String {
        "psql -h \(shellQuoted(host)) -p \(port) -U \(shellQuoted(user)) -d \(shellQuoted(database))"
    }

    /// The content of a `.pbids` file, which Power BI opens as a connection.
    ///
    /// - Throws: ``ChannelFailure/socketForRemoteReader(_:)``, since Power BI runs elsewhere.
    package func powerBI() throws -> JSON {
        guard !host.isEmpty, !host.hasPrefix("/") else { throw ChannelFailure.socketForRemoteReader(host) }
        let server = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let address: JSON = ["server": .string(server), "database": .string(database)]
        let connection: JSON = [
            "details": ["protocol": "postgresql", "address": address], "options": .object([]),
            "mode": "Import",
        ]
        return ["version": "0.1", "connections": [connection]]
    }
}

/// A word for a shell, in quotes where it has anything but plain characters.
private func shellQuoted(_ text: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:"
    if !text.isEmpty, text.unicodeScalars.allSatisfy(plain.unicodeScalars.contains) { return text }
    var quoted = "'"
    for scalar in text.unicodeScalars {
        if scalar == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(scalar) }
    }
    return quoted + "'"
}
