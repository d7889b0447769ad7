package import Postgres
internal import Vocabulary

/// Where a client's database is and as whom it is read; never with a password.
package struct SourceAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as it was given.
    package let text: String

    private let parts: ConnectionParameters

    /// - Throws: ``AdoptionFailure/passwordInAddress``, ``AdoptionFailure/addressLacks(_:)``, or ``ConnectionFailure``.
    package init(_ text: String) throws {
        let parts = try ConnectionParameters(url: text)
        guard parts.password == nil, parts.further["sslpassword"] == nil else {
            throw AdoptionFailure.passwordInAddress
        }
        guard parts.host != nil || parts.further["hostaddr"] != nil || parts.further["service"] != nil else {
            throw AdoptionFailure.addressLacks("host")
        }
        guard parts.database != nil || parts.further["service"] != nil else {
            throw AdoptionFailure.addressLacks("database")
        }
        self.text = text
        self.parts = parts
    }

    /// The place as it may be shown: `clients on db.example.org`.
    package var description: String {
        let port = parts.port.map { ":\($0)" } ?? ""
        return "\(parts.database ?? "?") on \(parts.host ?? "?")\(port)"
    }

    /// How the source is reached.
    ///
    /// Nothing is written there: every transaction is read-only by default, names mean PostgreSQL's own objects,
    /// and rows that a policy would hide are a failure instead of a gap.
    package func parameters(password: String?) -> ConnectionParameters {
        var parameters = parts
        parameters.password = password
        parameters.applicationName = "socle adopt"
        parameters.settings = [
            "default_transaction_read_only": "on", "search_path": "pg_catalog,pg_temp", "row_security": "off",
            "lock_timeout": "30s", "statement_timeout": "0", "idle_in_transaction_session_timeout": "0",
            "intervalstyle": "postgres",
        ]
        return parameters
    }
}

extension SourceAddress: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
