package import Vocabulary

/// What a tenant is, merged from the generic template, its tier's, the environment's overrides and its own file.
package struct TenantConfiguration: Hashable, Sendable {
    /// Whom to reach about a tenant.
    package struct Contact: Hashable, Codable, Sendable {
        package let name: String
        package let email: String
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
    /// The registered server that a file asks for; nil leaves it to the placement.
    package let server: ServerName?
    package let themes: [Theme]
    package let channels: [Channel]
    package let limits: TenantLimits
    package let rotation: Rotation
    package let resources: TenantResources
    /// What each engine that the tier knows gives the tenant.
    package let engines: [Engine: EngineEntitlement]
    package let postgres: PostgresSettings
    package let security: TenantSecurity
    /// Where the data must stay; nil when the file binds it to nothing.
    package let residency: Residency?
    package let privacy: Privacy
    package let auditing: Auditing
    package let backup: BackupPolicy
    /// Every value of the merged configuration; none for a configuration that a program made.
    package let declared: DeclaredValues?
    /// What other environments would refuse of what the file says for them, a line each.
    package internal(set) var refusedElsewhere: [String] = []

    package init(
        identifier: TenantIdentifier, name: String, tier: Tier, region: String, contact: Contact,
        placement: Placement, server: ServerName? = nil, themes: [Theme], channels: [Channel], limits: TenantLimits,
        rotation: Rotation, resources: TenantResources = .init(), engines: [Engine: EngineEntitlement] = [:],
        postgres: PostgresSettings = .init(), security: TenantSecurity = .init(), residency: Residency? = nil,
        privacy: Privacy = .init(), auditing: Auditing = .init(), backup: BackupPolicy = .init(),
        declared: DeclaredValues? = nil
    ) {
        self.identifier = identifier
        self.name = name
        self.tier = tier
        self.region = region
        self.contact = contact
        self.placement = placement
        self.server = server
        self.themes = themes
        self.channels = channels
        self.limits = limits
        self.rotation = rotation
        self.resources = resources
        self.engines = engines
        self.postgres = postgres
        self.security = security
        self.residency = residency
        self.privacy = privacy
        self.auditing = auditing
        self.backup = backup
        self.declared = declared
    }

    /// Every value of the merged configuration in its order, each with how it holds.
    package var attributes: [Attribute] { declared?.attributes ?? [] }
}
