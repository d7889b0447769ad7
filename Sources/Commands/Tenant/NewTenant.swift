import Operations
import Tenancy
import Vocabulary

/// `socle tenant new`: writes the declaration of a new tenant.
struct NewTenant: LeafCommand {
    let tenant: TenantIdentifier
    let tier: Tier
    let name: String?
    let isDryRun: Bool

    static let command = Command(
        "new", "Write the declaration of a new tenant.",
        Argument("TENANT", TenantIdentifier.self, "The short name from which schemas and roles are named."),
        Option(required: "--tier", Tier.self, "The level of service."),
        Option("--name", String.self, "The name as people read it; the identifier when not given."),
        Flag("--dry-run", "Check the identifier, show the file, and write nothing."),
        discussion: """
            An existing file is never overwritten, and a tenant that is made already is refused: 'socle tenant export' gets \
            back a file that was lost. Edit the file, then run 'socle tenant plan'.
            """,
        examples: [Example("socle tenant new rennes --tier free --dry-run", "See what would be written.")],
        make: Self.init(tenant:tier:name:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let draft = try TenantDraft(tenant: tenant, tier: tier, name: name ?? tenant.text)
        if isDryRun {
            // What would be written can be seen without an installation.
            try (try? context.installation())?.requireUnmade(tenant)
            try context.emit(try draft.text)
            return .success
        }
        let installation = try context.installation()
        try installation.declare(draft)
        try context.print("wrote \(installation.tenantFolder.file(of: tenant))")
        context.note("Edit the contact and the themes, then run 'socle tenant plan \(tenant)'.")
        return .success
    }
}
