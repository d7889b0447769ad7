package import Vocabulary

/// Roles of the platform that every database's `00_roles.sql` makes.
package enum PlatformRoles {
    /// The service and the relay.
    package static let runtime = Identifier(derived: "socle_runtime")
    /// Group of the logins that load data.
    package static let etl = Identifier(derived: "socle_etl")
    /// Group of the logins of channels.
    package static let reader = Identifier(derived: "socle_reader")

    /// Group of the logins that may connect to a database.
    package static func connect(to database: Identifier) -> Identifier {
        Identifier(derived: "\(database.text)_connect")
    }
}
