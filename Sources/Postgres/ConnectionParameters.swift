/// Where a server is, and who connects to which database.
///
/// What is not given is left to libpq, which looks at the environment
/// (`PGHOST`, `PGUSER`, …), a password file, and its defaults. What is given
/// here always wins. Nothing here ever prints the password.
package struct ConnectionParameters: Hashable, Sendable {
    /// A host name, an address, or the directory of a Unix socket.
    package var host: String?
    package var port: Int?
    package var database: String?
    package var user: String?
    package var password: String?

    /// Where the password is read again when the server refuses it; nil for one that does not change.
    package var passwordSource: PasswordSource?

    /// The name under which `pg_stat_activity` shows the connection.
    package var applicationName: String?

    /// The time within which a login must be done, name look-up excepted.
    package var connectTimeout: Duration

    /// Settings of the session from its start, such as `statement_timeout`.
    package var settings: [String: String]

    /// `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`.
    package var sslMode: String?

    /// Further parameters of libpq by their own names, such as `sslrootcert`.
    package var further: [String: String]

    package init(
        host: String? = nil, port: Int? = nil, database: String? = nil, user: String? = nil,
        password: String? = nil, applicationName: String? = nil, connectTimeout: Duration = .seconds(10),
        settings: [String: String] = [:], sslMode: String? = nil, further: [String: String] = [:]
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
        self.settings = settings
        self.sslMode = sslMode
        self.further = further
    }

    /// The same server and role, another database.
    package func with(database: String) -> ConnectionParameters {
        var copy = self
        copy.database = database
        return copy
    }

    /// The same server and database, another role; without a password the old one is dropped.
    package func with(user: String, password: String?) -> ConnectionParameters {
        var copy = self
        copy.user = user
        copy.password = password
        copy.passwordSource = nil
        return copy
    }
}

extension ConnectionParameters: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The parameters as `psql` takes them, the password starred out.
    package var description: String {
        let parts = [
            ("host", host), ("port", port.map { String($0) }), ("dbname", database), ("user", user),
            ("password", password.map { _ in "****" }), ("application_name", applicationName),
            ("sslmode", sslMode),
        ]
        return parts.compactMap { name, value in value.map { "\(name)=\(shown($0))" } }.joined(separator: " ")
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["parameters": description]) }

    /// The same with the password as it is now, or nil when that is the one that was refused.
    func withPasswordReadAgain() throws -> ConnectionParameters? {
        guard let passwordSource, let now = try passwordSource.read(), now != password else { return nil }
        var copy = self
        copy.password = now
        return copy
    }

    private func shown(_ value: String) -> String {
        let needsQuotes = value.isEmpty || value.contains { $0.isWhitespace || $0 == "'" || $0 == "\\" }
        return needsQuotes
            ? oneLine("'\(value.map { "'\\".contains($0) ? "\\\($0)" : "\($0)" }.joined())'") : value
    }
}
