package import Vocabulary

/// What a tenant is, merged from the generic template, its tier's, the environment's overrides and its own file.
package struct TenantConfiguration: Hashable, Sendable {
    /// Whom to reach about a tenant.
    package struct Contact: Hashable, Codable, Sendable {
        package let name: String
        package let email: String
    }

    /// What a tenant may use at most.
    package struct Limits: Hashable, Sendable {
        /// People that may be known.
        package let users: Int
        package let storage: ByteCount
        package let apiCallsPerMonth: Int
        /// Sessions of all logins together.
        package let databaseConnections: Int
        /// Channels that the tier offers.
        package let channels: Set<Channel>
    }

    /// How often what keeps a tenant's data secret is exchanged.
    package struct Rotation: Hashable, Sendable {
        /// The tenant's key, under which its secrets are sealed.
        package let keys: RotationSchedule
        /// The passwords of the logins that programs of the platform use.
        package let logins: RotationSchedule

        package init(keys: RotationSchedule, logins: RotationSchedule) {
            self.keys = keys
            self.logins = logins
        }
    }

    package let identifier: TenantIdentifier
    package let name: String
    package let tier: Tier
    package let region: String
    package let contact: Contact
    package let placement: Placement
    package let themes: [Theme]
    package let channels: [Channel]
    package let limits: Limits
    package let rotation: Rotation
}
