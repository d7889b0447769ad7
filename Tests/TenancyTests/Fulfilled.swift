import FoundationEssentials
import Vocabulary

@testable import Tenancy

/// A tenant as its file would declare it.
func configuration(
    _ identifier: String = "acme", tier: Tier = .free, placement: Placement = .schema, themes: [String] = ["economie"],
    channels: [Channel] = [.metabase], connections: Int = 5
) throws -> TenantConfiguration {
    TenantConfiguration(
        identifier: try TenantIdentifier(identifier), name: "Acmé", tier: tier, region: "france",
        contact: .init(name: "Zoé", email: "zoe@example.org"), placement: placement,
        themes: try themes.map { try Theme($0) }, channels: channels,
        limits: .init(
            users: 10, storage: ByteCount(gigabytes: 1), apiCallsPerMonth: 10_000, databaseConnections: connections,
            channels: Set(Channel.allCases)),
        rotation: .init(keys: .never, logins: .never))
}

/// What a server holds on which nothing is made yet.
let nothing = InspectedTenant(
    registration: nil, holders: [], roles: [:], appliedVerifiers: [:], databaseExists: false, logsStatements: false,
    data: .init())

/// What a server holds that fulfils a declaration, as a starting point for drift.
struct Fulfilled {
    let tenantID = UUID()
    var registration: InspectedTenant.Registration?
    var holders: [InspectedTenant.Holder]
    var roles: [String: InspectedTenant.Role]
    var verifiers: [String: [UInt8]]
    var databaseExists: Bool
    var logsStatements = false
    var data = InspectedTenant.DataSide()

    init(_ desired: DesiredTenant) {
        let tenantID = tenantID
        let configuration = desired.configuration
        registration = .init(
            tenantID: tenantID, name: configuration.name, tier: configuration.tier,
            placement: configuration.placement, place: desired.place, region: configuration.region,
            contact: configuration.contact, limits: AppliedLimits(configuration.limits), state: .active)
        holders = desired.heldNames.map {
            .init(held: $0, tenantID: tenantID, identifier: configuration.identifier.text)
        }
        databaseExists = configuration.placement == .database
        roles = [:]
        verifiers = [:]
        for group in desired.groups {
            roles[group.name.text] = .init(
                canLogin: false, isPrivileged: false, bypassesRowSecurity: group.bypassesRowSecurity, inherits: true,
                connectionLimit: -1, comment: group.description, memberOf: Set(group.memberOf.map(\.text)),
                members: [], settings: [:], databasesWithSettings: [], verifierSHA256: nil)
        }
        for login in desired.logins {
            verifiers[login.name.text] = Array(login.name.text.utf8)
            roles[login.name.text] = .init(
                canLogin: true, isPrivileged: false, bypassesRowSecurity: false, inherits: true,
                connectionLimit: login.connectionLimit,
                comment: "Login of tenant \(configuration.identifier) for \(login.purpose.text).",
                memberOf: Set(login.memberOf.map(\.text)), members: [], settings: login.settings,
                databasesWithSettings: [], verifierSHA256: Array(login.name.text.utf8))
        }
        fill(desired)
    }

    private mutating func fill(_ desired: DesiredTenant) {
        data.isKnown = true
        data.isPrepared = true
        data.functionsAreClosed = true
        let names = desired.names
        for login in desired.logins { data.registeredLogins[login.name.text] = login.purpose.text }
        for schema in desired.schemas {
            data.registeredSchemas[schema.name.text] = schema.purpose.rawValue
            let users =
                schema.purpose.belongsToTenant ? [names.read, names.write, names.delete, names.owner] : [names.share]
            data.schemas[schema.name.text] = .init(
                owner: schema.owner.text, users: Set(users.map(\.text)), creators: [schema.owner.text], views: [],
                contents: [])
            guard schema.purpose.belongsToTenant else { continue }
            let rights = [
                ("r", names.read, "SELECT"), ("r", names.write, "INSERT"), ("r", names.write, "UPDATE"),
                ("r", names.delete, "DELETE"), ("r", names.delete, "TRUNCATE"), ("S", names.write, "USAGE"),
            ]
            for (type, grantee, privilege) in rights {
                data.defaultRights.insert(
                    .init(schema: schema.name.text, objectType: type, grantee: grantee.text, privilege: privilege))
            }
        }
    }

    var inspected: InspectedTenant {
        InspectedTenant(
            registration: registration, holders: holders, roles: roles, appliedVerifiers: verifiers,
            databaseExists: databaseExists, logsStatements: logsStatements, data: data)
    }
}
