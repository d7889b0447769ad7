import Operations
import Tenancy
import Vocabulary

/// `socle tenant show`: what a tenant is declared to have.
struct ShowTenant: LeafCommand {
    let tenant: TenantIdentifier

    static let command = Command(
        "show", "Show what a tenant is declared to have.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let configuration = try installation.tenantFolder.configuration(of: tenant)
        let desired = try installation.desiredTenant(configuration)
        let card: Card = [
            "tenant": .text(configuration.identifier.text),
            "name": .text(configuration.name),
            "tier": .text(configuration.tier.rawValue),
            "region": .text(configuration.region),
            "contact": .text("\(configuration.contact.name) <\(configuration.contact.email)>"),
            "placement": .text(configuration.placement.rawValue),
            "database": .text(desired.database.text),
            "themes": .list(configuration.themes.map(\.text)),
            "channels": .list(configuration.channels.map(\.rawValue)),
        ]
        let limits = Listing(
            [
                ("database connections", Cell.number(configuration.limits.databaseConnections), "enforced, by login"),
                ("channels", .list(configuration.limits.channels.map(\.rawValue).sorted()), "enforced, by declaration"),
                ("storage", .size(configuration.limits.storage), "declared only"),
                ("users", .number(configuration.limits.users), "declared only"),
                ("API calls a month", .number(configuration.limits.apiCallsPerMonth), "declared only"),
            ],
            [
                Column("limit") { .text($0.0) },
                Column("value", alignment: .left) { $0.1 },
                Column("holds") { .text($0.2) },
            ])
        let security = Listing(
            [
                ("key rotation", configuration.rotation.keys), ("login rotation", configuration.rotation.logins),
            ],
            [
                Column("rule") { .text($0.0) },
                Column("value") { .text($0.1.rawValue) },
                Column("holds") { _ in .text("enforced, by 'socle secret rotate --all --due'") },
            ])
        let logins = Listing(
            desired.logins,
            [
                Column("login") { .text($0.name.text) },
                Column("connections") { .number($0.connectionLimit) },
                Column("member_of") { .list($0.memberOf.map(\.text).sorted()) },
            ])
        let schemas = Listing(
            desired.schemas,
            [
                Column("schema") { .text($0.name.text) },
                Column("purpose") { .text($0.purpose.rawValue) },
                Column("owner") { .text($0.owner.text) },
            ])
        try context.present(
            ["tenant": card, "limits": limits, "security": security, "logins": logins, "schemas": schemas] as Report)
        return .success
    }
}
