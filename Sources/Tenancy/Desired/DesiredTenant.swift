package import Vocabulary

/// Everything that PostgreSQL shall hold for a tenant, derived from its configuration alone.
package struct DesiredTenant: Sendable {
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

    /// A role that logs in.
    package struct Login: Hashable, Sendable {
        /// What a login is for, as `socle.logins.purpose` spells it.
        package enum Purpose: Hashable, Sendable {
            case admin, app, etl
            case channel(Channel)

            package var text: String {
                switch self {
                case .admin: "admin"
                case .app: "app"
                case .etl: "etl"
                case .channel(let channel): channel.rawValue
                }
            }
        }

        package let name: Identifier
        package let purpose: Purpose
        package let memberOf: Set<Identifier>
        /// Sessions that it may have at a time.
        package let connectionLimit: Int
        /// Parameters that each of its sessions begins with, by name.
        package let settings: [String: String]
    }

    package let configuration: TenantConfiguration
    package let names: TenantNames
    /// Where the data lies.
    package let place: DataPlace
    package let schemas: [Schema]
    package let groups: [Group]
    package let logins: [Login]

    /// Derives what a tenant shall have.
    ///
    /// - Parameters:
    ///   - baseDatabase: the base, where tenants of placement `schema` live.
    /// - Throws: ``TenancyFailure``: too few connections for the logins, or a
    ///   placement that cannot be made yet.
    package init(_ configuration: TenantConfiguration, baseDatabase: Identifier) throws {
        let names = TenantNames(configuration.identifier)
        let database: Identifier
        switch configuration.placement {
        case .schema: database = baseDatabase
        case .database: database = names.database
        case .cluster: throw TenancyFailure.placementNotOffered(configuration.identifier, configuration.placement)
        }
        let purposes: [Login.Purpose] = [.admin, .app, .etl] + configuration.channels.map(Login.Purpose.channel)
        guard let limits = connectionLimits(total: configuration.limits.databaseConnections, over: purposes) else {
            throw TenancyFailure.tooFewConnections(
                configuration.identifier, offered: configuration.limits.databaseConnections, logins: purposes.count)
        }
        self.configuration = configuration
        self.names = names
        place = DataPlace(database: database)
        schemas = Self.schemas(names, configuration)
        groups = Self.groups(names)
        logins = zip(purposes, limits).map { purpose, limit in
            Self.login(purpose, limit: limit, names: names, configuration: configuration, database: database)
        }
    }

    /// Database in which the data lies.
    package var database: Identifier { place.database }

    /// Every name that the tenant holds in PostgreSQL, by kind, as the registry keeps them.
    package var heldNames: [HeldName] {
        schemas.map { HeldName(kind: .schema, name: $0.name) }
            + groups.map { HeldName(kind: .role, name: $0.name) }
            + logins.map { HeldName(kind: .role, name: $0.name) }
            + (configuration.placement == .database ? [HeldName(kind: .database, name: database)] : [])
    }

    private static func schemas(_ names: TenantNames, _ configuration: TenantConfiguration) -> [Schema] {
        [
            Schema(name: names.dataSchema, purpose: .data, owner: names.owner),
            Schema(name: names.analyticsSchema, purpose: .analytics, owner: names.owner),
        ]
            + configuration.themes.map {
                Schema(name: names.themeSchema($0), purpose: .theme, owner: names.owner)
            }
            + [
                Schema(name: names.auditSchema, purpose: .audit, owner: names.share),
                Schema(name: names.shareSchema, purpose: .share, owner: names.share),
            ]
            + configuration.channels.map {
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

    private static func login(
        _ purpose: Login.Purpose, limit: Int, names: TenantNames, configuration: TenantConfiguration,
        database: Identifier
    ) -> Login {
        let connect = PlatformRoles.connect(to: database)
        let ownSchemas = [names.dataSchema] + configuration.themes.map(names.themeSchema) + [names.analyticsSchema]
        let searchPath = (ownSchemas.map(\.text) + ["public"]).joined(separator: ", ")
        switch purpose {
        case .admin, .app:
            return Login(
                name: purpose == .admin ? names.adminLogin : names.appLogin, purpose: purpose,
                memberOf: [names.read, names.write, names.delete, connect], connectionLimit: limit,
                settings: ["search_path": searchPath])
        case .etl:
            // What it makes belongs to the owner, whose default privileges then let the others in.
            return Login(
                name: names.etlLogin, purpose: purpose, memberOf: [names.owner, connect], connectionLimit: limit,
                settings: ["search_path": searchPath, "role": names.owner.text])
        case .channel(let channel):
            return Login(
                name: names.channelLogin(channel), purpose: purpose, memberOf: [PlatformRoles.reader, connect],
                connectionLimit: limit,
                settings: [
                    "search_path": "\(names.channelSchema(channel).text), catalogue, public",
                    "default_transaction_read_only": "on",
                ])
        }
    }
}

/// A name that the registry keeps for a tenant.
package struct HeldName: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case schema, role, database
    }

    package let kind: Kind
    package let name: Identifier
}

/// Roles of the platform that every database's `00_roles.sql` makes.
package enum PlatformRoles {
    /// Group of the logins that load data.
    package static let etl = Identifier(derived: "socle_etl")
    /// Group of the logins of channels.
    package static let reader = Identifier(derived: "socle_reader")

    /// Group of the logins that may connect to a database.
    package static func connect(to database: Identifier) -> Identifier {
        Identifier(derived: "\(database.text)_connect")
    }
}
