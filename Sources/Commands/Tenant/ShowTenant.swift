import Operations
import Tenancy
import Vocabulary

/// `socle tenant show`: what a tenant is declared to have.
struct ShowTenant: LeafCommand {
    let tenant: TenantIdentifier

    static let command = Command(
        "show", "Show what a tenant is declared to have.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        discussion: """
            Every value of the merged configuration stands with how it holds: enforced and by what, compared with what a \
            server has, or declared only.
            """,
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
            "server": .text(configuration.server?.text),
            "database": .text(desired.database.text),
            "themes": .list(configuration.themes.map(\.text)),
            "channels": .list(configuration.channels.map(\.rawValue)),
            // What is declared can be shown without a server.
            "archive": .text((try? installation.archive(of: tenant))??.folder),
        ]
        let attributes = Listing(
            configuration.attributes,
            [
                Column("attribute") { .text($0.path) },
                Column("value", alignment: .left) { .value($0.json, shownAs: $0.value) },
                Column("holds") { .text($0.strength.words) },
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
            ["tenant": card, "attributes": attributes, "logins": logins, "schemas": schemas] as Report)
        return .success
    }
}
