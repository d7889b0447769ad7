import Journal
import Operations
import Vocabulary

/// `socle tenant move`: lets a tenant lie in another place.
struct MoveTenantCommand: LeafCommand {
    let tenant: TenantIdentifier
    let placement: Placement
    let server: ServerName?

    static let command = Command(
        "move", "Move a tenant's data to another place while it works on.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(
            required: "--to", Placement.self, "Schemas in the base, a database of its own, or a cluster of its own."),
        Option("--server", ServerName.self, "The registered server of the new place."),
        discussion: """
            The tenant is backed up, copied while everybody works on, compared row by row, and switched while its \
            writers wait for seconds. Passwords stay. The place is written into the tenant's file. The old place is \
            kept closed until 'socle operation confirm', which drops it; 'socle operation undo' takes the move back \
            as long as nothing was written in the new place.
            """,
        examples: [Example("socle tenant move rennes --to database", "Give a tenant a database of its own.")],
        make: Self.init(tenant:placement:server:))

    func run(in context: Context) throws -> Ending {
        let operation = try context.installation().moveTenant(
            tenant, tier: nil, placement: placement, server: server, watch: context.tell)
        context.conclude(operation)
        return .success
    }
}

/// `socle tenant upgrade`: another tier, up or down, with the place that belongs to it.
struct UpgradeTenant: LeafCommand {
    let tenant: TenantIdentifier
    let tier: Tier
    let server: ServerName?

    static let command = Command(
        "upgrade", "Give a tenant another tier, up or down, and the place that belongs to it.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--tier", Tier.self, "The tier to be."),
        Option("--server", ServerName.self, "The registered server of the new place."),
        discussion: """
            Refused when the tenant keeps more than the tier gives, or has channels that it does not offer. The tier \
            is written into the tenant's file. Where the tier's place is another, the tenant is moved as by 'socle \
            tenant move'.
            """,
        examples: [Example("socle tenant upgrade rennes --tier standard", "From free to standard.")],
        make: Self.init(tenant:tier:server:))

    func run(in context: Context) throws -> Ending {
        let operation = try context.installation().moveTenant(
            tenant, tier: tier, placement: nil, server: server, watch: context.tell)
        context.conclude(operation)
        return .success
    }
}
