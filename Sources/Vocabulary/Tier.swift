/// The level of service that a tenant subscribes to, each a template in `tenants/`.
package enum Tier: String, CaseIterable, Codable, Sendable {
    case free, standard, premium, enterprise
}

/// A stage of the platform, each a PostgreSQL cluster of its own.
package enum DeploymentEnvironment: String, CaseIterable, Codable, Sendable {
    case development, staging, production
}

/// Where a tenant's data lives.
package enum Placement: String, CaseIterable, Codable, Sendable {
    /// Schemas in the base, beside those of other tenants.
    case schema
    /// A database of the tenant's own in the base's cluster.
    case database
    /// A PostgreSQL cluster of the tenant's own.
    case cluster
}

/// Where a tenant stands in its life.
package enum TenantState: String, CaseIterable, Codable, Sendable {
    case active
    /// Nobody logs in, and everything else stays as it is.
    case suspended
    /// Its data lies in a sealed backup; the names are kept.
    case archived
    /// Its data and its keys are gone; the row tells that it was.
    case erased
}

/// A way out to readers, with a login and a schema of views of its own.
package enum Channel: String, CaseIterable, Codable, Sendable {
    case metabase, powerbi, streamlit, superset
}
