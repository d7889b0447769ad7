/// Every name in PostgreSQL that belongs to one tenant.
///
/// The registry keeps each as a unique row, so that a tenant `acme` with the
/// theme `eau_data` and a tenant `acme_eau` can never meet in one schema.
package struct TenantNames: Hashable, Sendable {
    package let tenant: TenantIdentifier

    package init(_ tenant: TenantIdentifier) {
        self.tenant = tenant
    }

    // MARK: Schemas

    /// Tables of the tenant that belong to no theme.
    package var dataSchema: Identifier { derived("data") }
    /// What transformations make.
    package var analyticsSchema: Identifier { derived("analytics") }
    /// What the platform records about the tenant; belongs to the platform.
    package var auditSchema: Identifier { derived("audit") }
    /// Views for other tenants that subscribed; belongs to the platform.
    package var shareSchema: Identifier { derived("share") }
    /// Tables of one theme.
    package func themeSchema(_ theme: Theme) -> Identifier { derived(theme.text) }
    /// Views for the readers of one channel; belongs to the platform.
    package func channelSchema(_ channel: Channel) -> Identifier { derived(channel.rawValue) }

    // MARK: Roles without login

    /// Owns the tenant's own schemas and tables.
    package var owner: Identifier { derived("owner") }
    /// May read every table of the tenant.
    package var read: Identifier { derived("read") }
    /// May insert and update.
    package var write: Identifier { derived("write") }
    /// May delete and truncate.
    package var delete: Identifier { derived("delete") }
    /// The platform's: owns share and channel views, and may read what they show.
    package var share: Identifier { derived("share") }

    // MARK: Logins

    package var adminLogin: Identifier { derived("admin") }
    package var appLogin: Identifier { derived("app") }
    package var etlLogin: Identifier { derived("etl") }
    package func channelLogin(_ channel: Channel) -> Identifier { derived(channel.rawValue) }

    /// Every login that the tenant may have, those of channels that are not enabled too.
    package var logins: [Identifier] { writers + Channel.allCases.map(channelLogin) }
    /// The logins that are not a channel's.
    package var writers: [Identifier] { [adminLogin, appLogin, etlLogin] }
    /// Every role that the tenant may have, groups before their members.
    package var roles: [Identifier] { [owner, read, write, delete, share] + logins }

    // MARK: Database

    /// The database of a tenant whose placement is ``Placement/database``.
    package var database: Identifier { Identifier(derived: "socle_\(tenant.text)") }

    /// At most 31 bytes, an underscore, and at most 31 bytes: within PostgreSQL's 63.
    private func derived(_ suffix: String) -> Identifier {
        Identifier(derived: "\(tenant.text)_\(suffix)")
    }
}
