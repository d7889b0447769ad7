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
    registration: nil, appliedText: nil, standing: .active, heldNames: [], conflicts: [], appliedVerifiers: [:],
    hasKey: false, roles: [:], database: nil, logsStatements: false,
    data: .init(
        isPrepared: true, isKnown: false, schemas: [:], registeredLogins: [:], defaultRights: [],
        functionsAreClosed: false, relations: [], strayRights: [], handmadeObjects: [], misplacedExtensions: [:]),
    retiredContents: [:])

/// What a server holds that fulfils a declaration, as a starting point for drift.
func fulfilled(_ desired: DesiredTenant, logsStatements: Bool = false) throws -> InspectedTenant {
    let verifiers = desired.logins.map { "\($0.name) digest-of-\($0.name)" }
    let base = BaseSide(
        registration: desired.registration(tenantID: UUID()), appliedText: nil, standing: desired.standing,
        heldText: "",
        verifiersText: verifiers.joined(separator: "\n"))
    return try desired.fulfilled(
        like: base, ServerSide(rolesText: nil, databaseText: FactText(), logsStatements: logsStatements))
}
