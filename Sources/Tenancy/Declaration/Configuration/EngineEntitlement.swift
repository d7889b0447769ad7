/// A database engine that a tier can give; PostgreSQL alone is provisioned.
package enum Engine: String, CaseIterable, Codable, Sendable {
    case postgresql, mongodb, redis, clickhouse, elasticsearch
}

/// What a tenant is given of an engine.
package struct EngineEntitlement: Hashable, Sendable {
    /// With whom an engine's processes are shared.
    package enum Mode: String, CaseIterable, Codable, Sendable {
        case shared, dedicated, cluster
    }

    package let isEntitled: Bool
    package let mode: Mode
    package let resources: TenantResources

    package init(isEntitled: Bool, mode: Mode = .shared, resources: TenantResources = .init()) {
        self.isEntitled = isEntitled
        self.mode = mode
        self.resources = resources
    }
}
