import FoundationEssentials
package import Vocabulary

/// What a tenant's configuration asks of PostgreSQL and of the registry.
///
/// The registry keeps it as it was last applied. A plan compares PostgreSQL with
/// what the file says now, a drift with what was applied: so a file that somebody
/// has just edited is no drift, and a change by hand is one whatever the file says.
package struct TenantDeclaration: Hashable, Sendable {
    package let identifier: TenantIdentifier
    package let name: String
    package let tier: Tier
    package let region: String
    package let contact: TenantConfiguration.Contact
    package let placement: Placement
    /// The registered server that is asked for; nil leaves it to the placement.
    package let server: ServerName?
    /// Regions in which the data may lie; nil for all.
    package let residency: [String]?
    package let themes: [Theme]
    package let channels: [Channel]
    package let limits: AppliedLimits
    /// How often what is done by itself is done, by what it is.
    package let schedules: [String: String]
    /// Parameters of PostgreSQL that sessions begin with, by name.
    package let settings: [String: String]
    /// From where and how its logins may come in over the network.
    package let hostAccess: HostAccessPolicy
    /// Processors and memory that are set aside, against which a server's are held.
    package let cpuCores: Double
    package let memoryBytes: Int64

    package init(_ configuration: TenantConfiguration) {
        identifier = configuration.identifier
        name = configuration.name
        tier = configuration.tier
        region = configuration.region
        contact = configuration.contact
        placement = configuration.placement
        server = configuration.server
        residency = configuration.residency?.regions
        themes = configuration.themes
        channels = configuration.channels
        limits = AppliedLimits(configuration.limits)
        schedules = [
            "key_rotation": configuration.rotation.keys.rawValue,
            "login_rotation": configuration.rotation.logins.rawValue,
        ]
        settings = configuration.postgres.parameters
        hostAccess = HostAccessPolicy(configuration.security)
        cpuCores = configuration.resources.cpuCores
        memoryBytes = configuration.resources.memory.bytes
    }
}

extension TenantDeclaration: Codable {
    private enum CodingKeys: String, CodingKey {
        case identifier = "tenant_id"
        case name, tier, region, contact, placement, server, residency, themes, channels, limits, schedules, settings
        case hostAccess = "host_access"
        case cpuCores = "cpu_cores"
        case memoryBytes = "memory_bytes"
    }

    /// Reads what ``text`` wrote.
    package init(text: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }

    /// The declaration as the registry keeps it: JSON, the same for the same declaration byte by byte.
    package var text: String {
        func object(_ pairs: [String: String]) -> JSON {
            .object(pairs.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
        }
        return JSON.object([
            .init("tenant_id", .string(identifier.text)), .init("name", .string(name)),
            .init("tier", .string(tier.rawValue)), .init("region", .string(region)),
            .init("contact", contact.json), .init("placement", .string(placement.rawValue)),
            .init("server", JSON(server?.text)),
            .init("residency", residency.map { .array($0.map(JSON.string)) } ?? .null),
            .init("themes", .array(themes.map { .string($0.text) })),
            .init("channels", .array(channels.map { .string($0.rawValue) })), .init("limits", limits.json),
            .init("schedules", object(schedules)), .init("settings", object(settings)),
            .init("host_access", hostAccess.json), .init("cpu_cores", .number("\(cpuCores)")),
            .init("memory_bytes", .number("\(memoryBytes)")),
        ]).description
    }
}

extension TenantConfiguration.Contact {
    /// The contact as the registry keeps it.
    var json: JSON { ["name": .string(name), "email": .string(email)] }
}
