package import FoundationEssentials
package import Vocabulary

/// What PostgreSQL holds for a tenant, as its catalogs say now.
package struct InspectedTenant: Sendable {
    /// The tenant's row of the registry, but for what was declared when it was last applied.
    package struct Registration: Hashable, Sendable {
        package internal(set) var tenantID: UUID
        package internal(set) var name: String
        package internal(set) var tier: Tier
        package internal(set) var placement: Placement
        package internal(set) var place: DataPlace
        package internal(set) var region: String
        package internal(set) var contact: TenantConfiguration.Contact
        package internal(set) var limits: AppliedLimits
        /// How often what is done by itself is done, by what it is.
        package internal(set) var schedules: [String: String]
    }

    /// Another tenant that holds a name which this one shall have.
    package struct Holder: Hashable, Sendable {
        package internal(set) var held: HeldName
        package internal(set) var identifier: String
    }

    /// What lies in the tenant's data database.
    package struct DataSide: Hashable, Sendable {
        /// Whether the database is there with every migration; nothing else was looked at if not.
        package internal(set) var isPrepared: Bool
        /// Whether the database has a row of the tenant.
        package internal(set) var isKnown: Bool
        /// Schemas that are there or registered, by name.
        package internal(set) var schemas: [String: Schema]
        /// Rows of `socle.logins`: purpose by name.
        package internal(set) var registeredLogins: [String: String]
        package internal(set) var defaultRights: Set<DefaultRight>
        /// Whether functions that the owner makes are closed to everyone.
        package internal(set) var functionsAreClosed: Bool
        /// Those that are not as they shall be.
        package internal(set) var relations: Set<Relation>
        /// Rights of the tenant's roles on what is no tenant's; none is as it shall be.
        package internal(set) var strayRights: Set<StrayRight>
        /// What somebody made by hand in the tenant's schemas and database; looked for as ``InspectedTenant/namesakes`` are.
        package internal(set) var handmadeObjects: Set<HandmadeObject>
        /// Extensions of the database that are not in `public`: the schema by name, empty when there is none.
        package internal(set) var misplacedExtensions: [String: String]
    }

    package internal(set) var registration: Registration?
    /// What was declared when the tenant was last applied, as the registry keeps it.
    package internal(set) var appliedText: String?
    package internal(set) var standing: TenantStanding
    /// Names that the registry keeps for the tenant.
    package internal(set) var heldNames: Set<HeldName>
    package internal(set) var conflicts: [Holder]
    /// Digests of the verifiers that the platform last set, in hexadecimal digits by login.
    package internal(set) var appliedVerifiers: [String: String]
    /// Whether the key store has a file of the tenant.
    package internal(set) var hasKey: Bool
    package internal(set) var roles: [String: Role]
    /// The tenant's own database, if it has one.
    package internal(set) var database: Database?
    /// Whether the server has loaded pgaudit.
    package internal(set) var logsStatements: Bool
    /// What the server's pg_hba.conf has for the tenant.
    package internal(set) var hostAccess = HostAccessSide.unasked
    package internal(set) var data: DataSide
    /// What lies in schemas that the tenant holds and its declaration no longer asks for, by schema.
    package internal(set) var retiredContents: [String: Contents]
    /// What is named after the tenant and is nobody's by the registry; looked for where people ask about changes by hand.
    package internal(set) var namesakes: Set<Namesake> = []
    /// A limit that somebody set on the base, which is told with the first tenant that is looked at.
    package internal(set) var baseLimit: SharedLimit?

    /// What lies in a schema that is to go.
    package struct Contents: Hashable, Sendable {
        /// Views of a channel's schema, which only the platform fills.
        package internal(set) var views: [String]
        /// Everything else.
        package internal(set) var others: [String]
    }
}
