/// Parameters of PostgreSQL that a tenant's sessions begin with.
package struct PostgresSettings: Hashable, Sendable {
    /// Values by parameter as PostgreSQL spells both; each may be set for a database or a login.
    package let parameters: [String: String]

    package init(parameters: [String: String] = [:]) {
        self.parameters = parameters
    }
}
