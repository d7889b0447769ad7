package import Vocabulary

/// Everything that PostgreSQL shall hold for a tenant, derived from its configuration alone.
///
/// A class, since those who look at ten thousand hand them on.
package final class DesiredTenant: Sendable {
    /// A schema with its owner and what it is for.
    package struct Schema: Hashable, Sendable {
        /// What a schema is for, as `socle.schemas.purpose` spells it.
        package enum Purpose: String, Sendable {
            case data, analytics, audit, theme, share, channel

            /// Whether the tenant's own roles read and write here.
            package var belongsToTenant: Bool {
                switch self {
                case .data, .analytics, .theme: true
                case .audit, .share, .channel: false
                }
            }
        }

        package let name: Identifier
        package let purpose: Purpose
        package let owner: Identifier
    }

    /// A role that groups rights and that nobody logs in as.
    package struct Group: Hashable, Sendable {
        package let name: Identifier
        /// Groups of which it is a member.
        package let memberOf: Set<Identifier>
        /// Whether policies on the rows of a table do not run for it.
        package let bypassesRowSecurity: Bool
        package let description: String

        init(
            name: Identifier, memberOf: Set<Identifier>, bypassesRowSecurity: Bool = false, description: String
        ) {
            self.name = name
            self.memberOf = memberOf
            self.bypassesRowSecurity = bypassesRowSecurity
            self.description = description
        }
    }

    /// What the tenant's file asks for, or what was last applied of it.
    package let declaration: TenantDeclaration
    package let standing: TenantStanding
    package let names: TenantNames
    /// Where the data lies.
    package let place: DataPlace
    package let schemas: [Schema]
    package let groups: [Group]
    package let logins: [Login]
    /// The names that it holds, as lines of kind and name in the order of their bytes.
    package let heldText: String

    /// Derives what a tenant shall have.
    ///
    /// - Parameters:
    ///   - standing: what is taken away for a time.
    ///   - baseDatabase: the base, where tenants of placement `schema` live.
    ///   - server: the one that was chosen, see ``ServerChoice``.
    /// - Throws: ``TenancyFailure/tooFewConnections(_:offered:logins:)``.
    package convenience init(
        _ configuration: TenantConfiguration, standing: TenantStanding = .active, baseDatabase: Identifier,
        server: ServerName = .base
    ) throws {
        try self.init(
            TenantDeclaration(configuration), standing: standing, baseDatabase: baseDatabase, server: server)
    }

    /// Derives what a tenant shall have, as the initializer above.
    package init(
        _ declaration: TenantDeclaration, standing: TenantStanding = .active, baseDatabase: Identifier,
        server: ServerName = .base
    ) throws {
        let names = TenantNames(declaration.identifier)
        place =
            declaration.placement == .schema
            ? DataPlace(database: baseDatabase) : DataPlace(server: server, database: names.database)
        self.declaration = declaration
        self.standing = standing
        self.names = names
        schemas = Self.schemas(names, declaration)
        groups = Self.groups(names)
        let ownDatabase = place.database
        let logins = try Login.all(
            of: names, channels: declaration.channels, connections: declaration.limits.databaseConnections,
            standing: standing)
        let ownSchemas = [names.dataSchema] + declaration.themes.map(names.themeSchema) + [names.analyticsSchema]
        let ownPath = (ownSchemas.map(\.text) + ["public"]).joined(separator: ", ")
        self.logins = logins.map { login in
            var login = login
            login.memberOf.insert(PlatformRoles.connect(to: ownDatabase))
            login.memberOf.formUnion(declaration.hostAccess.groups)
            if case .channel = login.purpose {} else { login.settings["search_path"] = ownPath }
            login.setLimits(declaration.limits)
            if declaration.placement == .schema { login.settings.merge(declaration.settings) { own, _ in own } }
            return login
        }
        heldText = Self.heldNames(schemas, groups, self.logins, declaration.placement == .schema ? nil : ownDatabase)
            .map { "\($0.kind.rawValue) \($0.name)" }.sorted(by: isBefore).joined(separator: "\n")
    }

    package var identifier: TenantIdentifier { declaration.identifier }

    /// Database in which the data lies.
    package var database: Identifier { place.database }

    /// Parameters of the tenant's own database; in a shared one each login has them.
    var databaseSettings: [String: String] { hasOwnDatabase ? declaration.settings : [:] }

    /// Every name that the tenant holds in PostgreSQL, by kind, as the registry keeps them.
    package var heldNames: [HeldName] { Self.heldNames(schemas, groups, logins, hasOwnDatabase ? database : nil) }

    private static func heldNames(
        _ schemas: [Schema], _ groups: [Group], _ logins: [Login], _ ownDatabase: Identifier?
    ) -> [HeldName] {
        schemas.map { HeldName(kind: .schema, name: $0.name) }
            + (groups.map(\.name) + logins.map(\.name)).map { HeldName(kind: .role, name: $0) }
            + (ownDatabase.map { [HeldName(kind: .database, name: $0)] } ?? [])
    }

    private static func schemas(_ names: TenantNames, _ declaration: TenantDeclaration) -> [Schema] {
        [
            Schema(name: names.dataSchema, purpose: .data, owner: names.owner),
            Schema(name: names.analyticsSchema, purpose: .analytics, owner: names.owner),
        ]
            + declaration.themes.map {
                Schema(name: names.themeSchema($0), purpose: .theme, owner: names.owner)
            }
            + [
                Schema(name: names.auditSchema, purpose: .audit, owner: names.share),
                Schema(name: names.shareSchema, purpose: .share, owner: names.share),
            ]
            + declaration.channels.map {
                Schema(name: names.channelSchema($0), purpose: .channel, owner: names.share)
            }
    }

    private static func groups(_ names: TenantNames) -> [Group] {
        let tenant = names.tenant
        return [
            Group(
                name: names.owner, memberOf: [PlatformRoles.etl],
                description: "Owns the schemas and tables of tenant \(tenant)."),
            Group(name: names.read, memberOf: [], description: "May read the tables of tenant \(tenant)."),
            Group(name: names.write, memberOf: [], description: "May insert and update in tenant \(tenant)."),
            Group(name: names.delete, memberOf: [], description: "May delete and truncate in tenant \(tenant)."),
            Group(
                // A policy is the producer's code, and would run with the rights of whoever reads a share.
                name: names.share, memberOf: [names.read], bypassesRowSecurity: true,
                description: "The platform's: owns the views that show tables of tenant \(tenant) to others."),
        ]
    }
}
